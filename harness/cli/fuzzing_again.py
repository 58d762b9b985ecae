"""One example tried again, as a report names it."""

import click

from harness.cli.errors import UsageError
from harness.fuzz.blob import from_blob
from harness.suite.probing import probes_of
from harness.suite.roles import hands
from harness.suite.run import CONFORMS, FINDINGS
from harness.suite.standing import standing
from harness.verdict.stop import InconclusiveError


def replay(target: str, blob: str, profile: str) -> int:
    """Try one example again, say what came of it, and return the exit code."""
    try:
        name, example = from_blob(blob)
    except ValueError as error:
        raise UsageError(f"--replay: {error}") from error
    with standing(target, profile, 0, strict=False) as context, hands(context) as reaching:
        reaching.greet()
        if context.stopped:
            raise InconclusiveError(context.stopped)
        probe = next((one for one in probes_of(context, reaching) if one.name == name), None)
        if probe is None:
            raise UsageError(f"--replay: this example is of {name}, which {context.target.role}s have not")
        try:
            click.echo("\n".join(f"  {number}. {step}" for number, step in enumerate(probe.told(example), 1)))
            breach = probe.replay(example)
        except ValueError as error:
            raise UsageError(f"--replay: {error}") from error
    if breach is None:
        click.echo("agrees   the target does with this what it should")
        return CONFORMS
    click.echo(f"broken   {breach.rule} ({breach.level}): {breach.reason}")
    click.echo(f"         expected {breach.expected}; seen: {breach.observed}")
    return FINDINGS
