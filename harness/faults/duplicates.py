"""The same name twice in one JSON object: a sound party refuses, or uses the last (RFC 7515 4; RFC 7519 4)."""

import json
from typing import Any

from harness.contract.words import Expect, Kind, Rule
from harness.faults.json import member
from harness.faults.registry import fault, must, should
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
