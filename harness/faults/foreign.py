"""Whole tokens of another kind under the same client secret, presented at the login door (RFC 8725 3.12)."""

from harness.contract.words import Rule
from harness.faults.registry import LOGIN, fault, must
from harness.tokens.draft import Draft
from harness.tokens.valid import current, payload, session_sync

CLAUSE = "RFC 8725 2.8 and 3.12: one key, several kinds of token"
CLAIMS = (
    Rule.ISSUER,
    Rule.STORE,
    Rule.JTI,
    Rule.CUSTOMER,
    Rule.CHANNEL,
    Rule.ALGORITHM,
    Rule.REDIRECT,
    Rule.REQUEST_IP,
)
KIND = {"kinds": LOGIN, "cwe": 345, "also": CLAIMS}


@fault(Rule.OPERATION, must, CLAUSE, rows={"hs512": "HS512", "hs256": "HS256"}, **KIND)
def current_customer(draft: Draft, value: str) -> Draft:
    """A current customer token, which browsers hold for 15 minutes."""
    return current(draft.scene, value)


@fault(Rule.OPERATION, must, CLAUSE, **KIND)
def signed_payload(draft: Draft) -> Draft:
    """A signed_payload_jwt from an app's load callback."""
    return payload(draft.scene)


@fault(Rule.OPERATION, must, CLAUSE, **KIND)
def session_sync_token(draft: Draft) -> Draft:
    """A session-sync token."""
    return session_sync(draft.scene)


@fault(Rule.OPERATION, must, CLAUSE, **KIND)
def customer_access_token(draft: Draft) -> Draft:
    """A current customer token that also names the customer as a login token does."""
    return current(draft.scene, "HS256").claim(customer_id=draft.scene.customer.id, jti=draft.scene.jti)
