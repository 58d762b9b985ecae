"""Booleans are booleans (Customer Login API, enable_persistent_cart)."""

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, should


@check(Rule.CART, should, "Customer Login API, enable_persistent_cart: boolean", cwe=843)
def a_boolean(token: Issued) -> str:
    """The enable_persistent_cart, if there is one, is true or false."""
    found = token.claims.get("enable_persistent_cart", False)
    if isinstance(found, bool):
        return ""
    return f"enable_persistent_cart is {token.said(found)}; make it true or false, without quotes"
