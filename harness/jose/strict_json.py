"""One strict JSON object from bytes (RFC 8259; RFC 7519 4 and 7.2): UTF-8, no duplicates, no NaN, bounded depth."""

import json
import math
import re
from typing import Any

MAX_DEPTH = 32
"""Levels of nesting; real tokens have two."""

MAX_DIGITS = 64
"""Digits of a number; beyond that nothing in a token makes sense and parsing costs quadratic time."""

_STRUCTURE = re.compile(r'"(?:[^"\\]|\\.)*"|[\[{]|[\]}]', re.DOTALL)


class JsonError(ValueError):
    """Bytes that are not one strict JSON object; the message says in what way."""


def parse(data: bytes) -> dict[str, Any]:
    """Return the object that ``data`` holds; raise JsonError for anything else."""
    try:
        text = data.decode("utf-8")
    except UnicodeDecodeError as error:
        raise JsonError("is not UTF-8") from error
    if text.startswith("\ufeff"):
        raise JsonError("starts with a byte order mark")
    if text.count("[") + text.count("{") > MAX_DEPTH and _depth(text) > MAX_DEPTH:
        raise JsonError(f"nests deeper than {MAX_DEPTH} levels")
    try:
        value = _DECODER.decode(text)
    except JsonError:
        raise
    except (ValueError, RecursionError) as error:
        raise JsonError(f"is not JSON ({error})") from error
    if not isinstance(value, dict):
        raise JsonError(f"is JSON, but {_name(value)} instead of an object")
    if "\\ud" in text.lower() and not _encodable(value):
        raise JsonError("has a lone surrogate")
    return value


def _depth(text: str) -> int:
    deepest = level = 0
    for match in _STRUCTURE.finditer(text):
        mark = match.group()
        level += (mark in "[{") - (mark in "]}")
        deepest = max(deepest, level)
    return deepest


def _encodable(value: dict[str, Any]) -> bool:
    try:
        json.dumps(value, ensure_ascii=False).encode("utf-8")
    except UnicodeEncodeError:
        return False
    return True


def _unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    found = dict(pairs)
    if len(found) != len(pairs):
        names = [name for name, _ in pairs]
        twice = next(name for name in names if names.count(name) > 1)
        raise JsonError(f"has {twice!r} twice")
    return found


def _integer(digits: str) -> int:
    if len(digits) > MAX_DIGITS:
        raise JsonError(f"has a number of {len(digits)} digits")
    return int(digits)


def _float(digits: str) -> float:
    value = float(digits)
    if len(digits) > MAX_DIGITS or not math.isfinite(value):
        raise JsonError(f"has the number {digits[:20]}, which no double can hold")
    return value


def _constant(name: str) -> float:
    raise JsonError(f"has {name}, which is not JSON")


def _name(value: object) -> str:
    names = {list: "an array", str: "a string", bool: "a boolean", int: "a number", float: "a number"}
    return names.get(type(value), "null")


_DECODER = json.JSONDecoder(object_pairs_hook=_unique, parse_int=_integer, parse_float=_float, parse_constant=_constant)
