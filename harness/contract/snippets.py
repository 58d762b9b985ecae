"""The lines of code that mend a broken rule, for each library that people use, read from ``snippets.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from harness.contract import reader


@dataclass(frozen=True, slots=True)
class Library:
    """A library that checks tokens; ``whole`` is a complete sound verify function on it, in ``language``."""

    id: str
    name: str
    language: str
    whole: str


@cache
def libraries() -> Mapping[str, Library]:
    """Return every library under its id, in the order of the file."""
    data = _data()
    return {name: Library(name, whole=data["whole"][name], **row) for name, row in data["libraries"].items()}


@cache
def snippets(rule: str) -> Mapping[str, str]:
    """Return the mend of ``rule`` (``verifier.audience``) under the id of each library; nothing where none is known."""
    role, _, name = rule.partition(".")
    rows: dict[str, str] = _data().get(role, {}).get(name, {})
    found = {one.id: rows.get(one.id) or rows.get(one.language, "") for one in libraries().values()}
    return MappingProxyType({key: code for key, code in found.items() if code})


@cache
def _data() -> dict[str, dict[str, Any]]:
    return reader.shipped("harness.contract", "snippets.toml")
