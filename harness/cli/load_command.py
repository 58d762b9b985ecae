"""``tokenassay load``: many users at once on an app that checks tokens or makes them, every answer judged."""

from pathlib import Path

import click

from harness.cli import options
from harness.cli.errors import UsageError, told


@click.command(
    "load",
    epilog="Exit codes: 0 every answer was right, 1 some were wrong, 2 usage, 3 inconclusive, 4 our own fault, "
    "130 stopped.",
)
@click.argument("target", default="", metavar="[TARGET.toml]", type=click.Path())
@click.option("--users", type=click.IntRange(1, 100_000), default=20, show_default=True, help="So many ask at once.")
@click.option(
    "--seconds", type=click.FloatRange(0.1, 86_400 * 7), default=30.0, show_default=True, help="Ask for so long."
)
@click.option("--spawn-rate", type=click.FloatRange(min=0.01), help="Users that begin in a second; default: all.")
@click.option("--processes", type=click.IntRange(1, 64), default=1, show_default=True, help="Ask from so many.")
@click.option(
    "--valid",
    type=click.FloatRange(0, 1),
    default=0.8,
    show_default=True,
    help="Share of requests that a sound app says yes to.",
)
@click.option(
    "--faults",
    type=click.IntRange(0, 1_000),
    default=26,
    show_default=True,
    help="Make the others of so many deviations of the catalogue (verifiers).",
)
@click.option("--pause", type=click.FloatRange(0, 3_600), default=0.0, help="Seconds between two requests of one user.")
@click.option("--seed", type=int, default=0, show_default=True, help="Picks the deviations.")
@click.option("--profile", default="observed", show_default=True, metavar="NAME|FILE", help="Platform profile.")
@options.reports("Where load.json, load.html and load_*.csv are written.")
@click.option("--remote-is-mine", is_flag=True, help="The app is on another machine, which I may load.")
@click.option("--locustfile", is_flag=True, help="Print the path of our locustfile, for `locust -f`, and do no more.")
def command(
    target: str,
    users: int,
    seconds: float,
    spawn_rate: float | None,
    processes: int,
    valid: float,
    faults: int,
    pause: float,
    seed: int,
    profile: str,
    reports: Path,
    *,
    remote_is_mine: bool,
    locustfile: bool,
) -> None:
    """Load the app of TARGET (role verifier or issuer) through Locust, and judge every answer.

    A verifier is shown valid tokens of several customers, some of them again, and forged ones; an issuer is asked for
    logins of many at once. Every token is minted for its request.

    \b
    Examples:
      tokenassay load my-app.toml
      tokenassay load my-app.toml --users 200 --seconds 300 --processes 4
      locust -f "$(tokenassay load --locustfile)" --tokenassay-target my-app.toml
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        from harness.cli.loading import LOCUSTFILE, run, wants_locust
        from harness.load.settings import Settings

        wants_locust()
        if locustfile:
            click.echo(LOCUSTFILE)
            raise SystemExit(0)
        if not target:
            raise UsageError("TARGET.toml is missing; name the target file of an app")
        settings = Settings(target, profile, valid, faults, seconds, pause, seed, mine=remote_is_mine, calm=True)
        code = run(settings, users, spawn_rate or users, processes, reports)
    raise SystemExit(code)
