"""Examples written down as a person reads them: what each does in words, and how to make it again as data."""

import json
from collections.abc import Sequence
from textwrap import wrap
from typing import Any

from harness.suite.kept import SCHEMA, Kept

WIDTH = 118
"""Characters of a line of comment."""


def head(target: str, role: str) -> str:
    """Return how the file begins that keeps the examples of the target file called ``target``."""
    lines = (
        f"# Examples that `tokenassay fuzz` found and `tokenassay keep` kept for {target}.",
        f"# `tokenassay run {target}` tries each of them as a scenario of its rule, which passes for as long as the",
        "# target does right. The file holds no secrets and belongs beside the target file, under version control.",
        "# Entries may be edited, renamed and taken out; what stands here already is never changed by the command.",
    )
    return "\n".join([*map(_plain, lines), f'schema = "{SCHEMA}"', f'role = "{role}"', ""])


def entry(kept: Kept, told: Sequence[str], seen: str) -> str:
    """Return ``kept`` as a table, below what it does in words, one step a line, and what was ``seen`` ("" is none)."""
    comment = [*_wrapped(told[0], ""), *(line for step in told[1:] for line in _wrapped(step, "  "))]
    comment += _wrapped(f"seen: {seen}", "") if seen else []
    rows = {
        "rule": _text(kept.rule), "level": _text(kept.level), "verb": _text(kept.verb), "title": _text(kept.title),
        "found": kept.found, "probe": _text(kept.probe), "example": f"'''\n{_json(kept.example)}\n'''",
    }  # fmt: skip
    name = kept.name if kept.name.isascii() else _text(kept.name)
    return "\n".join(["", *comment, f"[kept.{name}]", *(f"{key} = {value}" for key, value in rows.items()), ""])


def _wrapped(text: str, indent: str) -> list[str]:
    """Return ``text`` as lines of comment."""
    return wrap(_plain(text), WIDTH, initial_indent=f"# {indent}", subsequent_indent=f"# {indent}  ")


def _json(example: Any) -> str:
    """Return an example as JSON of ASCII alone, a line for each member and for each step of a list.

    Without an apostrophe, which could end the text that it stands in.
    """
    if isinstance(example, list) and example:
        return "[\n" + ",\n".join(f"  {_line(step)}" for step in example) + "\n]"
    if not isinstance(example, dict):
        return _line(example)
    rows = [f"  {_line(name)}: {_below(value)}" for name, value in example.items()]
    return "{\n" + ",\n".join(rows) + "\n}"


def _below(value: Any) -> str:
    if not isinstance(value, list) or not value:
        return _line(value)
    return "[\n" + ",\n".join(f"    {_line(one)}" for one in value) + "\n  ]"


def _line(value: Any) -> str:
    return json.dumps(value).replace("'", "\\u0027")


def _text(text: str) -> str:
    """Return ``text`` as a basic string of TOML, which is JSON's but for DEL."""
    return json.dumps(_plain(text), ensure_ascii=False)


def _plain(text: str) -> str:
    """Return ``text`` with nothing in it that does not show, or turns the line about."""
    return "".join(char if char.isprintable() else ascii(char)[1:-1] for char in text)
