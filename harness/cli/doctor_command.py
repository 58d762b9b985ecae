"""``tokenassay doctor``: whether a target can be tested as its file says."""

from contextlib import closing
from pathlib import Path

import click

from harness.cli.errors import INCONCLUSIVE, UsageError, told


@click.command(
    "doctor",
    epilog="Exit codes: 0 all is well, 2 usage, 3 something keeps a run from concluding, 4 a fault of ours.",
)
@click.argument("target", metavar="TARGET.toml", type=click.Path())
@click.option("--clean", is_flag=True, help="Remove the test customers of runs that were cut off, and do nothing else.")
@click.option("--profile", default="observed", show_default=True, metavar="NAME|FILE", help="Platform profile.")
def command(target: str, profile: str, *, clean: bool) -> None:
    """Check what a run against TARGET needs, and say the next step for what is missing.

    The file and its variables, the store, its Management API and scopes, its clock, customers, logins, the browser.
    Only customers of the file are signed in, or ones that are created for this and removed at the end.

    \b
    Examples:
      tokenassay doctor sandbox.toml
      tokenassay doctor --clean sandbox.toml
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        code = _clean(target, profile) if clean else _examine(target, profile)
    raise SystemExit(code)


def _examine(target: str, profile: str) -> int:
    from harness.cli.doctor_view import View
    from harness.doctor.examination import examine
    from harness.doctor.line import Mark

    view, marks = View(), []
    with closing(examine(target, profile)) as lines:  # whoever stops it leaves no test customers behind
        for line in lines:
            view.show(line)
            marks.append(line.mark)
    view.end(marks)
    return INCONCLUSIVE if Mark.WRONG in marks else 0


def _clean(target: str, profile: str) -> int:
    from harness.sandbox.removal import left_elsewhere, remove_left
    from harness.suite.roles import context_of
    from harness.targets.target_file import load_target
    from harness.verdict.storefront.context import StorefrontContext

    context = context_of(load_target(Path(target)), profile, file=target)
    if not isinstance(context, StorefrontContext) or context.target.management is None:
        raise UsageError(f"--clean: {target} has no [management]; give a storefront's target file that has")
    gone, stayed = remove_left(context, click.echo)
    if told := left_elsewhere(context):
        click.echo(f"{told}\n  they are left alone; remove them with a target file that has that management.url")
    elif not gone and not stayed:
        click.echo("nothing is left of runs that were cut off")
    return INCONCLUSIVE if stayed else 0
