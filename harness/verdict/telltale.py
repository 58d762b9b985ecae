"""What gives an app away in its answers: a secret in any spelling, or the place in the code that broke."""

import re
from base64 import b64encode

from harness.jose import base64url
from harness.targets.http import Exchange

TRACES = re.compile(
    r"Traceback \(most recent call last\)|File \"[^\"]+\", line \d+|\n\s+at .+\(.+:\d+:\d+\)|"
    r"Stack trace:|#0 [/\w.{}-]+\(\d+\)|\.rb:\d+:in [`']|goroutine \d+ \[|\.go:\d+ \+0x|"
    r"(?:Fatal|Parse) error: .+ in .+ on line|at [\w.$]+\([\w]+\.java:\d+\)"
)
"""How Python, JavaScript, PHP, Ruby, Go and Java print where they were."""


def spellings(raw: bytes) -> set[str]:
    """Return ``raw`` as text, in hex and in base64."""
    texts = {
        raw.hex(),
        raw.hex().upper(),
        b64encode(raw).decode(),
        base64url.encode(raw),
        b64encode(raw).decode().rstrip("="),
    }
    return texts | {raw.decode("utf-8", "ignore")} - {""}


def whole(exchange: Exchange) -> str:
    """Return all the text of an answer: its body and its headers."""
    return "\n".join([exchange.body, *(f"{name}: {value}" for name, value in exchange.headers)])
