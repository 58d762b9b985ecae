"""The token names the store by its bare hash (Customer Login API, store_hash)."""

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must

CLAUSE = "Customer Login API, store_hash"


def _dressed(found: object, wanted: str) -> bool:
    return isinstance(found, str) and found != wanted and wanted in found


@check(Rule.STORE, must, CLAUSE, cwe=345)
def present(token: Issued) -> str:
    """The store_hash is there."""
    return "" if "store_hash" in token.claims else f"there is no store_hash; set it to '{token.order.store_hash}'"


@check(Rule.STORE, must, CLAUSE + ": the bare hash", cwe=345)
def bare(token: Issued) -> str:
    """The store_hash is the bare hash, without stores/, domain or anything else around it."""
    found, wanted = token.claims.get("store_hash"), token.order.store_hash
    return f"store_hash is {token.said(found)}; it must be '{wanted}' alone" if _dressed(found, wanted) else ""


@check(Rule.STORE, must, CLAUSE, cwe=345)
def right(token: Issued) -> str:
    """The store_hash is that of the store the login is for."""
    wanted = token.order.store_hash
    found = token.claims.get("store_hash", wanted)
    if found == wanted or _dressed(found, wanted):
        return ""
    return f"store_hash is {token.said(found)}; it must be '{wanted}', the store that the login is for"
