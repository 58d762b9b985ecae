"""Running two targets under the same scenarios, and telling how they compare."""

from pathlib import Path
from typing import Any

import pytest

from harness import __version__
from harness.cli.errors import UsageError
from harness.cli.parity_view import show
from harness.cli.request import Request
from harness.cli.running import check, result_of
from harness.contract.words import Verdict
from harness.report.files import try_folder, write_whole
from harness.report.text import READABLE, json_text
from harness.suite.places import a_role
from harness.suite.run import CONFORMS, FAULT, FINDINGS, INCONCLUSIVE, Run, run_scenarios
from harness.suite.session import Session
from harness.suite.standing import standing
from harness.targets.target_file import load_target
from harness.verdict.context import Context
from harness.verdict.parity import Difference, Means, Parity, Side, compare
from harness.verdict.records import Record

FILE = "parity.json"
SCHEMA = "tokenassay/parity/1"
_TOLD = ("verdict", "observed", "reason", "standing", "replay", "curl")


def run(asked: Request) -> int:
    """Compare the two targets that were asked for and return the exit code; UsageError if that cannot be done."""
    check(asked)
    roles = [load_target(Path(file)).role for file in asked.targets]
    if len(set(roles)) > 1:
        raise UsageError(f"{asked.targets[0]} is {a_role(roles[0])} and {asked.targets[1]} {a_role(roles[1])}; "
                         "only targets of one role can be compared")  # fmt: skip
    path = _cleared(asked)
    going = Run(None, asked.seed, asked.profile)
    try:
        a, b = (_side(file, asked, going) for file in asked.targets)
    finally:
        going.hub.close()
    found = compare(a, b)
    code = exit_code(found)
    write_whole(path, json_text(_as_json(going, asked, (a, b), found, code), READABLE) + "\n")
    show(found, (a.name, b.name) if a.name != b.name else (asked.targets[0], asked.targets[1]), path)
    return code


def _cleared(asked: Request) -> Path:
    """Return the file to write; a comparison that ends early must not leave the one before."""
    assert asked.reports
    path = asked.reports / FILE
    try:
        asked.reports.mkdir(parents=True, exist_ok=True)
        path.unlink(missing_ok=True)
        try_folder(asked.reports)
    except OSError as error:
        raise UsageError(f"--reports {asked.reports}: {error.strerror}; give a folder that can be written") from error
    return path


def exit_code(found: Parity) -> int:
    """Return the exit code that a comparison calls for: 4 before 1 before 3 before 0."""
    if any(one and one.verdict is Verdict.ERROR for each in found.differences for one in (each.a, each.b)):
        return FAULT
    if found.differs:
        return FINDINGS
    return CONFORMS if found.decided else INCONCLUSIVE


def _side(file: str, asked: Request, going: Run) -> Side:
    """Return what became of the target in ``file``."""
    with standing(file, asked.profile, asked.seed, strict=asked.strict) as context:
        context.kept = ()  # what is kept for one of the two says nothing about the other
        session = Session(context, going.emit, asked.rules)
        code = run_scenarios(session, asked.expression, asked.workers)
        if code == pytest.ExitCode.INTERRUPTED and not session.broken:
            raise KeyboardInterrupt
        return Side(context.target.name, result_of(session, code, asked).scenarios, spelling(context))


def spelling(context: Context) -> tuple[tuple[str, str], ...]:
    """Return what of a target's observations is its own: its address, and the ids of its customers."""
    parts = [(f"as {one.id}", f"as customer {place}") for place, one in enumerate(context.people, 1)]
    return (*parts, (address, "")) if (address := context.target.where) else tuple(parts)


def _as_json(going: Run, asked: Request, sides: tuple[Side, Side], found: Parity, code: int) -> dict[str, Any]:
    """Return the comparison as ``parity.json`` holds it."""
    return {
        "schema": SCHEMA,
        "tokenassay": __version__,
        "started": going.started,
        "seed": asked.seed,
        "profile": asked.profile,
        "a": {"name": sides[0].name, "file": asked.targets[0]},
        "b": {"name": sides[1].name, "file": asked.targets[1]},
        "agreed": found.agreed,
        "neither": found.neither,
        "counts": {means.name.lower(): len(found.having(means)) for means in Means},
        "differences": [_told(one) for one in found.differences],
        "exit_code": code,
    }


def _told(one: Difference) -> dict[str, Any]:
    record = one.record
    said = {"means": one.means.name.lower(), "id": record.id, "title": record.title, "rule": record.rule}
    sides = {"a": _of(one.a), "b": _of(one.b)}
    return {**said, "level": record.level, "severity": one.severity, **sides}


def _of(record: Record | None) -> dict[str, Any] | None:
    return {name: getattr(record, name) for name in _TOLD} if record else None
