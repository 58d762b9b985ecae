"""Running targets one after the other and reporting them together."""

import shlex
from dataclasses import replace
from datetime import UTC, datetime
from difflib import get_close_matches
from pathlib import Path

import click
import pytest

from harness.cli.errors import UsageError
from harness.cli.reporting import clear, expected_told
from harness.cli.request import Request
from harness.contract.profile import load
from harness.contract.words import Verdict
from harness.report.text import count
from harness.suite.collection import known_rules
from harness.suite.kept import Kept
from harness.suite.kept_reading import kept_for
from harness.suite.listing import scenarios
from harness.suite.places import a_role
from harness.suite.planning import counted, plan_of
from harness.suite.resuming import Memory, ResumeError
from harness.suite.run import CONFORMS, FINDINGS, INCONCLUSIVE, Run, run_scenarios
from harness.suite.session import Session
from harness.suite.standing import met_in_browsers, standing
from harness.targets.errors import TargetDownError
from harness.targets.target_file import load_target
from harness.verdict.diagnosis import shows_something
from harness.verdict.expectations import excuse, load_expectations
from harness.verdict.records import Record, TargetResult


def run(asked: Request) -> int:
    """Run what was asked for and return the exit code; UsageError if it cannot be done."""
    check(asked)
    expected = load_expectations(Path(asked.expect)) if asked.expect else ()
    switches = {"strict": asked.strict, "browser": asked.browser}
    memory = Memory(asked.reports, asked.targets, asked.profile, asked.seed, **switches)
    known = _known(memory, asked.part) if asked.resume else {}
    clear(asked.reports, resume=asked.resume)
    plan = plan_of(asked.targets, shlex.join(asked.chosen), asked.profile, **switches)
    started: Run | None = None
    results: list[TargetResult] = []
    shard = "" if asked.shard.whole else str(asked.shard)
    for place, file in enumerate(asked.targets):
        started = started or Run(asked.reports, asked.seed, asked.profile, shard=shard)
        try:
            with (
                standing(file, asked.profile, asked.seed, **switches) as context,
                memory.keeping(file, started.emit) as emit,
            ):
                context.reports = str(asked.reports.resolve()) if asked.reports else ""
                session = Session(context, emit, asked.rules, asked.exact, known.get(file, {}), asked.shard)
                code = run_scenarios(session, asked.expression, asked.workers)
                plan = counted(plan, place, session.sharding)
        except TargetDownError as error:
            click.echo(f"tokenassay: {error}\n{file}: nothing was judged.", err=True)
            target = load_target(Path(file))
            results.append(TargetResult(target.name, target.role, "inconclusive", {}, (), ()))
            continue
        if code == pytest.ExitCode.INTERRUPTED and session.result and not session.broken:
            # Whoever stops a run still gets the reports of what was done, and never a green one.
            verdict = session.result.verdict if session.result.verdict == "violates" else "inconclusive"
            started.finish([*results, replace(session.result, verdict=verdict)], stopped=True, plan=plan)
            _offer("go on with", asked)
            raise KeyboardInterrupt
        results.append(result_of(session, code, asked))
    assert started is not None
    excused = excuse(expected, results, datetime.now(UTC).date(), whole=asked.whole)
    if not asked.shard.whole:  # what one shard has no use for another may have
        excused = replace(excused, idle=())
    code = started.finish(results, excused, plan=plan)
    if asked.expect:
        click.echo("\n".join(expected_told(excused, asked.expect)))
        if not asked.shard.whole:
            click.echo("          an entry that excuses nothing is found by `tokenassay merge --expect`")
    if code == INCONCLUSIVE and any(_shows(result) for result in results):
        _offer("what was inconclusive alone:", asked)
    if code in (CONFORMS, FINDINGS) and not any(result.counts.get(Verdict.INCONCLUSIVE) for result in results):
        memory.conclude(asked.part)
    return code


def _known(memory: Memory, selection: str) -> dict[str, dict[str, Record]]:
    """Return the verdicts that stand, by target and scenario, and say how many there are."""
    try:
        known = memory.known(selection)
    except ResumeError as error:
        raise UsageError(str(error)) from error
    click.echo(f"going on: {count(sum(map(len, known.values())), 'verdict')} of the run before may stand")
    return known


def _offer(words: str, asked: Request) -> None:
    """Say with ``words`` how to go on where the run of ``asked`` has ended; one scenario is simply run again."""
    if asked.reports and not asked.exact:
        click.echo(f"{words}   {asked.again}", err=True)


def _shows(result: TargetResult) -> bool:
    """Whether some of it was concluded and some was not."""
    return shows_something(result.counts) and bool(result.counts.get(Verdict.INCONCLUSIVE))


def result_of(session: Session, code: int, asked: Request) -> TargetResult:
    """Return what a session came to that pytest ended with ``code``; UsageError if nothing was selected."""
    if code == pytest.ExitCode.NO_TESTS_COLLECTED and session.sharding.scenarios and session.result:
        only = count(session.sharding.scenarios, "scenario")
        return replace(session.result, reason=f"{asked.shard.told} has nothing to run: the selection has only {only}")
    if code == pytest.ExitCode.NO_TESTS_COLLECTED:
        wanted = asked.exact or " ".join(
            [*([f"-k {asked.expression}"] if asked.expression else []), *(f"--rule {rule}" for rule in asked.rules)]
        )
        role = session.context.target.role
        known = [one.id for one in scenarios() if one.id.startswith(f"{role}.")]
        known += [Kept.from_json(one).id for one in session.context.kept]
        near = get_close_matches(asked.exact, known, n=1) if asked.exact else []
        told = f"this target is {a_role(role)}; `tokenassay list scenarios` shows the ids"
        hint = f"did you mean {near[0]}?" if near else told
        raise UsageError(f"nothing was selected by {wanted}; {hint}")
    if code == pytest.ExitCode.USAGE_ERROR:
        raise UsageError(f"-k {asked.expression!r} is not an expression that pytest understands")
    if len(session.records) < session.selected:
        session.broken.append(f"{session.selected - len(session.records)} scenarios ended without a verdict")
    if session.broken or session.result is None or code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
        raise RuntimeError("\n".join(session.broken) or f"pytest ended with {code}")
    return session.result


def check(asked: Request) -> None:
    """Find what is wrong with the request before anything is started; UsageError or TargetError names it."""
    load(asked.profile)
    _check_rules(asked.rules)
    workers = asked.workers
    if workers and not (workers.isdecimal() or workers in ("auto", "logical")):
        raise UsageError(f"-n {workers}: give a number of processes, or auto")
    for file in filter(None, asked.targets):
        target = load_target(Path(file))
        kept_for(file, target.role)
        if asked.browser:
            met_in_browsers(target, file)


def _check_rules(rules: tuple[str, ...]) -> None:
    known = known_rules()
    names = {*known, *(rule.partition(".")[2] for rule in known), *(rule.partition(".")[0] for rule in known)}
    for rule in rules:
        if rule not in names:
            near = get_close_matches(rule, names, n=1)
            hint = f"did you mean {near[0]}?" if near else "`tokenassay list rules` shows them"
            raise UsageError(f"--rule {rule}: there is no such rule; {hint}")
