"""What a token says it is for (Customer Login and Current Customer API, operation). See also ``claims``."""

from harness.contract.words import Rule
from harness.faults.registry import CURRENT, LOGIN, fault, must
from harness.tokens.draft import Draft

OTHERS = (
    "custom_login",
    "current_customer",
    "session_sync",
    "customerLogin",
    "customer-login",
    "customer login",
    "login",
    "customer_logout",
    "customer_login_token",
    "authenticate",
    "load",
    "uninstall",
)


@fault(
    Rule.OPERATION,
    must,
    "Customer Login API, operation; RFC 8725 3.12",
    kinds=LOGIN,
    cwe=345,
    rows={
        name.lower().replace("_", "-").replace(" ", "-space-") + ("-camel" if name != name.lower() else ""): name
        for name in OTHERS
        if name != "customer-login"
    }
    | {"dashed": "customer-login"},
)
def another(draft: Draft, value: str) -> Draft:
    """The operation is another one; the 2016 documents' custom_login is a misprint."""
    return draft.claim(operation=value)


PURPOSES = {
    "customer-login": "customer_login", "custom-login": "custom_login", "session-sync": "session_sync",
    "misprint": "curent_customer", "camel": "currentCustomer", "dashed": "current-customer",
    "spaced": "current customer", "plural": "current_customers", "logout": "customer_logout", "login": "login",
    "load": "load", "uninstall": "uninstall", "remove-user": "remove_user", "customer": "customer",
    "impersonation": "customer_impersonation", "null": "null",
}  # fmt: skip


@fault(
    Rule.OPERATION,
    must,
    "Current Customer API, operation; RFC 8725 3.12",
    kinds=CURRENT,
    cwe=345,
    rows=PURPOSES,
)
def another_than_current_customer(draft: Draft, value: str) -> Draft:
    """The operation is another one; curent_customer is a misprint of the reference."""
    return draft.claim(operation=value)
