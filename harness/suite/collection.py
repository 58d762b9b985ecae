"""Collecting scenarios: files without ``test_``, functions that start with a verb, tables that fill themselves."""

from collections.abc import Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

from harness.contract.rules import fold
from harness.contract.words import Expect, Role
from harness.faults import Deviation, deviations
from harness.judge.issued import Check, checks
from harness.suite.places import BROWSER, is_scenario, is_scenario_file, role_of, rule_of, scenario_files, scenario_id
from harness.suite.roles import KINDS
from harness.verdict.terms import terms_of

if TYPE_CHECKING:
    from harness.suite.kept import Kept

EXPECTED = {
    "refuses": (Expect.REFUSED, Expect.LAST_WINS, Expect.OWN_ID),
    "accepts": (Expect.ACCEPTED,),
    "contains": (Expect.CONTAINED,),
}
OTHER_ALGORITHM = "HS256"
"""The algorithm that the documents show and real stores do not use: some deviations are presented under it, too."""
ROW = pytest.StashKey[str]()


class ScenarioModule(pytest.Module):
    """A file of scenarios; ``kept`` are the kept examples of its rule, which are scenarios as well."""

    kept: Sequence["Kept"] = ()

    def collect(self) -> Iterable[pytest.Item | pytest.Collector]:
        """Collect the functions, and after them what is kept."""
        yield from super().collect()
        if self.kept:
            from harness.suite.again import kept_items

            yield from kept_items(self, self.kept)

    def funcnamefilter(self, name: str) -> bool:
        """Collect functions by their verb instead of ``test``."""
        return is_scenario(name)

    def classnamefilter(self, name: str) -> bool:
        """Collect no classes: scenarios are functions."""
        return False


def collect(path: Path, parent: pytest.Collector, role: str = "", kept: Sequence["Kept"] = ()) -> pytest.Module | None:
    """Return the module to collect at ``path``, if it holds scenarios; of ``role`` alone, where that is given.

    What of ``kept`` belongs to its rule is collected with it, once, where a rule has a file for browsers as well.
    """
    if not is_scenario_file(path) or role not in ("", role_of(path)):
        return None
    module = ScenarioModule.from_parent(parent, path=path)
    if path.parent.name != BROWSER:
        module.kept = [one for one in kept if one.rule == rule_of(path)]
    return module


def fill_table(metafunc: pytest.Metafunc) -> None:
    """Give a table its rows: every deviation of the file's rule that its verb is about."""
    if not is_scenario_file(metafunc.definition.path):
        return
    path: Path = metafunc.definition.path
    if "check" in metafunc.fixturenames:
        found = checks_of(rule_of(path))
        metafunc.parametrize("check", found, ids=[row_of(path, one.id) for one in found])
    if "deviation" not in metafunc.fixturenames:
        return
    rows = rows_of(rule_of(path), metafunc.function.__name__)
    names = [row_of(path, row.id) for row in rows]
    if "algorithm" not in metafunc.fixturenames:
        metafunc.parametrize("deviation", rows, ids=names)
        return
    again = [(row, name) for row, name in zip(rows, names, strict=True) if row.each]
    metafunc.parametrize(
        ("deviation", "algorithm"),
        [*((row, "") for row in rows), *((row, OTHER_ALGORITHM) for row, _ in again)],
        ids=[*names, *(f"{name}-under-{OTHER_ALGORITHM.lower()}" for _, name in again)],
    )


def row_of(path: Path, name: str) -> str:
    """Return what the row ``name`` is called in the table of ``path``, where the rule itself goes without saying."""
    return name.removeprefix(path.stem.replace("_", "-") + ".")


def checks_of(rule: str) -> list[Check]:
    """Return the checks of issued tokens that are about ``rule``."""
    return [one for one in checks().values() if fold(Role.ISSUER, one.rule) == rule]


def rows_of(rule: str, verb: str) -> list[Deviation]:
    """Return the deviations that the table ``verb`` of ``rule`` is about."""
    role = Role(rule.partition(".")[0])
    kind = KINDS[role]
    return [
        one
        for one in deviations().values()
        if kind in one.kinds and one.expect in EXPECTED[verb] and fold(role, one.rule) == rule
    ]


def prepare(
    items: list[pytest.Item], rules: tuple[str, ...], exact: str
) -> tuple[list[pytest.Item], list[pytest.Item]]:
    """Return the items to run, urgent ones first and those that run alone last, and the deselected ones.

    Each gets the id that it is found by.
    """
    kept: list[pytest.Item] = []
    dropped: list[pytest.Item] = []
    for item in items:
        if not isinstance(item, pytest.Function) or not is_scenario_file(item.path):
            kept.append(item)
            continue
        row = item.name.removeprefix(item.originalname).removeprefix("[").removesuffix("]")
        item.stash[ROW] = name = scenario_id(item.path, item.originalname, row)
        item.extra_keyword_matches.add(name)
        chosen = (not exact or name == exact) and (not rules or _matches(rule_of(item.path), rules))
        (kept if chosen else dropped).append(item)
    kept.sort(key=_turn)
    return kept, dropped


def _turn(item: pytest.Item) -> int:
    terms = terms_of(getattr(item, "function", None))
    return -1 if terms.soon else int(terms.alone)


def _matches(rule: str, wanted: tuple[str, ...]) -> bool:
    return any(rule == one or rule.partition(".")[2] == one or rule.startswith(one + ".") for one in wanted)


def known_rules() -> list[str]:
    """Return the rules that have scenarios."""
    return sorted({rule_of(path) for path in scenario_files()})
