"""The token says that it signs a customer in (Customer Login API, operation; RFC 8725 2.8 and 3.12)."""

from harness.contract.words import Kind, Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must
from harness.judge.issued.serialization import OPAQUE

CLAUSE = "Customer Login API, operation"
FOREIGN = {
    Kind.CURRENT: "a current customer token, which a store makes and an app reads",
    Kind.PAYLOAD: "a signed_payload_jwt, which BigCommerce sends to an app's callbacks",
    Kind.SESSION_SYNC: "a session-sync token, which BigCommerce alone can make",
    Kind.STOREFRONT_API: "a token of the GraphQL Storefront API, which speaks for an app and for no shopper",
}
INSTEAD = "make a customer login token of your own, signed with the client secret"


@check(Rule.OPERATION, must, "GraphQL Storefront API, customerAccessToken; Customer Login API", cwe=345, raw=True)
def no_access_token(token: Issued) -> str:
    """The token is no customerAccessToken of the GraphQL Storefront API."""
    if not OPAQUE.fullmatch(token.wire):
        return ""
    return f"the token is a customerAccessToken, which /login/token does not take; {INSTEAD}"


@check(Rule.OPERATION, must, "RFC 8725 2.8 and 3.12: one key, several kinds of token", cwe=345)
def kind(token: Issued) -> str:
    """The token is a customer login token and no other kind."""
    return "" if token.kind is Kind.LOGIN else f"the token is {FOREIGN[token.kind]}; {INSTEAD}"


@check(Rule.OPERATION, must, CLAUSE, cwe=345)
def present(token: Issued) -> str:
    """The operation is there."""
    if "operation" in token.claims or token.kind is not Kind.LOGIN:
        return ""
    return f"there is no operation; set it to {token.order.profile.text('login.operation')}"


@check(Rule.OPERATION, must, CLAUSE, cwe=345)
def customer_login(token: Issued) -> str:
    """The operation is customer_login."""
    wanted = token.order.profile.text("login.operation")
    found = token.claims.get("operation", wanted)
    if found == wanted or token.kind is not Kind.LOGIN:
        return ""
    return f"operation is {token.said(found)}; it must be '{wanted}'"
