"""Whole tokens of another kind, most of them under the same client secret (RFC 8725 2.8 and 3.12)."""

from dataclasses import replace

from harness.contract.words import Rule
from harness.faults.registry import BOTH, CURRENT, LOGIN, fault, must
from harness.tokens.draft import Draft
from harness.tokens.scene import Scene
from harness.tokens.valid import current, login, payload, session_sync, storefront_api

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
    Rule.AUDIENCE,
    Rule.APPLICATION,
    Rule.VERSION,
    Rule.EXPIRY,
    Rule.ISSUED_AT,
    Rule.NOT_BEFORE,
)
AT_THE_STORE = {"kinds": LOGIN, "cwe": 345, "also": CLAIMS}
AT_A_SERVER = {"kinds": CURRENT, "cwe": 345, "also": CLAIMS}
AT_BOTH = {"kinds": BOTH, "cwe": 345, "also": CLAIMS}
HMACS = {"hs256": "HS256", "hs512": "HS512"}


def scene_of(draft: Draft) -> Scene:
    """Return the scene at the moment when ``draft`` was made, so that time is no reason to refuse another kind."""
    return replace(draft.scene, now=draft.claims["iat"], age=0)


@fault(Rule.OPERATION, must, CLAUSE, rows={"hs512": "HS512", "hs256": "HS256"}, **AT_THE_STORE)
def current_customer(draft: Draft, value: str) -> Draft:
    """A current customer token, which browsers hold for 15 minutes."""
    return current(draft.scene, value)


@fault(Rule.OPERATION, must, CLAUSE, **AT_BOTH)
def signed_payload(draft: Draft) -> Draft:
    """A signed_payload_jwt from an app's load callback."""
    return payload(scene_of(draft))


@fault(Rule.OPERATION, must, CLAUSE, **AT_BOTH)
def session_sync_token(draft: Draft) -> Draft:
    """A session-sync token."""
    return session_sync(scene_of(draft))


@fault(Rule.OPERATION, must, CLAUSE, **AT_THE_STORE)
def customer_access_token(draft: Draft) -> Draft:
    """A current customer token that also names the customer as a login token does."""
    return current(draft.scene, "HS256").claim(customer_id=draft.scene.customer.id, jti=draft.scene.jti)


def _relabelled(draft: Draft, algorithm: str) -> Draft:
    return draft.head(alg=algorithm).signed_with(draft.key, algorithm)


@fault(Rule.OPERATION, must, CLAUSE, rows=HMACS, **AT_A_SERVER)
def login_token(draft: Draft, value: str) -> Draft:
    """A customer login token, which the app itself made and which travels in a URL."""
    return _relabelled(login(scene_of(draft)), value)


@fault(Rule.OPERATION, must, CLAUSE, **AT_A_SERVER)
def signed_payload_by_hs512(draft: Draft) -> Draft:
    """A signed_payload_jwt, signed as current customer tokens are."""
    return _relabelled(payload(scene_of(draft)), "HS512")


@fault(Rule.OPERATION, must, CLAUSE, **AT_A_SERVER)
def storefront_api_token(draft: Draft) -> Draft:
    """A token of the GraphQL Storefront API, which stands in every page."""
    return storefront_api(scene_of(draft))


@fault(Rule.OPERATION, must, CLAUSE, **AT_A_SERVER)
def impersonation_token(draft: Draft) -> Draft:
    """A customer impersonation token of the GraphQL Storefront API."""
    return storefront_api(scene_of(draft), token_type=2)


@fault(Rule.OPERATION, must, CLAUSE, rows=HMACS, **AT_A_SERVER)
def session_sync_by_mac(draft: Draft, value: str) -> Draft:
    """The claims of a session-sync token under the client secret."""
    return _relabelled(replace(draft, claims=session_sync(scene_of(draft)).claims), value)


@fault(Rule.OPERATION, must, CLAUSE, **AT_A_SERVER)
def login_token_with_an_identity(draft: Draft) -> Draft:
    """A login token that also has customer, aud and exp, so that only its purpose and maker are wrong."""
    names = ("customer", "aud", "application_id", "exp", "sub", "version")
    return login(scene_of(draft)).claim(**{name: draft.claims[name] for name in names})


@fault(Rule.OPERATION, must, CLAUSE, **AT_A_SERVER)
def login_token_relabelled(draft: Draft) -> Draft:
    """A login token that calls itself current_customer."""
    return login(scene_of(draft), operation="current_customer")


@fault(
    Rule.OPERATION,
    must,
    CLAUSE,
    rows={"operation": ("operation",), "and-customer": ("operation", "customer"), "all-but-operation":
          ("iss", "sub", "store_hash", "customer", "version", "application_id")},
    **AT_A_SERVER,
)  # fmt: skip
def signed_payload_with_claims(draft: Draft, value: tuple[str, ...]) -> Draft:
    """A signed_payload_jwt with some claims of a current customer token."""
    return payload(scene_of(draft)).claim(**{name: draft.claims[name] for name in value})


@fault(Rule.OPERATION, must, CLAUSE, **AT_A_SERVER)
def no_claims(draft: Draft) -> Draft:
    """The claims are an empty object, rightly signed."""
    return draft.without(*draft.claims)
