"""``tokenassay fuzz``: made-up tokens and flows, until something disagrees with the model."""

from pathlib import Path

import click

from harness.cli import options
from harness.cli.errors import UsageError, told

LEVELS, SOURCES = ("must", "should", "may"), ("both", "catalogue", "made-up")


@click.command(
    "fuzz",
    epilog="Exit codes: 0 nothing found, 1 findings that fail, 2 usage, 3 inconclusive, 4 our own fault, 130 stopped.",
)
@click.argument("target", default="", metavar="[TARGET.toml]", type=click.Path())
@click.option("--seconds", type=click.FloatRange(min=0.1), help="Hunt for so long; default: 60.")
@click.option("--examples", type=click.IntRange(min=1), help="Try so many examples; default in CI: 2000.")
@click.option("--seed", type=int, help="The same seed makes up the same; default: another each time, in CI 0.")
@click.option("-n", "lanes", type=click.IntRange(1, 64), default=1, help="Hunt in so many processes.")
@click.option(
    "--db",
    "database",
    default="",
    metavar="URL|DIR|none",
    help="Where examples are kept and shared: a folder (default: .tokenassay/examples), redis://host:port/0, or "
    "env:NAME or file:PATH that holds one with a password.",
)
@click.option("--shard", default=None, metavar="I/N", help="Make up other examples than the N-1 other machines.")
@click.option("--level", type=click.Choice(LEVELS), default="must", show_default=True, help="The softest that is told.")
@click.option(
    "--from",
    "source",
    type=click.Choice(SOURCES),
    default="both",
    show_default=True,
    help="What tokens are made of: deviations of the catalogue, or nothing that was ever wrong with one.",
)
@click.option("--coverage", is_flag=True, help="Let what the code of an [inprocess] app runs guide one more hunt.")
@options.reports("Where reports are written.")
@click.option("--profile", default="observed", show_default=True, metavar="NAME|FILE", help="Platform profile.")
@click.option("--strict", is_flag=True, help="Let broken should-rules fail, too (with --level should).")
@click.option("--resume", is_flag=True, help="Go on where the hunt that wrote to --reports has ended.")
@click.option("--replay", "blob", default="", metavar="BLOB", help="Try one example again, as a report names it.")
def command(
    target: str,
    seconds: float | None,
    examples: int | None,
    seed: int | None,
    lanes: int,
    database: str,
    shard: str | None,
    level: str,
    source: str,
    reports: Path,
    profile: str,
    *,
    coverage: bool,
    strict: bool,
    resume: bool,
    blob: str,
) -> None:
    """Make up tokens and flows for TARGET (default: the embedded store), and tell the smallest that break a rule.

    \b
    Examples:
      tokenassay fuzz my-app.toml
      tokenassay fuzz my-app.toml --seconds 600 -n 4
      tokenassay fuzz my-app.toml --level should --from made-up
      tokenassay fuzz store.toml --db redis://redis.example/0 --shard 2/5
      tokenassay fuzz my-app.toml --coverage --seconds 600
      tokenassay fuzz my-app.toml --replay ta1-eJw…
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        from harness.cli.fuzzing import FuzzRequest, fuzz
        from harness.cli.fuzzing_again import replay
        from harness.cli.request import shard_of
        from harness.contract.words import Level
        from harness.fuzz.moves import Source
        from harness.suite.fuzzing.asked import Asked

        if seconds and examples:
            raise UsageError("--seconds and --examples both bound the hunt; give one of them")
        part = shard_of(shard)
        if blob:
            raise SystemExit(replay(target, blob, profile))
        name = "" if part.whole else str(part)
        asked = Asked(examples or 0, seconds or 0.0, Level(level), Source(source), lanes=lanes, shard=name)
        switches = {"resume": resume, "strict": strict, "coverage": coverage}
        code = fuzz(FuzzRequest(target, asked, reports, profile, seed, database, **switches))
    raise SystemExit(code)
