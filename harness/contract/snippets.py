"""The lines of code that mend a broken rule, for each library that people use, read from ``snippets.toml``."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from types import MappingProxyType
from typing import Any

from harness.contract import reader
from harness.contract.words import Role


@dataclass(frozen=True, slots=True)
class Library:
    """A library that checks or makes tokens; ``whole`` is a complete sound function on it for one role."""

    id: str
    name: str
    language: str
    whole: str


@cache
def libraries(role: Role = Role.VERIFIER) -> Mapping[str, Library]:
    """Return every library that ``role`` uses under its id, in the order of the file; nothing for a store."""
    wholes: dict[str, str] = _data()["whole"].get(role, {})
    rows = _data()["libraries"].items()
    return MappingProxyType({name: Library(name, whole=wholes[name], **row) for name, row in rows if name in wholes})


@cache
def snippets(rule: str) -> Mapping[str, str]:
    """Return the mend of ``rule`` (``verifier.audience``) under the id of each library; nothing where none is known."""
    role, _, name = rule.partition(".")
    rows: dict[str, str] = _data().get(role, {}).get(name, {})
    if not rows:
        return MappingProxyType({})
    found = {one.id: rows.get(one.id) or rows.get(one.language, "") for one in libraries(Role(role)).values()}
    return MappingProxyType({key: code for key, code in found.items() if code})


@cache
def _data() -> dict[str, dict[str, Any]]:
    return reader.shipped("harness.contract", "snippets.toml")
