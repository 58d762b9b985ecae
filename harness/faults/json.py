"""Headers and payloads that are not one strict UTF-8 JSON object (RFC 8259; RFC 7519 4 and 7.2)."""

import zlib
from typing import Any

from harness.contract.words import Rule
from harness.faults.registry import CURRENT, fault, may, must, should
from harness.tokens.draft import Draft, Stage, compact_json

NOT_OBJECTS = {
    "array": b"[]", "string": b'"x"', "null": b"null", "number": b"1", "true": b"true", "text": b"claims",
    "xml": b"<a/>", "php": b'a:1:{s:1:"a";i:1;}',
    "space": b" ", "nested-array": b"[[{}]]",
}  # fmt: skip
LENIENT: dict[str, tuple[bytes, bytes]] = {
    "single-quotes": (b'"', b"'"), "trailing-comma": (b"}", b",}"), "line-comment": (b"{", b"{//x\n"),
    "block-comment": (b"{", b"{/**/"), "semicolon": (b"}", b"};"),
    "unquoted": (b'"iss"', b"iss"), "equals": (b":", b"="), "double-comma": (b",", b",,"), "leading-comma": (b"{",
    b"{,"), "hex-number": (b"}", b',"n":0x1}'),
    "plus-number": (b"}", b',"n":+1}'), "leading-zero": (b"}", b',"n":01}'), "bare-point": (b"}", b',"n":1.}'),
    "point-first": (b"}", b',"n":.5}'),
    "underscore": (b"}", b',"n":1_0}'), "raw-newline": (b"}", b',"n":"\n"}'),
}  # fmt: skip
BAD_UTF8 = {
    "latin-1": b"\xe9", "overlong": b"\xc0\xaf", "lone-continuation": b"\x80", "surrogate": b"\xed\xa0\x80",
    "cut": b"\xe2\x82", "beyond-unicode": b"\xf4\x90\x80\x80", "ff": b"\xff",
}  # fmt: skip


def member(text: bytes) -> Any:
    """Return an edit that adds the member ``text`` at the end of an object."""
    return lambda data: data[:-1] + b"," + text + b"}"


@fault(Rule.JSON, must, "RFC 7519 7.2", cwe=20, rows=NOT_OBJECTS)
def header_not_an_object(draft: Draft, value: bytes) -> Draft:
    """The header is not a JSON object, and nothing is signed."""
    return draft.edit(Stage.HEADER_JSON, lambda _: value).signed_with(b"", "")


@fault(Rule.JSON, should, "RFC 7519 7.2", cwe=20, rows=NOT_OBJECTS)
def payload_not_an_object(draft: Draft, value: bytes) -> Draft:
    """The signed payload is not a JSON object."""
    return draft.edit(Stage.PAYLOAD_JSON, lambda _: value)


@fault(Rule.JSON, should, "RFC 7519 5.2: nested", cwe=20)
def nested(draft: Draft) -> Draft:
    """The payload is itself a signed token."""
    return draft.head(cty="JWT").edit(Stage.PAYLOAD_JSON, lambda _: draft.raw().encode())


TRAILING = {
    "word": b"x",
    "object": b"{}",
    "array": b"[]",
    "nul": b"\0",
    "comma": b",",
    "second": b'{"customer_id":1}',
    "closing": b"}",
}


@fault(Rule.JSON, should, "RFC 8259 2", cwe=20, rows=TRAILING)
def trailing(draft: Draft, value: bytes) -> Draft:
    """Something follows the payload's object."""
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: data + value)


@fault(Rule.JSON, should, "RFC 8259 2", cwe=20, rows=TRAILING)
def trailing_in_header(draft: Draft, value: bytes) -> Draft:
    """Something follows the header's object."""
    return draft.edit(Stage.HEADER_JSON, lambda data: data + value)


@fault(Rule.JSON, may, "RFC 8259 8.1", cwe=20, rows={"payload": Stage.PAYLOAD_JSON, "header": Stage.HEADER_JSON})
def byte_order_mark(draft: Draft, value: Stage) -> Draft:
    """A byte order mark precedes the object."""
    return draft.edit(value, lambda data: b"\xef\xbb\xbf" + data)


