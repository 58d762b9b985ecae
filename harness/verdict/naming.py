"""What requests call a customer's id, and the address of who sends them: where apps read what anybody can write."""

NAMES = (
    "customer_id", "customerId", "customer", "id", "user_id", "userId", "user", "uid", "cid", "account_id", "sub",
    "bc_customer_id",
)  # fmt: skip
"""What a customer's id is called where apps read it from a request."""
ID_HEADERS = (
    "X-Customer-Id", "X-Bc-Customer-Id", "X-User-Id", "X-Customer", "X-User", "Customer-Id", "X-Account-Id",
    "X-Forwarded-User", "X-Remote-User", "X-Auth-User",
)  # fmt: skip
ADDRESS_HEADERS = (
    "X-Forwarded-For",
    "X-Real-IP",
    "Forwarded",
    "CF-Connecting-IP",
    "True-Client-IP",
    "Client-IP",
    "X-Client-IP",
    "X-Originating-IP",
)
"""Headers in which proxies say whose request it is."""
