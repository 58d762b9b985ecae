"""The token is signed by HS256, and says so (Customer Login API, header: the only value supported)."""

from harness.contract.words import Rule
from harness.judge.issued.macs import fitting
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must

CLAUSE = "Customer Login API, header: alg must be HS256"


def _wanted(token: Issued) -> str:
    return token.order.profile.text("login.algorithm")


def _is_none(alg: object) -> bool:
    return isinstance(alg, str) and alg.strip().lower() == "none"


@check(Rule.ALGORITHM, must, "RFC 7515 4.1.1", cwe=347)
def present(token: Issued) -> str:
    """The header has an alg."""
    return "" if "alg" in token.header else f"the header has no alg; name the algorithm that signs: {_wanted(token)}"


@check(Rule.ALGORITHM, must, "RFC 8725 3.1 and 3.2", cwe=347)
def signed(token: Issued) -> str:
    """The token does not call itself unsigned."""
    if not _is_none(token.header.get("alg")):
        return ""
    return f"alg is {token.said(token.header['alg'])}; sign the token by {_wanted(token)} with the client secret"


@check(Rule.ALGORITHM, must, CLAUSE, cwe=347)
def hs256(token: Issued) -> str:
    """The alg is HS256."""
    alg = token.header.get("alg", _wanted(token))
    if alg == _wanted(token) or _is_none(alg):
        return ""
    return f"alg is {token.said(alg)}; sign by {_wanted(token)}, the only one that the store takes"


@check(Rule.ALGORITHM, must, "RFC 7515 4.1.1: alg names what made the MAC", cwe=347)
def true_label(token: Issued) -> str:
    """The MAC is made by the algorithm that alg names."""
    alg, made_by = token.header.get("alg"), fitting(token, token.order.app.key)
    if alg != _wanted(token) or made_by in ("", alg):
        return ""
    return f"alg is {alg}, but the MAC is that of {made_by}; sign by {alg}"
