"""The token names the customer who was asked for, as an integer (Customer Login API, customer_id)."""

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must, should
from harness.judge.values import as_integer, is_integer

CLAUSE = "Customer Login API, customer_id: integer"


def _number(value: object) -> int | None:
    """Return the integer that ``value`` means: itself, a canonical text of it, or a float without fraction."""
    if isinstance(value, float) and value.is_integer():
        return int(value)
    return as_integer(value, takes_strings=True)


def _is_right(token: Issued) -> bool:
    return _number(token.claims.get("customer_id")) == token.order.customer_id


@check(Rule.CUSTOMER, must, "Customer Login API, customer_id", cwe=287)
def present(token: Issued) -> str:
    """The customer_id is there."""
    return "" if "customer_id" in token.claims else "there is no customer_id; set it to the id of the Customers v3 API"


@check(Rule.CUSTOMER, must, CLAUSE, cwe=843)
def a_number(token: Issued) -> str:
    """The customer_id is a number: no e-mail, name, null or list."""
    found = token.claims.get("customer_id", 0)
    if _number(found) is not None:
        return ""
    return f"customer_id is {token.said(found)}; it must be an integer, the id of the Customers v3 API"


@check(Rule.CUSTOMER, must, "Customer Login API, customer_id", cwe=287)
def somebody(token: Issued) -> str:
    """The customer_id is above zero."""
    number = _number(token.claims.get("customer_id", 1))
    if number is None or number > 0:
        return ""
    return f"customer_id is {token.said(number)}, which is nobody; make no token where no customer is known"


@check(Rule.CUSTOMER, must, "Customer Login API, customer_id", cwe=(287, 639))
def the_one_asked_for(token: Issued) -> str:
    """The customer_id is that of the customer who was asked for."""
    number = _number(token.claims.get("customer_id"))
    if number is None or number <= 0 or _is_right(token):
        return ""
    return f"customer_id is {token.said(number)}; it must be {token.order.customer_id}, who was asked for"


@check(Rule.CUSTOMER, should, CLAUSE, cwe=843, rests="login.customer.numeric-string")
def no_text(token: Issued) -> str:
    """The customer_id is no string."""
    found = token.claims.get("customer_id")
    if not isinstance(found, str) or not _is_right(token):
        return ""
    return f"customer_id is the string '{found}'; make it an integer, without quotes"


@check(Rule.CUSTOMER, should, CLAUSE, cwe=843)
def no_fraction(token: Issued) -> str:
    """The customer_id has no decimal point."""
    found = token.claims.get("customer_id")
    if is_integer(found) or not isinstance(found, float) or not _is_right(token):
        return ""
    return f"customer_id is {found}; write it as an integer, without a decimal point"
