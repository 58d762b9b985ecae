"""A profile of what was measured, as TOML: it says nothing else, and ``--profile FILE`` loads it."""

import json
from collections.abc import Iterable

from harness.calibrate.leniency import lenient
from harness.calibrate.registry import Line, Value


def profile_text(name: str, store: str, day: str, lines: Iterable[Line]) -> str:
    """Return the profile ``name`` of what was measured at the host ``store`` on ``day`` (as 2026-11-28)."""
    rows = [_row(line, f"{store}, {day}: {line.evidence}") for line in lines]
    return "\n".join(
        [
            f"# Measured by tokenassay calibrate at {_text(store)[1:-1]} on {day}.",
            "# Whatever is not here was not measured, and is as in the profile that ships.",
            f"name = {_text(name)}",
            "",
            "[facts]",
            *rows,
            "",
        ]
    )


def _row(line: Line, source: str) -> str:
    mark = "lenient = true, " if lenient(line) else ""
    said = f'value = {_value(line.value)}, standing = "observed", {mark}source = {_text(source)}'
    return f"{_text(line.key)} = {{ {said} }}"


def _value(value: Value) -> str:
    match value:
        case tuple():
            return f"[{', '.join(map(_text, value))}]"
        case str():
            return _text(value)
        case _:
            return json.dumps(value)


def _text(text: str) -> str:
    """Return ``text`` as a basic string of TOML, which is JSON's but for DEL and what is no character."""
    sane = text.encode("utf-8", "replace").decode()
    return json.dumps(sane, ensure_ascii=False).replace("\x7f", "\\u007f")
