"""``tokenassay keep``: found examples become scenarios."""

from pathlib import Path

import click

from harness.cli.errors import told


@click.command(
    "keep",
    epilog="Exit codes: 0 all of it is kept, 1 something shows nothing and is not, 2 usage, 3 inconclusive.",
)
@click.argument("target", metavar="TARGET.toml", type=click.Path())
@click.argument("blob", default="")
@click.option("--name", default="", metavar="NAME", help="What the scenario is called; by default a short digest.")
@click.option(
    "--reports",
    type=click.Path(file_okay=False, path_type=Path),
    default=None,
    metavar="DIR",
    help="Keep all that the run of `tokenassay fuzz` found which wrote to this folder.",
)
@click.option("--untried", is_flag=True, help="Do not try it on the target first.")
@click.option("--rule", default="", metavar="RULE", help="With --untried: the rule that the example breaks.")
@click.option("--profile", default="observed", metavar="NAME|FILE", help="As in the run that found it.")
def command(target: str, blob: str, name: str, reports: Path | None, *, untried: bool, rule: str, profile: str) -> None:
    """Keep an example of `tokenassay fuzz` (BLOB, a word that begins with ta1-) beside TARGET.toml.

    It is tried again first, and kept only if it still shows a breach. From then on `tokenassay run TARGET.toml` runs it
    as a scenario of the rule that it breaks. What is kept already is left as it is.

    \b
    Examples:
      tokenassay keep my-app.toml ta1-eNo… --name array-of-audiences
      tokenassay keep my-app.toml --reports reports
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        from harness.cli.keeping import Asked, keep

        code = keep(Asked(target, blob, name, reports, untried, rule, profile))
    raise SystemExit(code)
