"""Text that anyone may be shown: target text is hostile until its control characters have become visible.

Tokens and answers hold whatever a test put into them: escape sequences, lone surrogates, bidirectional marks,
numbers that JSON does not know. ``printable`` and ``block`` are for people, ``plain`` and ``json_text`` for machines.
"""

import json
import math
import re
from dataclasses import dataclass
from typing import Any

# Control characters, surrogates, non-characters, and all that is invisible or turns the direction of writing.
_UNSEEN = "\x00-\x08\x0b-\x1f\x7f-\x9f\u00ad\u061c\u180e\u200b\u200e\u200f\u2028-\u202e\u2060-\u206f\ufeff\ufff9-\ufffb"
_NEVER = "\ud800-\udfff\ufffe\uffff\U000e0000-\U000e007f"
_BLOCK = re.compile(f"[{_UNSEEN}{_NEVER}]")
_LINE = re.compile(f"[\t\n{_UNSEEN}{_NEVER}]")
_SURROGATE = re.compile("[\ud800-\udfff]")
_DEPTH = 64
_BITS = 12_000  # Python itself writes no integer of more than 4300 digits


def printable(value: object) -> str:
    r"""Return ``value`` as one line that can do no harm; what cannot be seen is written as ``\x1b`` or ``\u202e``."""
    text = str(value)
    return text if text.isprintable() else _LINE.sub(_escape, text)


def block(value: object) -> str:
    """Return ``value`` like ``printable``, but with its line feeds and tabs kept."""
    text = str(value)
    return text if text.isprintable() else _BLOCK.sub(_escape, text)


def clip(text: str, limit: int) -> str:
    """Return at most ``limit`` characters of ``text``, saying how many more there are."""
    rest = len(text) - limit
    return text if rest <= 0 else f"{text[:limit]}… ({rest} more characters)"


def count(number: int, noun: str) -> str:
    """Return ``1 scenario``, ``2 scenarios``, ``1,000 scenarios``."""
    return f"{number} {noun}" if number == 1 else f"{number:,} {noun}s"


def plain(value: object, depth: int = _DEPTH) -> Any:
    """Return ``value`` as JSON that every parser reads (RFC 7493): no NaN or lone surrogate; bounded."""
    match value:
        case None | bool():
            return value
        case str():
            return _SURROGATE.sub(_escape, value)
        case int():
            return value if value.bit_length() < _BITS else hex(value)
        case float():
            return value if math.isfinite(value) else json.dumps(value)
        case bytes():
            return value.decode("utf-8", "backslashreplace")
        case _ if depth <= 0:
            return "…"
        case dict():
            return {plain(str(key)): plain(item, depth - 1) for key, item in value.items()}
        case list() | tuple():
            return [plain(item, depth - 1) for item in value]
        case _:
            return plain(str(value))


@dataclass(frozen=True, slots=True)
class Layout:
    """How JSON is laid out: ``indent`` spaces a level, or all on one line."""

    indent: int | None = None


LINE = Layout()
READABLE = Layout(indent=2)


def json_text(value: object, layout: Layout = LINE) -> str:
    """Return ``value`` as JSON text, made plain first; UTF-8 can carry it."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False, indent=layout.indent)
        if text.isascii() or not _SURROGATE.search(text):
            return text
    except (TypeError, ValueError, RecursionError):
        pass  # something in it is not plain: take the long way
    return json.dumps(plain(value), ensure_ascii=False, allow_nan=False, indent=layout.indent)


def _escape(found: re.Match[str]) -> str:
    return found.group().encode("unicode_escape").decode("ascii")
