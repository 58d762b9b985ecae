"""The header says typ JWT and nothing that steers whoever reads the token (RFC 7515 4; RFC 8725 3.10)."""

from collections.abc import Iterable

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, may, must, should

STEERING = ("kid", "jku", "jwk", "x5u", "x5c", "x5t", "x5t#S256")


def _present(token: Issued, names: Iterable[str]) -> str:
    return ", ".join(name for name in names if name in token.header)


def _same_type(found: object, wanted: str) -> bool:
    # Media types compare without case, and "application/" may be left out (RFC 7515 4.1.9).
    return isinstance(found, str) and found.lower().removeprefix("application/") == wanted.lower()


@check(Rule.CRIT, must, "RFC 7515 4.1.11; RFC 7797 7; RFC 7516 4.1.3", cwe=347)
def no_extensions(token: Issued) -> str:
    """The header has no crit, b64 or zip."""
    found = _present(token, ("crit", "b64", "zip"))
    return f"the header has {found}; leave it out: the store knows no extension" if found else ""


@check(Rule.TYPE, must, "Customer Login API, header: make sure typ is JWT", cwe=345, rests="login.typ.required")
def typ(token: Issued) -> str:
    """The header says typ JWT."""
    wanted = token.order.profile.text("login.typ")
    if "typ" not in token.header:
        return f"the header has no typ; set it to {wanted}: some libraries leave it out unless told"
    found = token.header["typ"]
    return "" if _same_type(found, wanted) else f"typ is {token.said(found)}; it must be {wanted}"


@check(Rule.TYPE, may, "RFC 7519 5.1: typ is spelled JWT for the sake of older readers")
def typ_in_capitals(token: Issued) -> str:
    """The typ is spelled as the documents spell it."""
    found, wanted = token.header.get("typ"), token.order.profile.text("login.typ")
    return f"typ is {token.said(found)}; spell it {wanted}" if found != wanted and _same_type(found, wanted) else ""


@check(Rule.HEADER_KEY, should, "RFC 8725 3.10: the store knows the key by iss", cwe=347)
def no_key(token: Issued) -> str:
    """The header names no key and carries none."""
    found = _present(token, STEERING)
    return f"the header has {found}; leave it out: the store takes the key of the app that iss names" if found else ""


@check(Rule.TYPE, should, "RFC 7519 5.2: cty is for nested tokens alone", cwe=345)
def no_content_type(token: Issued) -> str:
    """The header has no cty."""
    if "cty" not in token.header:
        return ""
    return f"cty is {token.said(token.header['cty'])}; leave it out: the payload is no nested token"
