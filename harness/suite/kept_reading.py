"""Reading the file of kept examples. People edit it, so what is amiss is told by its file, its entry and its key."""

import json
import tomllib
from datetime import date
from difflib import get_close_matches
from pathlib import Path
from typing import Any

from harness.contract.words import Level, Role
from harness.suite.collection import known_rules
from harness.suite.kept import SCHEMA, TOKENS, Kept, Verb, kept_file, name_of
from harness.targets.errors import TargetError


def kept_for(target: str, role: str) -> tuple[Kept, ...]:
    """Return what is kept for the target file ``target`` of ``role``, in the order of the file; () where nothing is.

    TargetError names what is wrong, where, and under which key.
    """
    path = kept_file(target)
    if not target or not path.exists():
        return ()
    try:
        return read(path.read_text("utf-8"), path, role)
    except OSError as error:
        raise TargetError(f"{path}: {error.strerror or error}") from error
    except UnicodeDecodeError as error:
        raise TargetError(f"{path} is not TOML: {error}") from error


def read(text: str, path: Path, role: str) -> tuple[Kept, ...]:
    """Return the entries of ``text``, which stands, or is to stand, in ``path``; see ``kept_for``."""
    try:
        data = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise TargetError(f"{path} is not TOML: {error}") from error
    if data.get("schema") != SCHEMA:
        raise TargetError(f'{path}: schema is {data.get("schema")!r}; this version reads schema = "{SCHEMA}"')
    if data.get("role") != role:
        raise TargetError(f'{path}: role is {data.get("role")!r}, and the target file beside it has role = "{role}"; '
                          "take the file away, or name the target that it was kept for")  # fmt: skip
    for key in data.keys() - {"schema", "role", "kept"}:
        raise TargetError(f"{path}: {key} is unknown; entries are tables such as [kept.some-name]")
    table = data.get("kept", {})
    if not isinstance(table, dict):
        raise TargetError(f"{path}: kept has to be a table of entries, such as [kept.some-name]")
    entries = tuple(_Entry(path, role, name, row).read() for name, row in table.items())
    seen: dict[str, Kept] = {}
    for one in entries:
        other = seen.setdefault(one.same, one)
        if other is not one:
            raise TargetError(f"{path}: kept.{one.name}.example is that of kept.{other.name}; take one of them out")
    return entries


def fault_of(role: str, probe: str, example: Any) -> str:
    """Return what is wrong with a token's recipe for a target of ``role``, or ""; other probes read their own."""
    from harness.faults import deviation
    from harness.fuzz.recipe import Recipe
    from harness.suite.roles import KINDS

    if probe != TOKENS:
        return ""
    try:
        recipe = Recipe.from_json(example)
    except ValueError as error:
        return str(error)
    if recipe.kind is not KINDS.get(Role(role)):
        return f"it is of a {recipe.kind} token, which no {role} is shown"
    strange = [name for name in recipe.deviations if recipe.kind not in deviation(name).kinds]
    return f"it has the deviation {strange[0]}, which is none of {recipe.kind} tokens" if strange else ""


class _Entry:
    """One table of the file, while it is read."""

    def __init__(self, path: Path, role: str, name: str, row: Any) -> None:
        self.path, self.role, self.name, self.row = path, role, name, row

    def read(self) -> Kept:
        """Return the entry; TargetError names the key that is amiss."""
        if not isinstance(self.row, dict):
            raise TargetError(f"{self.path}: kept.{self.name} has to be a table, [kept.{self.name}]")
        if self.name != name_of(self.name) or not self.name:
            better = f"; call it {name_of(self.name)}" if name_of(self.name) else ""
            raise self._amiss("", f"a name is letters and digits in lower case, with hyphens between them{better}")
        known = ("rule", "level", "verb", "title", "found", "probe", "example")
        for key in self.row.keys() - set(known):
            near = get_close_matches(key, known, n=1)
            raise self._amiss(
                key, f"is unknown; {f'did you mean {near[0]}?' if near else 'known: ' + ', '.join(known)}"
            )
        return Kept(
            self.name, self._rule(), Level(self._one_of("level", list(Level))), Verb(self._one_of("verb", list(Verb))),
            self._text("title"), self._day(), self._text("probe"), self._example(),
        )  # fmt: skip

    def _rule(self) -> str:
        return self._one_of("rule", [rule for rule in known_rules() if rule.startswith(f"{self.role}.")])

    def _one_of(self, key: str, known: list[Any]) -> str:
        text = self._text(key)
        if text not in known:
            near = get_close_matches(text, known, n=1)
            hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}"
            raise self._amiss(key, f"is {text!r:.60}; {hint}")
        return text

    def _text(self, key: str) -> str:
        found = self._given(key)
        if not isinstance(found, str) or not found.strip():
            raise self._amiss(key, f"is {found!r:.60}, and has to be a text")
        return found

    def _day(self) -> str:
        found = self._given("found")
        if type(found) is not date:
            raise self._amiss("found", f"is {found!s:.60}, and has to be a day, such as 2026-11-28 without quotes")
        return found.isoformat()

    def _example(self) -> Any:
        """Return the example; what a recipe says is looked at here, everything else by its probe."""
        try:
            found = json.loads(self._text("example"))
        except (ValueError, RecursionError) as error:
            raise self._amiss("example", f"is not JSON: {error}") from error
        if said := fault_of(self.role, str(self.row["probe"]), found):
            raise self._amiss("example:", said)
        return found

    def _given(self, key: str) -> Any:
        if key not in self.row:
            raise self._amiss(key, "is missing")
        return self.row[key]

    def _amiss(self, key: str, said: str) -> TargetError:
        return TargetError(f"{self.path}: kept.{self.name}{f'.{key}' if key else ''}{'' if key else ':'} {said}")
