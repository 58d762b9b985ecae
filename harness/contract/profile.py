"""The platform profile: every fact with its value, standing and source, read from ``bigcommerce.toml``.

A profile of one's own repeats only the lines it changes.
"""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from difflib import get_close_matches
from functools import cache
from pathlib import Path
from typing import Any

from harness.contract import reader
from harness.contract.words import Kind, Rule, Standing

SHIPPED = ("observed", "documented")


class ProfileError(ValueError):
    """A profile that cannot be used; the message names the key and the next step."""


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the profile. ``contested`` says that sources disagree about it.

    ``bound`` is the line that ships, where a profile of one's own marks its line as ``lenient``: it allows more than a
    sound store does. The mock does as the line says; targets are judged by the bound.
    """

    key: str
    value: str | int | bool | tuple[str, ...]
    standing: Standing
    source: str
    contested: bool = False
    bound: "Fact | None" = None

    @property
    def firm(self) -> bool:
        """Whether a failing verdict may rest on this line (assumed and contested lines only advise)."""
        return self.standing is not Standing.ASSUMED and not self.contested


@dataclass(frozen=True, slots=True)
class Claim:
    """One row of a claim table; ``type`` is string, integer, boolean, array or object."""

    name: str
    type: str
    required: bool
    rule: Rule
    meaning: str
    standing: Standing
    source: str


@dataclass(frozen=True, slots=True)
class Profile:
    """All facts under their dotted keys, and the claim table of each token kind in the order real tokens have."""

    name: str
    facts: Mapping[str, Fact]
    claims: Mapping[Kind, tuple[Claim, ...]]

    def fact(self, key: str) -> Fact:
        """Return the line under ``key``; KeyError if the profile has no such line."""
        return self.facts[key]

    def text(self, key: str) -> str:
        """Return the value under ``key``, which is text."""
        value = self.facts[key].value
        assert isinstance(value, str)
        return value

    def number(self, key: str) -> int:
        """Return the value under ``key``, which is an integer (seconds where it is a time)."""
        value = self.facts[key].value
        assert isinstance(value, int)
        return value

    def flag(self, key: str) -> bool:
        """Return the value under ``key``, which is true or false."""
        value = self.facts[key].value
        assert isinstance(value, bool)
        return value

    def names(self, key: str) -> tuple[str, ...]:
        """Return the value under ``key``, which is a list of names."""
        value = self.facts[key].value
        assert isinstance(value, tuple)
        return value

    def judging(self) -> "Profile":
        """Return the profile that targets are judged by: lenient lines give way to those that ship."""
        return replace(self, facts={key: fact.bound or fact for key, fact in self.facts.items()})

    def overlaid(self, name: str, lines: Mapping[str, Any], where: str) -> "Profile":
        """Return this profile with ``lines`` changed; ProfileError names what does not fit."""
        changed = {key: _overlay(self.facts, key, line, where) for key, line in lines.items()}
        return replace(self, name=name, facts={**self.facts, **changed})


def _overlay(facts: Mapping[str, Fact], key: str, line: Any, where: str) -> Fact:
    if key not in facts:
        near = get_close_matches(key, facts, n=1)
        hint = f"; did you mean '{near[0]}'?" if near else "; `tokenassay list facts` shows them all"
        raise ProfileError(f'{where}: facts."{key}" is not a line of the profile{hint}')
    old = facts[key]
    new = _fact(key, line, where)
    if type(new.value) is not type(old.value):
        raise ProfileError(f'{where}: facts."{key}".value must be like {old.value!r}, not {new.value!r}')
    return replace(new, bound=old) if line.get("lenient") else new


def _fact(key: str, line: Any, where: str) -> Fact:
    if not isinstance(line, dict) or "value" not in line:
        raise ProfileError(f'{where}: facts."{key}" must be a table with value, standing and source')
    if unknown := set(line) - {"value", "standing", "source", "contested", "lenient"}:
        raise ProfileError(f'{where}: facts."{key}".{min(unknown)} is unknown; give value, standing, source')
    value = tuple(line["value"]) if isinstance(line["value"], list) else line["value"]
    standing = line.get("standing", "")
    if standing not in list(Standing):
        raise ProfileError(f'{where}: facts."{key}".standing must be documented, observed or assumed')
    if not isinstance(line.get("lenient", False), bool):
        raise ProfileError(f'{where}: facts."{key}".lenient must be true or false')
    if not line.get("source"):
        raise ProfileError(f'{where}: facts."{key}".source is missing; say where the value comes from')
    return Fact(key, value, Standing(standing), line["source"], line.get("contested", False))


@cache
def load(name: str = "observed") -> Profile:
    """Return the shipped profile ``name`` (observed or documented) or the one in the file ``name``.

    Raises ProfileError where the file cannot be read or a line does not fit.
    """
    shipped = reader.shipped("harness.contract", "bigcommerce.toml")
    facts = {key: _fact(key, line, "bigcommerce.toml") for key, line in shipped["facts"].items()}
    claims = {Kind(kind): tuple(_claim(row) for row in rows) for kind, rows in shipped["claims"].items()}
    base = Profile("observed", facts, claims)
    if name == "observed":
        return base
    if name in SHIPPED:
        return base.overlaid(name, shipped["profiles"][name], "bigcommerce.toml")
    return _from_file(base, Path(name))


def _claim(row: dict[str, Any]) -> Claim:
    return Claim(**{**row, "rule": Rule(row["rule"]), "standing": Standing(row["standing"])})


def _from_file(base: Profile, path: Path) -> Profile:
    try:
        data = reader.file(path)
    except OSError as error:
        known = " or ".join(SHIPPED)
        raise ProfileError(f"profile '{path}': {error.strerror}; give {known}, or the path of a TOML file") from error
    except ValueError as error:
        raise ProfileError(f"profile '{path}' is not TOML: {error}") from error
    if unknown := set(data) - {"name", "facts"}:
        raise ProfileError(f"{path}: {min(unknown)} is unknown; a profile has name and [facts]")
    return base.overlaid(data.get("name", path.stem), data.get("facts", {}), str(path))
