"""Whom a login token names (Customer Login API, customer_id: an integer)."""

from typing import Any

from harness.contract.words import Rule
from harness.faults.registry import LOGIN, fault, must, should, variant
from harness.tokens.draft import Draft

CLAUSE = "Customer Login API, customer_id"


@fault(
    Rule.CUSTOMER,
    must,
    CLAUSE,
    kinds=LOGIN,
    cwe=287,
    rows={
        "zero": 0,
        "minus-one": -1,
        "unknown": 987_654_321,
        "int32-max": 2**31 - 1,
        "past-int32": 2**32,
        "past-double": 2**53 + 1,
        "past-int64": 2**64,
    },
)
def nobody(draft: Draft, value: int) -> Draft:
    """The id belongs to no customer of the store."""
    return draft.claim(customer_id=value)


@fault(
    Rule.CUSTOMER, must, CLAUSE, kinds=LOGIN, cwe=287, rows={"negated": -1, "past-int32": 2**32, "past-int64": 2**64}
)
def wraps_around(draft: Draft, value: int) -> Draft:
    """The id becomes a known customer's where integers wrap around or lose their sign."""
    known = draft.claims["customer_id"]
    return draft.claim(customer_id=-known if value < 0 else known + value)


FORMS: dict[str, Any] = {
    "fraction": lambda i: i + 0.5, "float": float, "array": lambda i: [i], "object": lambda i: {"id": i},
    "in-query": lambda i: {"$gt": 0}, "two": lambda i: [i, i + 1],
}  # fmt: skip
TEXTS = {
    "sql": "{} OR 1=1", "space": " {}", "space-after": "{} ", "leading-zero": "0{}", "plus": "+{}",
    "fraction-text": "{}.0", "exponent": "{}e0", "word-after": "{}abc", "hex": "0x{:x}", "nul": "{}\0",
    "newline": "{}\n", "list": "{},1", "path": "customers/{}",
}  # fmt: skip


@fault(Rule.CUSTOMER, should, CLAUSE, kinds=LOGIN, cwe=843, rows=FORMS)
def in_another_type(draft: Draft, value: Any) -> Draft:
    """The id is wrapped, or not an integer."""
    return draft.claim(customer_id=value(draft.claims["customer_id"]))


@fault(Rule.CUSTOMER, should, CLAUSE, kinds=LOGIN, cwe=843, rows=TEXTS)
def in_text(draft: Draft, value: str) -> Draft:
    """The id is text that a lax reader turns into a number."""
    return draft.claim(customer_id=value.format(draft.claims["customer_id"]))


@fault(
    Rule.CUSTOMER,
    should,
    CLAUSE,
    kinds=LOGIN,
    cwe=287,
    rows={"email": "email", "name": "first_name", "placeholder": ""},
)
def by_another_name(draft: Draft, value: str) -> Draft:
    """The customer is named by something else than the id."""
    return draft.claim(customer_id=(getattr(draft.scene.customer, value) or "alice") if value else "Your customer id")


@fault(Rule.CUSTOMER, must, CLAUSE, kinds=LOGIN, cwe=287)
def in_the_other_tokens_claim(draft: Draft) -> Draft:
    """The customer stands in customer.id, as in a current customer token, instead of customer_id."""
    return draft.without("customer_id").claim(customer={"id": draft.claims["customer_id"]})


@variant(should, CLAUSE + ": integrations send it as a string", kinds=LOGIN, rests="login.customer.numeric-string")
def numeric_string(draft: Draft) -> Draft:
    """The id is a numeric string."""
    return draft.claim(customer_id=str(draft.claims["customer_id"]))
