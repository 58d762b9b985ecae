"""Valid current customer tokens of the most different shoppers and makers: a server takes them all."""

from typing import Any

from harness.faults.identity import person
from harness.faults.registry import CURRENT, may, must, should, variant
from harness.jose import strict_json
from harness.tokens.draft import Draft, Stage, compact_json

IGNORED = "RFC 7519 4: unknown claims are ignored"


@variant(
    must,
    'Current Customer API, customer.group_id: a numeric string, "0" for none',
    kinds=CURRENT,
    rows={name: name for name in ("1", "2", "6", "12", "45", "1000")},
)
def group(draft: Draft, value: str) -> Draft:
    """The customer is in a group."""
    return person(draft, group_id=value)


EMAILS = {
    "tag": "alice+tag@example.com", "quote": "o'brien@example.com", "upper": "Alice@Example.COM", "long": "a" * 242 +
    "@example.com", "umlaut": "jürgen@müller.example", "cjk": "床垫@例え.example", "emoji": "🛏@example.com",
    "rtl": "שלום@example.com", "punycode": "a@xn--mller-kva.example", "slash": "a/b@example.com",
    "backslash": '"a\\\\b"@example.com', "subdomain": "a@b.c.d.example",
}  # fmt: skip


@variant(must, "Current Customer API, customer.email", kinds=CURRENT, rows=EMAILS)
def email(draft: Draft, value: str) -> Draft:
    """The customer has an uncommon e-mail."""
    return person(draft, email=value)


@variant(should, "RFC 8259 8.1: UTF-8", kinds=CURRENT, rows={name: EMAILS[name] for name in ("umlaut", "cjk", "emoji")})
def email_unescaped(draft: Draft, value: str) -> Draft:
    """The customer's e-mail holds characters beyond ASCII, unescaped."""
    plain = person(draft, email=value)
    old = compact_json(value)
    return plain.edit(Stage.PAYLOAD_JSON, lambda data: data.replace(old, f'"{value}"'.encode()))


@variant(
    must,
    "RFC 8259 7: escapes, as PHP's json_encode writes them",
    kinds=CURRENT,
    rows={"email": (b"@", b"\\u0040"), "id": (b'"id"', b'"\\u0069d"'), "claim": (b'"customer"', b'"\\u0063ustomer"'),
          "operation": (b"current_customer", b"current\\u005fcustomer"), "exp": (b'"exp"', b'"\\u0065xp"'),
          "all-slashes": (b"/", b"\\/")},
)  # fmt: skip
def escaped(draft: Draft, value: tuple[bytes, bytes]) -> Draft:
    """Characters of names and values are escaped."""
    plain = draft.claim(url="/account.php") if value[0] == b"/" else draft
    return plain.edit(Stage.PAYLOAD_JSON, lambda data: data.replace(*value))


@variant(
    should,
    IGNORED,
    kinds=CURRENT,
    rows={"jti": {"jti": "1"}, "channel": {"channel_id": 1}, "channel-null": {"channel_id": None},
          "sid": {"sid": 1000}, "url": {"url": "/"}, "name": {"name": "Alice"}, "scope": {"scope": "read"},
          "azp": {"azp": "x"}, "empty-name": {"": 1}, "length": {"length": 1}},
)  # fmt: skip
def claims_of_other_tokens(draft: Draft, value: dict[str, Any]) -> Draft:
    """There is a claim that other kinds of token have."""
    return draft.claim(**value)


PROTOTYPES: dict[str, Any] = {
    "proto": {"__proto__": {"alg": "none", "admin": True}}, "constructor": {"constructor": {"prototype": {"x": 1}}},
    "to-string": {"toString": "x"}, "has-own-property": {"hasOwnProperty": 1}, "value-of": {"valueOf": None},
}  # fmt: skip


@variant(should, "RFC 7515 4: unknown parameters are ignored; CWE-1321", kinds=CURRENT, rows=PROTOTYPES, cwe=1321)
def prototype_in_header(draft: Draft, value: dict[str, Any]) -> Draft:
    """The header has a parameter with the name of something that every JavaScript object has."""
    return draft.head(**value)


@variant(should, IGNORED + "; CWE-1321", kinds=CURRENT, rows=PROTOTYPES, cwe=1321)
def prototype_in_claims(draft: Draft, value: dict[str, Any]) -> Draft:
    """There is a claim with the name of something that every JavaScript object has."""
    return draft.claim(**value)


@variant(may, IGNORED, kinds=CURRENT, rows={"100": 100, "300": 300})
def many_claims(draft: Draft, value: int) -> Draft:
    """There are hundreds of claims that nobody asked for."""
    return draft.claim(**{f"n{number}": number for number in range(value)})


@variant(should, "RFC 7519 5.1: typ is optional", kinds=CURRENT)
def typ_missing(draft: Draft) -> Draft:
    """There is no typ."""
    return draft.headless("typ")


@variant(should, "RFC 8259 4: members are unordered", kinds=CURRENT)
def customers_members_reversed(draft: Draft) -> Draft:
    """The customer's members come in another order."""
    known = draft.claims["customer"]
    return draft.claim(customer={name: known[name] for name in reversed(known)})


@variant(should, "RFC 7515 5.2: the bytes are signed, not the objects", kinds=CURRENT)
def white_space_around(draft: Draft) -> Draft:
    """There is white space around the JSON of both parts."""

    def spaced(data: bytes) -> bytes:
        return b" \r\n\t" + compact_json(strict_json.parse(data)) + b"\n "

    return draft.edit(Stage.HEADER_JSON, spaced).edit(Stage.PAYLOAD_JSON, spaced)
