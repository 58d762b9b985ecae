"""The header's ``typ`` (Customer Login API: make sure typ is JWT; RFC 8725 3.11) and ``cty``."""

from typing import Any

from harness.contract.words import Rule
from harness.faults.registry import BOTH, CURRENT, LOGIN, fault, may, should
from harness.tokens.draft import Draft

OTHERS = ("at+jwt", "dpop+jwt", "logout+jwt", "secevent+jwt", "JWS", "JOSE", "JWE", "JWTX", "application/jose")


def _slug(name: str) -> str:
    return name.lower().replace("+", "-").replace("/", "-")


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
    rows={_slug(name): name for name in OTHERS},
)
def another(draft: Draft, value: str) -> Draft:
    """The typ names another type of token."""
    return draft.head(typ=value)


@fault(
    Rule.TYPE,
    may,
    "RFC 7515 4.1.9: a string",
    kinds=BOTH,
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


FOREIGN = (*OTHERS, "entity-statement+jwt", "application/at+jwt", "vc+sd-jwt", "JWT+x", "none")


@fault(Rule.TYPE, may, "RFC 8725 3.11", kinds=CURRENT, cwe=345, rows={_slug(name): name for name in FOREIGN})
def of_another_kind(draft: Draft, value: str) -> Draft:
    """The typ names another type of token than JWT."""
    return draft.head(typ=value)


@fault(
    Rule.TYPE,
    may,
    "RFC 7519 5.2: cty is for nested tokens",
    kinds=CURRENT,
    cwe=345,
    rows={"upper": "JWT", "lower": "jwt", "media-type": "application/jwt"},
)
def content_type(draft: Draft, value: str) -> Draft:
    """The header says that the payload is a token in turn, though it is not."""
    return draft.head(cty=value)
