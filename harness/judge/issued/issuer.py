"""The token names the app that signs it (Customer Login API, iss)."""

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must

CLAUSE = "Customer Login API, iss: the app's client id"


@check(Rule.ISSUER, must, CLAUSE, cwe=345)
def present(token: Issued) -> str:
    """The iss is there."""
    return "" if "iss" in token.claims else "there is no iss; set it to the app's client id"


@check(Rule.ISSUER, must, CLAUSE, cwe=345)
def client_id(token: Issued) -> str:
    """The iss is the app's client id."""
    wanted = token.order.app.client_id
    found = token.claims.get("iss", wanted)
    return "" if found == wanted else f"iss is {token.said(found)}; it must be the client id {wanted}"
