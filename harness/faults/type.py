"""The header's ``typ`` at the login door (Customer Login API: make sure typ is JWT)."""

from typing import Any

from harness.contract.words import Rule
from harness.faults.registry import LOGIN, fault, may, should
from harness.tokens.draft import Draft

OTHERS = ("at+jwt", "dpop+jwt", "logout+jwt", "secevent+jwt", "JWS", "JOSE", "JWE", "JWTX", "application/jose")


@fault(Rule.TYPE, should, "Customer Login API, header", kinds=LOGIN, rests="login.typ.required", cwe=345)
def missing(draft: Draft) -> Draft:
    """There is no typ, as jose and ruby-jwt leave it unless told."""
    return draft.headless("typ")


@fault(
    Rule.TYPE,
    should,
    "RFC 8725 3.11; Customer Login API, header",
    kinds=LOGIN,
    cwe=345,
    rows={name.lower().replace("+", "-").replace("/", "-"): name for name in OTHERS},
)
def another(draft: Draft, value: str) -> Draft:
    """The typ names another type of token."""
    return draft.head(typ=value)


@fault(
    Rule.TYPE,
    may,
    "RFC 7515 4.1.9: a string",
    kinds=LOGIN,
    cwe=345,
    rows={
        "null": None,
        "integer": 1,
        "true": True,
        "array": ["JWT"],
        "object": {"typ": "JWT"},
        "empty": "",
        "space": "JWT ",
    },
)
def odd(draft: Draft, value: Any) -> Draft:
    """The typ is empty, padded or not a string."""
    return draft.head(typ=value)