@fault(
    Rule.JSON,
    should,
    "RFC 8725 3.7",
    cwe=20,
    rows={name: name for name in ("utf-16", "utf-16-le", "utf-16-be", "utf-32", "utf-32-le", "utf-7")},
)
def other_encoding(draft: Draft, value: str) -> Draft:
    """The payload is JSON in another encoding."""
    # UTF-7 shifts from ASCII only where a character asks for it, so one must be there.
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: (data.decode()[:-1] + ',"n":"é"}').encode(value)).edit(
        Stage.PAYLOAD_JSON, lambda data: data + (b"\xff" if value == "utf-7" else b"")
    )


@fault(Rule.JSON, should, "RFC 7519 7.2", cwe=20, rows=BAD_UTF8)
def bad_utf8(draft: Draft, value: bytes) -> Draft:
    """The payload holds bytes that are not UTF-8."""
    return draft.edit(Stage.PAYLOAD_JSON, member(b'"note":"' + value + b'"'))


@fault(Rule.JSON, should, "RFC 7519 7.2", cwe=20, rows=BAD_UTF8)
def bad_utf8_in_header(draft: Draft, value: bytes) -> Draft:
    """The header holds bytes that are not UTF-8."""
    return draft.edit(Stage.HEADER_JSON, member(b'"note":"' + value + b'"'))


@fault(
    Rule.JSON, may, "RFC 8259 8.2", cwe=20, rows={"high": b"\\ud800", "low": b"\\udc00", "swapped": b"\\udc00\\ud800"}
)
def lone_surrogate(draft: Draft, value: bytes) -> Draft:
    """The payload escapes half of a surrogate pair."""
    return draft.edit(Stage.PAYLOAD_JSON, member(b'"note":"' + value + b'"'))


@fault(
    Rule.JSON,
    may,
    "RFC 8259 8.2",
    kinds=CURRENT,
    cwe=20,
    rows={"high": b"\\ud800", "low": b"\\udc00", "swapped": b"\\udc00\\ud800"},
)
def lone_surrogate_in_email(draft: Draft, value: bytes) -> Draft:
    """The customer's e-mail escapes half of a surrogate pair."""
    email = compact_json(draft.claims["customer"]["email"])
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: data.replace(email, email[:-1] + value + b'"'))


@fault(
    Rule.JSON,
    should,
    "RFC 8259 6",
    cwe=20,
    rows={"nan": b"NaN", "infinity": b"Infinity", "minus-infinity": b"-Infinity"},
)
def not_a_number(draft: Draft, value: bytes) -> Draft:
    """The payload holds a number that JSON does not have."""
    return draft.edit(Stage.PAYLOAD_JSON, member(b'"note":' + value))


@fault(Rule.JSON, should, "RFC 8259", cwe=20, rows=LENIENT)
def lenient_syntax(draft: Draft, value: tuple[bytes, bytes]) -> Draft:
    """The payload is almost JSON."""
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: data.replace(value[0], value[1], 1 if value[0] != b'"' else -1))


@fault(
    Rule.JSON,
    may,
    "RFC 8259 6",
    cwe=20,
    rows={"exponent": b"1e400", "minus-exponent": b"-1e400", "digits-400": b"9" * 400, "digits-2000": b"9" * 2000},
)
def enormous_number(draft: Draft, value: bytes) -> Draft:
    """The payload holds a number that no double can hold."""
    return draft.edit(Stage.PAYLOAD_JSON, member(b'"note":' + value))


@fault(Rule.JSON, may, "RFC 8259 9", cwe=674, rows={"arrays-1000": (b"[", b"]"), "objects-1000": (b'{"a":', b"}")})
def deep(draft: Draft, value: tuple[bytes, bytes]) -> Draft:
    """The payload nests a thousand levels deep."""
    inner = b"1" if value[0] != b"[" else b""
    depth = 1000 if value[0] == b"[" else 400
    return draft.edit(Stage.PAYLOAD_JSON, member(b'"note":' + value[0] * depth + inner + value[1] * depth))


@fault(Rule.JSON, should, "RFC 8725 3.6: do not decompress", cwe=409)
def compressed(draft: Draft) -> Draft:
    """The payload is compressed and labelled so."""
    return draft.head(zip="DEF").edit(Stage.PAYLOAD_JSON, lambda data: zlib.compress(data)[2:-4])
