"""Claims of a current customer token exchanged by someone without the secret, over a signature that was valid."""

import json
from typing import Any

from harness.contract.words import Rule
from harness.faults.forging import another_customer, keep_signature
from harness.faults.identity import person
from harness.faults.registry import CURRENT, fault, must
from harness.tokens.draft import Draft, Stage, compact_json
from harness.tokens.valid import login, payload

CLAUSE = "RFC 7515 5.2"
CHANGES: dict[str, Any] = {
    "exp": lambda d: d.claim(exp=d.claims["exp"] + 86_400),
    "life": lambda d: d.claim(iat=d.claims["iat"] + 1, exp=d.claims["exp"] + 1),
    "aud": lambda d: d.claim(aud=[d.claims["aud"]]),
    "email": lambda d: person(d, email="evil@evil.example"),
    "group": lambda d: person(d, group_id="1000"),
    "store": lambda d: d.claim(store_hash=d.scene.other_store.hash, sub=d.scene.other_store.hash),
    "order": lambda d: d.without("customer").claim(customer=d.claims["customer"]),
    "id-and-email": lambda d: person(d, id=d.scene.other_customer.id, email=d.scene.other_customer.email),
    "first-id": lambda d: person(d, id=1),
}


@fault(Rule.SIGNATURE, must, CLAUSE, kinds=CURRENT, rows=CHANGES, each=True)
def after_signing(draft: Draft, value: Any) -> Draft:
    """A claim was exchanged after signing."""
    return keep_signature(draft, value(draft))


def _doubled(draft: Draft) -> Draft:
    other = compact_json({"customer": {**draft.claims["customer"], "id": draft.scene.other_customer.id}})[1:-1]
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: b"{" + other + b"," + data[1:])


REWRITTEN: dict[str, Any] = {
    "space-after": lambda d: d.edit(Stage.PAYLOAD_JSON, lambda data: data + b" "),
    "indented": lambda d: d.edit(Stage.PAYLOAD_JSON, lambda data: json.dumps(json.loads(data), indent=1).encode()),
    "escaped": lambda d: d.edit(Stage.PAYLOAD_JSON, lambda data: data.replace(b"operation", b"operatio\\u006e")),
    "doubled": _doubled,
    "header-space": lambda d: d.edit(Stage.HEADER_JSON, lambda data: data + b" "),
    "header-order": lambda d: d.headless(*d.header).head(**dict(reversed(d.header.items()))),
}


@fault(Rule.SIGNATURE, must, "RFC 7515 5.2: over the bytes received", kinds=CURRENT, also={Rule.JSON}, rows=REWRITTEN)
def rewritten_after_signing(draft: Draft, value: Any) -> Draft:
    """The JSON was written in another way after signing, so that only a MAC over JSON written anew still fits."""
    return keep_signature(draft, value(draft))


@fault(Rule.SIGNATURE, must, CLAUSE, kinds=CURRENT, rows={"login": login, "payload": payload})
def signature_of_another_kind(draft: Draft, value: Any) -> Draft:
    """The signature was cut from another token under the same client secret."""
    other = value(draft.scene)
    return keep_signature(other.claim(iat=other.claims["iat"] - 1), draft.claim(**another_customer(draft)))


@fault(Rule.SIGNATURE, must, CLAUSE, kinds=CURRENT, rows={"login": login, "payload": payload})
def header_of_another_kind(draft: Draft, value: Any) -> Draft:
    """The header and the signature were cut from another token of the app, and the claims put between."""
    other = value(draft.scene)
    return keep_signature(other, draft.headless(*draft.header).head(**other.header))
