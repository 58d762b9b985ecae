"""Whom a current customer token names: ``customer.id``, an integer above zero (Current Customer API, customer)."""

from typing import Any

from harness.contract.words import Rule
from harness.faults.registry import CURRENT, fault, may, must, should
from harness.tokens.draft import Draft

CLAUSE = "Current Customer API, customer.id"


def person(draft: Draft, **changes: Any) -> Draft:
    """Return ``draft`` with changed members of its customer."""
    return draft.claim(customer={**draft.claims["customer"], **changes})


def person_without(draft: Draft, *names: str) -> Draft:
    """Return ``draft`` without the members ``names`` of its customer."""
    return draft.claim(customer={key: value for key, value in draft.claims["customer"].items() if key not in names})


@fault(
    Rule.CUSTOMER,
    must,
    CLAUSE,
    kinds=CURRENT,
    cwe=287,
    rows={"id": ("id",), "all-but-email": ("id", "group_id"), "all-but-group": ("id", "email"),
          "all": ("id", "email", "group_id")},
)  # fmt: skip
def missing(draft: Draft, value: tuple[str, ...]) -> Draft:
    """The customer has no id, whatever else is told of them."""
    return person_without(draft, *value)


@fault(
    Rule.CUSTOMER,
    must,
    CLAUSE,
    kinds=CURRENT,
    cwe=287,
    rows={"null": None, "zero": 0, "minus-one": -1, "int32-min": -(2**31), "int64-min": -(2**63)},
)
def nobody(draft: Draft, value: int | None) -> Draft:
    """The id is null, zero or negative."""
    return person(draft, id=value)


@fault(Rule.CUSTOMER, must, CLAUSE, kinds=CURRENT, cwe=287)
def negated(draft: Draft) -> Draft:
    """The id is that of the customer with its sign turned."""
    return person(draft, id=-draft.claims["customer"]["id"])


@fault(
    Rule.CUSTOMER,
    must,
    "Current Customer API, customer: an object",
    kinds=CURRENT,
    cwe=287,
    rows={"number": lambda one: one["id"], "text": lambda one: str(one["id"]), "email": lambda one: one["email"],
          "array": lambda one: [one], "array-of-id": lambda one: [one["id"]],
          "pairs": lambda one: [["id", one["id"]]], "json": lambda one: f'{{"id":{one["id"]}}}',
          "empty": lambda one: {}, "nested": lambda one: {"customer": one}},
)  # fmt: skip
def in_place_of_an_object(draft: Draft, value: Any) -> Draft:
    """The customer is something else than an object with an id."""
    return draft.claim(customer=value(draft.claims["customer"]))


@fault(
    Rule.CUSTOMER,
    must,
    CLAUSE,
    kinds=CURRENT,
    cwe=287,
    rows={"upper": "ID", "title": "Id", "plain": "customer_id", "entity": "entityId", "user": "user_id"},
)
def under_another_name(draft: Draft, value: str) -> Draft:
    """The id stands under another name in the customer."""
    return person(person_without(draft, "id"), **{value: draft.claims["customer"]["id"]})


@fault(
    Rule.CUSTOMER,
    must,
    CLAUSE,
    kinds=CURRENT,
    cwe=287,
    rows={"customer-id": "customer_id", "user": "user", "id": "id"},
)
def in_another_claim(draft: Draft, value: str) -> Draft:
    """The customer stands in another claim, as in other tokens of the same app, and not in this one's."""
    known = draft.claims["customer"]
    return draft.without("customer").claim(**{value: known if value == "user" else known["id"]})


FORMS: dict[str, Any] = {
    "true": lambda i: True, "false": lambda i: False, "fraction": lambda i: i + 0.5,
    "array": lambda i: [i], "two": lambda i: [i, i + 1], "object": lambda i: {"id": i},
    "query": lambda i: {"$gt": 0}, "query-not": lambda i: {"$ne": None}, "empty-array": lambda i: [],
    "empty-object": lambda i: {}, "past-double": lambda i: 2**53 + 1, "past-int64": lambda i: 2**64 + i,
    "digits-60": lambda i: 10**60 + i, "double": lambda i: 1e300, "tiny": lambda i: 5e-324,
}  # fmt: skip
TEXTS = {
    "decimal": "{}", "sql": "{} OR 1=1", "sql-quote": "{}' OR '1'='1", "space": " {}", "space-after": "{} ",
    "leading-zero": "0{}", "plus": "+{}", "fraction": "{}.0", "exponent": "{}e0", "word-after": "{}abc",
    "hex": "0x{:x}", "nul": "{}\0", "newline": "{}\n", "list": "{},1", "path": "../{}", "empty": "",
}  # fmt: skip


@fault(Rule.CUSTOMER, should, CLAUSE + ": integer", kinds=CURRENT, cwe=843, rows=FORMS)
def in_another_type(draft: Draft, value: Any) -> Draft:
    """The id is not an integer, or one that not every reader can hold."""
    return person(draft, id=value(draft.claims["customer"]["id"]))


@fault(Rule.CUSTOMER, should, CLAUSE + ": integer", kinds=CURRENT, cwe=843, rows=TEXTS)
def in_text(draft: Draft, value: str) -> Draft:
    """The id is text, which a lax reader turns into a number or passes on as it is."""
    return person(draft, id=value.format(draft.claims["customer"]["id"]))


@fault(Rule.CUSTOMER, may, CLAUSE + ": integer, which JavaScript cannot tell from this", kinds=CURRENT, cwe=843)
def whole_float(draft: Draft) -> Draft:
    """The id is a whole number written with a fraction."""
    return person(draft, id=float(draft.claims["customer"]["id"]))
