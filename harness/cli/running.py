"""Running targets one after the other and reporting them together."""

from difflib import get_close_matches
from pathlib import Path

import pytest

from harness.cli.errors import UsageError
from harness.contract.profile import load
from harness.suite.collection import known_rules
from harness.suite.run import Run, run_scenarios
from harness.suite.session import Session
from harness.suite.standing import standing
from harness.targets.target_file import load_target
from harness.verdict.records import TargetResult


def run(
    targets: tuple[str, ...],
    reports: Path | None,
    expression: str,
    rules: tuple[str, ...],
    workers: str,
    *,
    strict: bool,
    seed: int,
    profile: str,
    exact: str = "",
) -> int:
    """Run the scenarios against every target and return the exit code."""
    load(profile)
    _check_rules(rules)
    if workers and not (workers.isdecimal() or workers in ("auto", "logical")):
        raise UsageError(f"-n {workers}: give a number of processes, or auto")
    for file in filter(None, targets):
        load_target(Path(file))
    if reports:
        _check_folder(reports)
    started: Run | None = None
    results: list[TargetResult] = []
    for file in targets:
        with standing(file, profile, seed, strict=strict) as context:
            started = started or Run(reports, seed, profile)
            session = Session(context, started.emit, rules, exact)
            code = run_scenarios(session, expression, workers)
        if code == pytest.ExitCode.NO_TESTS_COLLECTED:
            wanted = exact or " ".join(
                filter(None, (f"-k {expression}" if expression else "", *(f"--rule {rule}" for rule in rules)))
            )
            raise UsageError(
                f"nothing was selected by {wanted or 'this command'}; `tokenassay list scenarios` shows the ids"
            )
        if session.result is None or code not in (pytest.ExitCode.OK, pytest.ExitCode.TESTS_FAILED):
            if code == pytest.ExitCode.USAGE_ERROR:
                raise UsageError(f"-k {expression!r} is not an expression that pytest understands")
            raise RuntimeError("\n".join(session.broken) or f"pytest ended with {code}")
        results.append(session.result)
    assert started is not None
    return started.finish(results)


def _check_rules(rules: tuple[str, ...]) -> None:
    known = known_rules()
    names = {*known, *(rule.partition(".")[2] for rule in known), *(rule.partition(".")[0] for rule in known)}
    for rule in rules:
        if rule not in names:
            near = get_close_matches(rule, names, n=1)
            hint = f"did you mean {near[0]}?" if near else "`tokenassay list rules` shows them"
            raise UsageError(f"--rule {rule}: there is no such rule; {hint}")


def _check_folder(reports: Path) -> None:
    try:
        reports.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise UsageError(f"--reports {reports}: {error.strerror}; give a folder that can be written") from error
