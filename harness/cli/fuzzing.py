"""Fuzzing a target from the command line: the budget, the database, going on, and the reports."""

import json
import os
import secrets
import time
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any

import click

from harness.cli.errors import UsageError
from harness.cli.fuzzing_lanes import hunted
from harness.cli.fuzzing_told import STATE, keep, numbers_of, told
from harness.cli.reporting import clear
from harness.contract.profile import load
from harness.fuzz.database import DEFAULT, DatabaseError, open_database, shown
from harness.fuzz.finds import digest, identity
from harness.report.events import ScenarioFinished, TargetFinished, TargetStarted
from harness.suite.fuzzing.asked import Asked
from harness.suite.fuzzing.records import records_of
from harness.suite.fuzzing.tallies import dealt, together
from harness.suite.probing import probes_of
from harness.suite.roles import hands
from harness.suite.run import Run
from harness.suite.standing import standing
from harness.targets.tables import secret
from harness.targets.target_file import Target, load_target
from harness.verdict.diagnosis import conclude

CI_EXAMPLES, SECONDS = 2_000, 60.0
"""The budget where none is given: in continuous integration, and elsewhere."""
CORPUS = ".tokenassay/coverage"
"""The folder of what led hunts that are guided by coverage to new code; a target has one of its own there."""


@dataclass(frozen=True, slots=True)
class FuzzRequest:
    """What was asked for on the command line; ``seed`` None and ``database`` "" are left to us."""

    target: str
    asked: Asked
    reports: Path | None
    profile: str
    seed: int | None = None
    database: str = ""
    resume: bool = False
    strict: bool = False
    coverage: bool = False


def fuzz(request: FuzzRequest) -> int:
    """Fuzz the target and return the exit code; UsageError if it cannot be done."""
    load(request.profile)
    target = load_target(Path(request.target)) if request.target else None
    asked = replace(_completed(request), coverage=_corpus(target) if request.coverage else "")
    try:
        open_database(asked.database, "")
    except DatabaseError as error:
        raise UsageError(f"--db {error}") from error
    clear(request.reports, resume=request.resume)
    run = Run(request.reports, asked.seed, request.profile)
    click.echo(f"budget   {_budget(asked)}; seed {asked.seed}; examples kept in {shown(asked.database)}")
    with standing(request.target, request.profile, asked.seed, strict=request.strict) as context:
        began = time.perf_counter()
        tallies, stopped = hunted(context, asked)
        seconds = time.perf_counter() - began
        with hands(context) as reaching:
            probes = {probe.name: probe for probe in probes_of(context, reaching, asked.source)}
            whole = together(tallies.values())
            records = list(records_of(context, whole, probes))
            lines = told(whole, probes, request.target, request.reports)
    name, role = context.target.name, context.target.role
    run.emit(TargetStarted(name, role, context.target.where, len(records)))
    for record in records:
        run.emit(ScenarioFinished(name, record))
    result = conclude(name, role, records)
    if stopped and result.verdict == "conforms":
        result = replace(result, verdict="inconclusive")
    run.emit(TargetFinished(result))
    if request.reports:
        keep(request.reports, request.target, asked, tallies)
    code = run.finish([result], stopped=stopped, fuzz=numbers_of(whole, asked, seconds))
    click.echo("\n".join(lines))
    return code


def _corpus(target: Target | None) -> str:
    """Return the folder of what led to new code of ``target``; TargetError where that is nothing to look at."""
    from harness.suite.guiding import able

    known = able(target)
    return f"{CORPUS}/{digest(identity(known.role, known.name, known.where)).decode().rstrip(':')}"


def _completed(request: FuzzRequest) -> Asked:
    """Return what was asked for with the defaults of this place: a fixed budget and seed in continuous integration."""
    asked, ci = request.asked, os.environ.get("CI", "").lower() in ("1", "true", "yes")
    if not asked.examples and not asked.seconds:
        asked = replace(asked, examples=CI_EXAMPLES) if ci else replace(asked, seconds=SECONDS)
    seed = request.seed if request.seed is not None else 0 if ci else secrets.randbelow(2**31)
    database = _place(request.database) or ("none" if ci else DEFAULT)
    asked = replace(asked, seed=seed, database=database)
    return _resumed(request, asked) if request.resume else asked


def _place(database: str) -> str:
    """Return where the database is: as it is given, or as env:NAME or file:PATH name it, which nobody else can see."""
    if not database.startswith(("env:", "file:")):
        return database
    try:
        return str(secret(database))
    except ValueError as error:
        raise UsageError(f"--db: {error}") from error


def _resumed(request: FuzzRequest, asked: Asked) -> Asked:
    path = request.reports / STATE if request.reports else None
    try:
        state: dict[str, Any] = json.loads(path.read_text("utf-8")) if path else {}
        before, seed = dict(state["lanes"]), int(state["seed"])
    except (OSError, ValueError, KeyError, TypeError) as error:
        raise UsageError(f"--resume: there is no hunt to go on with in {request.reports}") from error
    if state.get("target") != request.target:
        other = state.get("target") or "the embedded store"
        raise UsageError(f"--resume: {request.reports} is of another target, {other}")
    click.echo(f"going on: {sum(one.get('examples', 0) for one in before.values()):,} examples were tried before")
    return replace(asked, before=dealt(before, asked.names), seed=seed)


def _budget(asked: Asked) -> str:
    budget = f"{asked.examples:,} examples" if asked.examples else f"{asked.seconds:g} s"
    return f"{budget} in {asked.lanes} lanes" if asked.lanes > 1 else budget
