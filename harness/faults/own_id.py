"""Valid tokens that tempt a server to believe someone else than the customer whose id ``customer.id`` is.

Addresses are the shopper's to choose, so who looks people up by e-mail can be led astray without the secret: ``must``.
Claims beside ``customer`` only the secret's holder can add: ``should``. Refusing such a token is sound, too.
"""

from typing import Any

from harness.contract.words import Expect, Rule
from harness.faults.identity import person
from harness.faults.registry import CURRENT, Inapplicable, fault, may, must, should
from harness.tokens.draft import Draft

CLAUSE = "Current Customer API, customer.id is the identity"
OWN = {"kinds": CURRENT, "cwe": 287, "expect": Expect.OWN_ID}
CYRILLIC = str.maketrans("aceopx", "асеорх")


def _tagged(email: str) -> str:
    name, _, host = email.partition("@")
    return f"{name}+tag@{host}"


def _other_email(draft: Draft) -> str:
    if not draft.scene.other_customer.email:
        raise Inapplicable("the other customer's e-mail is not known")
    return draft.scene.other_customer.email


@fault(Rule.CUSTOMER, must, CLAUSE, **OWN)
def email_of_the_other(draft: Draft) -> Draft:
    """The e-mail is another customer's; two channels may have the same one twice."""
    return person(draft, email=_other_email(draft))


EMAILS: dict[str, Any] = {
    "upper": str.upper, "title": str.title, "tagged": _tagged, "cyrillic": lambda e: e.translate(CYRILLIC),
    "fullwidth-at": lambda e: e.replace("@", "＠"), "space-before": lambda e: f" {e}", "space-after": lambda e: f"{e} ",
    "zero-width": lambda e: e.replace("@", "\u200b@"), "greek": lambda e: e.replace("o", "ο"),
    "nul": lambda e: f"{e}\0.evil.example", "listed": lambda e: f"{e},evil@evil.example",
    "named": lambda e: f"Evil <{e}>", "dotted": lambda e: e[:1] + "." + e[1:], "wildcard": lambda e: "%" + e[-4:],
    "decomposed": lambda e: e.replace("@", "\u0301@"),
}  # fmt: skip


@fault(Rule.CUSTOMER, must, CLAUSE, rows=EMAILS, **OWN)
def email_like_the_others(draft: Draft, value: Any) -> Draft:
    """The e-mail is another customer's to whoever folds case, tags, white space or look-alike letters."""
    email = _other_email(draft)
    changed = value(email)
    if changed == email:
        raise Inapplicable("this e-mail stays the same")
    return person(draft, email=changed)


def _claims_of(other: int) -> dict[str, dict[str, Any]]:
    return {
        "customer-id": {"customer_id": other},
        "customer-id-camel": {"customerId": other},
        "customer-upper": {"Customer": {"id": other}},
        "user-id": {"user_id": other},
        "user": {"user": {"id": other, "email": "owner@example.com"}},
        "owner": {"owner": {"id": other}},
        "id": {"id": other},
        "uid": {"uid": other},
        "dotted": {"customer.id": other},
        "bracketed": {"customer[id]": other},
        "session-payload": {"session_payload": {"customer_id": other}},
        "subject": {"subject": str(other)},
        "proto": {"__proto__": {"customer": {"id": other}}},
    }


@fault(Rule.CUSTOMER, should, CLAUSE, rows={slug: slug for slug in _claims_of(0)}, **OWN)
def another_in_a_claim(draft: Draft, value: str) -> Draft:
    """A further claim names another customer."""
    return draft.claim(**_claims_of(draft.scene.other_customer.id)[value])


def _members_of(other: int) -> dict[str, dict[str, Any]]:
    return {
        "customer-id": {"customer_id": other},
        "upper": {"ID": other},
        "entity-id": {"entityId": other},
        "user-id": {"user_id": other},
        "customer": {"customer": {"id": other}},
        "space": {" id": other},
        "fullwidth": {"ｉｄ": other},
        "nul": {"id\0": other},
        "proto": {"__proto__": {"id": other}},
        "constructor": {"constructor": {"prototype": {"id": other}}},
    }


@fault(Rule.CUSTOMER, should, CLAUSE, rows={slug: slug for slug in _members_of(0)}, **OWN)
def another_in_the_customer(draft: Draft, value: str) -> Draft:
    """A further member of customer names another customer."""
    return person(draft, **_members_of(draft.scene.other_customer.id)[value])


@fault(
    Rule.CUSTOMER,
    may,
    "Current Customer API, customer.email",
    rows={"null": None, "empty": "", "number": 1, "array": ["alice@example.com"], "no-at": "alice",
          "crlf": "a@example.com\r\nBcc: evil@evil.example", "html": "<script>alert(1)</script>@example.com",
          "long": "a" * 4000 + "@example.com", "object": {"$gt": ""}, "quote": "a'--@example.com"},
    **OWN,
)  # fmt: skip
def email_odd(draft: Draft, value: Any) -> Draft:
    """The e-mail is none, or one to break things with."""
    return person(draft, email=value)


@fault(
    Rule.CUSTOMER,
    may,
    "Current Customer API, customer.group_id: a numeric string",
    rows={"integer": 6, "zero": 0, "null": None, "padded": "06", "negative": "-1", "float": 6.5, "true": True,
          "empty": "", "array": ["6"], "word": "admin", "large": "99999999999999999999", "sql": "0 OR 1=1"},
    **OWN,
)  # fmt: skip
def group_odd(draft: Draft, value: Any) -> Draft:
    """The group is not a numeric string, as real stores send it."""
    return person(draft, group_id=value)
