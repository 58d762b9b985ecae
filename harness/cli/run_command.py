"""``tokenassay run``: scenarios against targets."""

from dataclasses import replace
from pathlib import Path

import click

from harness.cli import options
from harness.cli.errors import told


@click.command(
    "run",
    epilog="Exit codes: 0 conforms, 1 findings that fail, 2 usage, 3 inconclusive, 4 a fault of ours, 130 stopped.",
)
@click.argument("targets", nargs=-1, metavar="[TARGET.toml ...]", type=click.Path())
@options.reports("Where reports are written.")
@options.choosing
@click.option("--strict", is_flag=True, help="Let broken should-rules fail, too.")
@click.option("--expect", default="", type=click.Path(), metavar="FILE", help="Failures that are known (TOML).")
@click.option("--browser", is_flag=True, help='Meet stores in a real browser as well: driver = "browser".')
@click.option("--shard", default=None, metavar="I/N", help="Only part I of N; `tokenassay merge` puts them together.")
@click.option("--resume", is_flag=True, help="Go on where the run that wrote to --reports has ended.")
def command(
    targets: tuple[str, ...],
    reports: Path,
    expression: str,
    rules: tuple[str, ...],
    workers: str,
    *,
    strict: bool,
    expect: str,
    seed: int,
    profile: str,
    browser: bool,
    shard: str | None,
    resume: bool,
) -> None:
    """Run the scenarios against each TARGET, or against the embedded store.

    \b
    Examples:
      tokenassay run
      tokenassay run my-store.toml --reports out
      tokenassay run --rule replay -k "parallel or second"
      tokenassay run --browser                     the embedded store over https, in Chromium
      tokenassay run my-app.toml -n 2 --strict
      tokenassay run my-app.toml --shard 2/5 --reports shard-2
      tokenassay run sandbox.toml --resume
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        from harness.cli.request import Request, shard_of
        from harness.cli.running import run

        asked = Request(targets or ("",), reports, strict, seed, profile, expression, rules, workers, expect=expect)
        code = run(replace(asked, browser=browser, resume=resume, shard=shard_of(shard)))
    raise SystemExit(code)
