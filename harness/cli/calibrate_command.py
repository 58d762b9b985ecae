"""``tokenassay calibrate``: what a store does where the documents are silent."""

from pathlib import Path

import click

from harness.cli.errors import told


@click.command(
    "calibrate",
    epilog="Exit codes: 0 measured, 2 usage, 3 something could not be concluded (it says what), 4 a fault of ours.",
)
@click.argument("target", metavar="TARGET.toml", type=click.Path())
@click.option(
    "--out",
    type=click.Path(dir_okay=False, path_type=Path),
    default=None,
    metavar="FILE",
    help="The profile to write; default: NAME.profile.toml, after the target's name.",
)
@click.option("--force", is_flag=True, help="Replace the file if it is there.")
@click.option(
    "--profile",
    default="observed",
    show_default=True,
    metavar="NAME|FILE",
    help="Platform profile to compare with: observed, documented, or a TOML file.",
)
def command(target: str, out: Path | None, profile: str, *, force: bool) -> None:
    """Measure the store of TARGET, and write a platform profile of what was seen.

    The store signs in the customers of the target file, some hundred times in all; where the file names none, two are
    created for that and removed at the end. What cannot be told for sure is
    left out of the profile, and said.

    \b
    Examples:
      tokenassay calibrate sandbox.toml
      tokenassay calibrate sandbox.toml --out sandbox.profile.toml --force
      tokenassay serve --profile sandbox.profile.toml
      tokenassay run --profile sandbox.profile.toml
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        from harness.cli.calibrating import Request, run

        code = run(Request(target, out, profile, force=force))
    raise SystemExit(code)
