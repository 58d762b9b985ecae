"""``tokenassay parity``: the same scenarios against two targets, and where they differ."""

from pathlib import Path

import click

from harness.cli import options
from harness.cli.errors import told


@click.command(
    "parity",
    epilog="Exit codes: 0 no verdict differs, 1 verdicts differ, 2 usage, 3 inconclusive, 4 a fault of ours.",
)
@click.argument("a", metavar="A.toml", type=click.Path())
@click.argument("b", metavar="B.toml", type=click.Path())
@options.reports("Where parity.json is written.")
@options.choosing
def command(
    a: str, b: str, reports: Path, expression: str, rules: tuple[str, ...], workers: str, seed: int, profile: str
) -> None:
    """Run the same scenarios against the targets A and B, and show only where they differ.

    Both have the same role. What one accepts and the other refuses comes first; a scenario that only looks different
    comes last.

    \b
    Examples:
      tokenassay parity mock.toml sandbox.toml
      tokenassay parity before.toml after.toml --rule replay -n 2
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        from harness.cli.paired import run
        from harness.cli.request import Request

        strict = False  # a verdict is compared with a verdict, so that nothing is gained by sharper ones
        code = run(Request((a, b), reports, strict, seed, profile, expression, rules, workers))
    raise SystemExit(code)
