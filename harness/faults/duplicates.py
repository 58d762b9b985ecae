"""The same name twice in one JSON object: a sound party refuses, or uses the last (RFC 7515 4; RFC 7519 4)."""

import json
from functools import partial
from typing import Any

from harness.contract.words import Expect, Kind, Rule
from harness.faults.json import member
from harness.faults.registry import CURRENT, fault, must, register, should
from harness.tokens.draft import Draft, Stage

FIRST: dict[str, Any] = {"iss": "nobody", "operation": "logout", "store_hash": "zz9other", "iat": 1, "jti": "first"}


def _twice(name: str, first: Any) -> Any:
    """Return an edit that puts ``name`` in front once more, with another value."""
    return lambda data: b"{" + json.dumps(name).encode() + b":" + json.dumps(first).encode() + b"," + data[1:]


@fault(
    Rule.JSON,
    must,
    "RFC 7519 4: refuse, or use only the last",
    cwe=436,
    kinds={Kind.LOGIN},
    expect=Expect.LAST_WINS,
    rows={"customer": "customer_id", "escaped": "customer\\u005fid"},
)
def customer(draft: Draft, value: str) -> Draft:
    """The payload names two customers."""
    other = draft.scene.other_customer.id
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: f'{{"{value}":{other},'.encode() + data[1:])


@fault(
    Rule.JSON,
    should,
    "RFC 7519 4: refuse, or use only the last",
    cwe=436,
    kinds={Kind.LOGIN},
    expect=Expect.LAST_WINS,
    rows={name.replace("_", "-"): (name, first) for name, first in FIRST.items()},
)
def claim(draft: Draft, value: tuple[str, Any]) -> Draft:
    """The payload has a claim twice, the last one right."""
    return draft.edit(Stage.PAYLOAD_JSON, _twice(*value))


@fault(
    Rule.JSON,
    should,
    "RFC 7515 4: refuse, or use only the last",
    cwe=436,
    expect=Expect.LAST_WINS,
    rows={"none": "none", "rs256": "RS256"},
)
def alg(draft: Draft, value: str) -> Draft:
    """The header has alg twice, the last one right."""
    return draft.edit(Stage.HEADER_JSON, _twice("alg", value))


@fault(Rule.JSON, must, "RFC 7515 4", cwe=436)
def alg_unsigned(draft: Draft) -> Draft:
    """The header has alg twice, none last, and nothing is signed."""
    return draft.edit(Stage.HEADER_JSON, member(b'"alg":"none"')).signed_with(b"", "")


REFUSE_OR_LAST = "RFC 7519 4: refuse, or use only the last"


def _around(draft: Draft, first: str, last: str) -> Draft:
    """Return ``draft`` with JSON members put before and after the claims."""
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: b"{" + first.encode() + data[1:-1] + last.encode() + b"}")


@fault(
    Rule.JSON,
    must,
    REFUSE_OR_LAST,
    cwe=436,
    kinds=CURRENT,
    expect=Expect.LAST_WINS,
    rows={"whole": "customer", "escaped": "\\u0063ustomer", "last-letter-escaped": "custome\\u0072"},
)
def shopper(draft: Draft, value: str) -> Draft:
    """The payload names two customers, the last one right."""
    other = draft.scene.other_customer
    return _around(draft, f'"{value}":{{"id":{other.id},"email":{json.dumps(other.email)},"group_id":"0"}},', "")


@fault(
    Rule.JSON,
    must,
    REFUSE_OR_LAST,
    cwe=436,
    kinds=CURRENT,
    expect=Expect.LAST_WINS,
    rows={"plain": "id", "escaped": "\\u0069d", "both-escaped": "\\u0069\\u0064"},
)
def shoppers_id(draft: Draft, value: str) -> Draft:
    """The customer has two ids, the last one right."""
    first = f'{{"{value}":{draft.scene.other_customer.id},"id":'.encode()
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: data.replace(b'{"id":', first, 1))


HOSTILE: dict[str, tuple[Rule, str, Any]] = {
    "exp": (Rule.EXPIRY, "exp", 1),
    "exp-escaped": (Rule.EXPIRY, "\\u0065xp", 1),
    "exp-null": (Rule.EXPIRY, "exp", None),
    "aud": (Rule.AUDIENCE, "aud", "somebody-elses-client-id"),
    "aud-escaped": (Rule.AUDIENCE, "\\u0061ud", "somebody-elses-client-id"),
    "iss": (Rule.ISSUER, "iss", "nobody"),
    "operation": (Rule.OPERATION, "operation", "customer_login"),
    "operation-escaped": (Rule.OPERATION, "operatio\\u006e", "customer_login"),
    "store-hash": (Rule.STORE, "store_hash", "zz9other"),
    "store-hash-escaped": (Rule.STORE, "store\\u005fhash", "zz9other"),
    "sub": (Rule.STORE, "sub", "zz9other"),
    "application-id": (Rule.APPLICATION, "application_id", "somebody-elses-client-id"),
    "version": (Rule.VERSION, "version", 2),
    "iat": (Rule.ISSUED_AT, "iat", None),
    "customer": (Rule.CUSTOMER, "customer", {"id": 0}),
    "customer-null": (Rule.CUSTOMER, "customer", None),
    "customer-without-id": (Rule.CUSTOMER, "customer", {"email": "alice@example.com"}),
}
"""A claim's rule, its name as written, and a value for which a sound party refuses."""


@fault(
    Rule.JSON,
    should,
    REFUSE_OR_LAST,
    cwe=436,
    kinds=CURRENT,
    expect=Expect.LAST_WINS,
    rows={slug: entry[1:] for slug, entry in HOSTILE.items() if entry[0] is not Rule.CUSTOMER},
)
def claim_of_current(draft: Draft, value: tuple[str, Any]) -> Draft:
    """The payload has a claim twice, the first one wrong and the last one right."""
    name, wrong = value
    return _around(draft, f'"{name}":{json.dumps(wrong)},', "")


def _last_wrong(draft: Draft, name: str, wrong: Any) -> Draft:
    return _around(draft, "", f',"{name}":{json.dumps(wrong)}')


for _slug, (_rule, _name, _wrong) in HOSTILE.items():
    register(
        partial(_last_wrong, name=_name, wrong=_wrong),
        f"duplicates.last-is-wrong.{_slug}",
        _rule,
        should,
        REFUSE_OR_LAST,
        cwe=436,
        kinds=CURRENT,
        also=(Rule.JSON,),
        title=f"The payload has a claim twice, the first one right and the last one wrong ({_slug})",
    )
