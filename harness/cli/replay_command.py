"""``tokenassay replay``: one scenario again."""

from pathlib import Path

import click

from harness.cli.errors import told


@click.command("replay", epilog="Exit codes are those of `tokenassay run`.")
@click.argument("scenario")
@click.argument("target", default="", type=click.Path())
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    help="Also write the reports to this folder.",
)
@click.option("--strict", is_flag=True, help="Let broken should-rules fail, too.")
@click.option("--seed", type=int, default=0, help="As in the run to be replayed.")
@click.option("--profile", default="observed", metavar="NAME|FILE", help="As in the run to be replayed.")
@click.option("--browser", is_flag=True, help="As in the run to be replayed.")
def command(
    scenario: str, target: str, reports: Path | None, *, strict: bool, seed: int, profile: str, browser: bool
) -> None:
    """Run SCENARIO again against TARGET (a target file), or against the embedded store.

    \b
    Examples:
      tokenassay replay storefront.replay.refuses-a-second-use
      tokenassay replay 'storefront.signature.refuses[key.blank]' store.toml
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        from harness.cli.request import Request
        from harness.cli.running import run

        code = run(Request((target,), reports, strict, seed, profile, exact=scenario, browser=browser))
    raise SystemExit(code)
