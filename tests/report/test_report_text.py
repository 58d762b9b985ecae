"""Hostile text made visible, and evidence of any shape made readable."""

import json
from typing import Any

import pytest

from harness.report.evidence import exhibit
from harness.report.text import block, clip, json_text, plain, printable


@pytest.mark.parametrize(
    ("raw", "seen"),
    [
        ("plain, ümlaut, 🔒", "plain, ümlaut, 🔒"),
        ("\x1b[2J", r"\x1b[2J"),
        ("a\nb\tc\r", r"a\nb\tc\r"),
        ("\u202eevil", r"\u202eevil"),
        ("\ud800", r"\ud800"),
        ("\x9b", r"\x9b"),
        (None, "None"),
    ],
)
def test_what_cannot_be_seen_is_written_out(raw: object, seen: str) -> None:
    assert printable(raw) == seen


def test_blocks_keep_their_lines() -> None:
    assert block("a\n\tb\x00") == "a\n\tb\\x00"


def test_clipping_says_what_is_missing() -> None:
    assert clip("abc", 3) == "abc"
    assert clip("abcdef", 4) == "abcd… (2 more characters)"


@pytest.mark.parametrize(
    "value",
    [float("nan"), float("-inf"), b"\xff", {1: {2}}, 10**5000, "\udfff", {"\ud800": 1}, (1, [2.5, None, True])],
    ids=["nan", "infinity", "bytes", "set", "digits", "surrogate", "key", "tuple"],
)
def test_everything_becomes_json(value: object) -> None:
    text = json_text(value)
    text.encode("utf-8")
    assert json.loads(text, parse_constant=pytest.fail) == plain(value)


def test_depth_is_bounded() -> None:
    deep: Any = []
    for _ in range(50_000):
        deep = [deep]
    assert len(json_text(deep)) < 300


@pytest.mark.parametrize(
    "evidence",
    [
        {},
        {"request": None, "response": "", "token": None, "twin": None, "steps": None, "differs": None},
        {"request": "GET /", "response": 500, "token": "abc", "twin": [], "steps": "none"},
        {"store": "yes", "request": None, "token": 7},
        {"store": {"outcome": None, "reasons": [1, None]}, "request": {"url": "/login/token/a"}, "response": 5},
        {"store": {"reasons": "none"}, "request": {"method": "POST", "url": "/sso"}},
        {"request": {}, "response": {}, "token": {}, "twin": {"token": {"claims": "not an object"}}},
        {
            "request": {"headers": [["Cookie", "a"], ["Cookie", "b"]]},
            "response": {"headers": 7},
            "twin": {"request": {"headers": [1]}},
        },
        {"request": {"headers": {}}, "response": {"headers": None, "body": None}, "steps": ["did it", {"saw": 1}]},
    ],
)
def test_evidence_of_any_shape_can_be_shown(evidence: dict[str, Any]) -> None:
    assert exhibit(evidence).size >= 0


def test_the_request_that_the_app_answered_stands_with_its_token() -> None:
    message = {"method": "POST", "url": "http://127.0.0.1/sso"}
    shown = exhibit({"request": message, "store": {"outcome": "refused", "reasons": ["too old", "and used"]}})
    assert [(side.title, side.blocks) for side in shown.sides] == [
        ("What the app made", (("Request", "POST http://127.0.0.1/sso"),)),
        ("What the embedded store said to it", (("Outcome", "refused"), ("Why", "too old\nand used"))),
    ]


def test_evidence_is_bounded() -> None:
    long = "x" * 10_000
    message = {"url": long, "body": long, "headers": {f"h{row}": long for row in range(100)}}
    shown = exhibit({"request": message, "differs": long, "steps": [{"did": long}] * 100})
    assert shown.size < 60_000
    assert "… (80 more headers)" in shown.sides[0].blocks[0][1]
