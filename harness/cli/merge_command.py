"""``tokenassay merge``: one set of reports of the shards of a run, or of whole runs of several targets."""

from pathlib import Path

import click

from harness.cli import options
from harness.cli.errors import told


@click.command(
    "merge",
    epilog="Exit codes are those of one run of it all: 0 conforms, 1 findings that fail, 2 usage, or shards that are "
    "missing or do not fit, 3 inconclusive, or a shard was cut short, 4 a fault of ours.",
)
@click.argument("parts", nargs=-1, required=True, metavar="REPORTS...", type=click.Path())
@options.reports("Where the reports on all of it are written.")
@click.option("--expect", default="", type=click.Path(), metavar="FILE", help="Failures that are known (TOML).")
def command(parts: tuple[str, ...], reports: Path, expect: str) -> None:
    """Make one set of reports of the folders REPORTS, each of them written by `tokenassay run --reports`.

    They are all the shards of a run, or whole runs of several targets, or both. Nothing is run: every verdict is taken
    over once, and the findings are made anew from all of them.

    \b
    Examples:
      tokenassay merge shard-1 shard-2 shard-3 --reports all
      tokenassay merge shards/* --reports all --expect known.toml
      tokenassay merge app store --reports both
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        from harness.cli.merging import merge

        code = merge(parts, reports, expect)
    raise SystemExit(code)
