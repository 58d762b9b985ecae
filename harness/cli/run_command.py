"""``tokenassay run``: scenarios against targets."""

from dataclasses import replace
from pathlib import Path

import click

from harness.cli.errors import told


@click.command(
    "run",
    epilog="Exit codes: 0 conforms, 1 findings that fail, 2 usage, 3 inconclusive, 4 a fault of ours, 130 stopped.",
)
@click.argument("targets", nargs=-1, metavar="[TARGET.toml ...]", type=click.Path())
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    default=Path("reports"),
    show_default=True,
    help="Where reports are written.",
)
@click.option("-k", "expression", default="", metavar="EXPR", help="Only scenarios whose id matches, as in pytest -k.")
@click.option(
    "--rule",
    "rules",
    multiple=True,
    metavar="RULE",
    help="Only scenarios of this rule (storefront.replay, or replay). Repeatable.",
)
@click.option("-n", "workers", default="", metavar="WORKERS", help="Run in this many processes (a number, or auto).")
@click.option("--strict", is_flag=True, help="Let broken should-rules fail, too.")
@click.option("--expect", default="", type=click.Path(), metavar="FILE", help="Failures that are known (TOML).")
@click.option("--seed", type=int, default=0, show_default=True, help="Picks which customers play which part.")
@click.option(
    "--profile",
    default="observed",
    show_default=True,
    metavar="NAME|FILE",
    help="Platform profile: observed, documented, or a TOML file.",
)
@click.option("--browser", is_flag=True, help='Meet stores in a real browser as well: driver = "browser".')
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
      tokenassay run sandbox.toml --resume
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        from harness.cli.running import Request, run

        asked = Request(targets or ("",), reports, strict, seed, profile, expression, rules, workers, expect=expect)
        code = run(replace(asked, browser=browser, resume=resume))
    raise SystemExit(code)
