"""Compact serialization, base64url and strict JSON, against the RFCs' own examples and against themselves."""

import base64
import contextlib
import json
import tomllib
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.jose import base64url, compact, strict_json
from harness.jose.base64url import EncodingError
from harness.jose.compact import SerializationError
from harness.jose.mac import HMACS, MAC_BYTES, mac
from harness.jose.strict_json import JsonError

VECTORS = tomllib.loads((Path(__file__).parents[2] / "fixtures/golden/rfc-hmac.toml").read_text("utf-8"))
MACS = [(f"{case['name']}-{name}", case, name) for case in VECTORS["mac"] for name in HMACS if name in case]


@pytest.mark.parametrize(("case", "name"), [one[1:] for one in MACS], ids=[one[0] for one in MACS])
def test_macs_are_those_of_the_rfcs(case: dict[str, str], name: str) -> None:
    found = mac(name, bytes.fromhex(case["key"]), bytes.fromhex(case["data"]))
    assert found.hex() == case[name]
    assert len(found) == MAC_BYTES[name]


@pytest.mark.parametrize("case", VECTORS["jws"], ids=lambda case: case["name"])
def test_signed_examples_of_the_rfcs_verify(case: dict[str, str]) -> None:
    parts = compact.split(case["token"])
    assert mac(case["alg"], base64url.decode(case["key"]), parts.signing_input) == base64url.decode(parts.signature)
    assert base64url.decode(parts.payload).decode() == case["payload"]


def test_there_are_vectors() -> None:
    assert len(MACS) >= 18
    assert len(VECTORS["jws"]) >= 2


@given(st.binary(max_size=200))
def test_base64url_comes_back(data: bytes) -> None:
    text = base64url.encode(data)
    assert base64url.decode(text) == data
    assert text == base64.urlsafe_b64encode(data).decode().rstrip("=")


@given(st.text(alphabet="ABab01-_+/= \n!é", max_size=12))
def test_only_the_canonical_spelling_is_read(text: str) -> None:
    with contextlib.suppress(EncodingError):
        assert base64url.encode(base64url.decode(text)) == text


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("QQ==", "padding"),
        ("a+b_", "standard"),
        ("a/b_", "standard"),
        ("QR", "spare bits"),
        ("QUFBQ", "impossible length"),
        ("QU FB", "' '"),
        ("QUÉB", "'É'"),
        ("QQ\n", "'\\n'"),
    ],
)
def test_other_spellings_are_told_apart(text: str, said: str) -> None:
    with pytest.raises(EncodingError, match=said.replace("\\", "\\\\")):
        base64url.decode(text)


@pytest.mark.parametrize(
    ("token", "said"),
    [
        ("", "1 segment "),
        ("a", "1 segment "),
        ("a.b", "2 segments"),
        ("a.b.c.d", "4 segments"),
        ("a.b.c.d.e", "JWE"),
        ("." * 9, "more than 5"),
        (".b.c", "empty"),
        ("a..c", "empty"),
        ('{"payload":"x"}', "JSON"),
        ("Bearer a.b.c", "Bearer"),
        ('"a.b.c"', '"'),
        ("A" * 70_000, "refused unread"),
    ],
)
def test_what_is_not_compact_is_told_apart(token: str, said: str) -> None:
    with pytest.raises(SerializationError, match=said):
        compact.split(token)


def test_an_empty_signature_is_left_to_the_mac_stage() -> None:
    assert compact.split("a.b.") == ("a", "b", "")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers(-(2**53), 2**53) | st.text(max_size=8),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=4), inner, max_size=3),
    max_leaves=8,
)


@given(st.dictionaries(st.text(max_size=6), VALUES, max_size=5))
def test_objects_come_back(value: dict[str, object]) -> None:
    assert strict_json.parse(json.dumps(value).encode()) == value


@pytest.mark.parametrize(
    ("data", "said"),
    [
        (b"[]", "an array"),
        (b'"x"', "a string"),
        (b"null", "null"),
        (b"1", "a number"),
        (b"", "not JSON"),
        (b"{}x", "not JSON"),
        (b"{'a':1}", "not JSON"),
        (b'{"a":NaN}', "NaN"),
        (b'{"a":-Infinity}', "Infinity"),
        (b'{"a":1e400}', "no double"),
        (b'{"a":' + b"9" * 65 + b"}", "65 digits"),
        (b'{"a":1,"a":1}', "'a' twice"),
        (b'{"x":{"a":1,"\\u0061":2}}', "'a' twice"),
        (b"\xef\xbb\xbf{}", "byte order mark"),
        (b'{"a":"\xe9"}', "UTF-8"),
        ('{"a":1}'.encode("utf-16"), "UTF-8"),
        (b'{"a":"\\ud800"}', "surrogate"),
        (b'{"a":' + b"[" * 40 + b"]" * 40 + b"}", "deeper"),
        (b'{"a":' + b"[" * 100_000 + b"]" * 100_000 + b"}", "deeper"),
        (b'{"a":"\n"}', "not JSON"),
    ],
)
def test_what_is_not_one_strict_object_is_told_apart(data: bytes, said: str) -> None:
    with pytest.raises(JsonError, match=said):
        strict_json.parse(data)


def test_brackets_in_text_are_not_depth() -> None:
    assert strict_json.parse(json.dumps({"a": "[" * 100}).encode()) == {"a": "[" * 100}


def test_a_whole_surrogate_pair_is_fine() -> None:
    assert strict_json.parse(b'{"a":"\\ud83d\\udd11"}') == {"a": "🔑"}
