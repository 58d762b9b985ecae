"""What a login token says it is for (Customer Login API, operation)."""

from harness.contract.words import Rule
from harness.faults.registry import LOGIN, fault, must
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
