"""One example tried again, as a report names it."""

from collections.abc import Iterator

import click

from harness.cli.errors import INCONCLUSIVE, UsageError
from harness.faults import Inapplicable
from harness.fuzz.blob import from_blob
from harness.fuzz.probe import Breach, Json, Probe
from harness.report.text import printable
from harness.suite.probing import probes_of
from harness.suite.roles import hands
from harness.suite.run import CONFORMS, FINDINGS
from harness.suite.standing import standing
from harness.verdict.context import Context
from harness.verdict.evidence import scrubbed
from harness.verdict.stop import InconclusiveError


def replay(target: str, blob: str, profile: str) -> int:
    """Try one example again, say what came of it, and return the exit code: 1 broken, 0 not, 3 nothing follows."""
    try:
        name, example = from_blob(blob)
    except ValueError as error:
        raise UsageError(f"--replay: {error}") from error
    with standing(target, profile, 0, strict=False) as context, hands(context) as reaching:
        probe = next((one for one in probes_of(context, reaching) if one.name == name), None)
        if probe is None:
            raise UsageError(f"--replay: this example is of {name}, which {context.target.role}s have not")
        _tell(context, _steps(probe, example))
        try:
            reaching.greet()
            if context.stopped:
                raise InconclusiveError(context.stopped)
            breach = probe.replay(example)
        except (InconclusiveError, Inapplicable) as error:
            _tell(context, [f"unknown  {error}"])
            return INCONCLUSIVE
        _tell(context, _came(breach))
    return FINDINGS if breach else CONFORMS


def _steps(probe: Probe, example: Json) -> list[str]:
    try:
        return [f"  {number}. {step}" for number, step in enumerate(probe.told(example), 1)]
    except ValueError as error:
        raise UsageError(f"--replay: {error}") from error


def _came(breach: Breach | None) -> Iterator[str]:
    if breach is None:
        yield "agrees   the target does with this what it should"
    else:
        yield f"broken   {breach.rule} ({breach.level}): {breach.reason}"
        yield f"         expected {breach.expected}; seen: {breach.observed}"


def _tell(context: Context, lines: "list[str] | Iterator[str]") -> None:
    """Print ``lines``, without what is secret and what moves a terminal's cursor."""
    for line in lines:
        click.echo(printable(str(scrubbed(line, context.all_secrets()))))
