"""The command ``tokenassay`` and its subcommands, each imported when it is asked for."""

import signal
import sys
from _thread import interrupt_main
from importlib import import_module
from threading import Timer

import click

from harness import __version__

COMMANDS = {
    "run": "Run the scenarios against a target, or against the embedded store.",
    "merge": "Make one set of reports of the shards of a run, or of runs of several targets.",
    "fuzz": "Make up tokens and flows until something breaks a rule.",
    "load": "Load an app with many users at once, and judge every answer.",
    "doctor": "Check what a run against a target needs; remove what a run left that was cut off.",
    "replay": "Run one scenario again.",
    "keep": "Keep what fuzzing found, as scenarios of the target from then on.",
    "inspect": "Decode a token, judge it, and say every reason and the mend.",
    "mint": "Mint a valid token, or one with chosen faults.",
    "serve": "Serve the mock BigCommerce on this machine.",
    "calibrate": "Measure a store, and write a platform profile of what was seen.",
    "parity": "Run the same scenarios against two targets, and show where they differ.",
    "list": "List rules, scenarios, faults, or facts of the profile.",
}


class Lazy(click.Group):
    """A group that imports a subcommand only to run or to explain it."""

    def list_commands(self, ctx: click.Context) -> list[str]:
        """Return the names in the order people need them."""
        return list(COMMANDS)

    def get_command(self, ctx: click.Context, cmd_name: str) -> click.Command | None:
        """Return the subcommand, imported."""
        if cmd_name not in COMMANDS:
            return None
        module = import_module(f"harness.cli.{cmd_name}_command")
        command = module.command
        assert isinstance(command, click.Command)
        return command

    def format_commands(self, ctx: click.Context, formatter: click.HelpFormatter) -> None:
        """List the subcommands without importing them."""
        with formatter.section("Commands"):
            formatter.write_dl(list(COMMANDS.items()))

    def resolve_command(
        self, ctx: click.Context, args: list[str]
    ) -> tuple[str | None, click.Command | None, list[str]]:
        """Say which command was perhaps meant where there is none of that name."""
        from difflib import get_close_matches

        if args and args[0] not in COMMANDS and not args[0].startswith("-"):
            near = get_close_matches(args[0], COMMANDS, n=1)
            hint = f"Did you mean '{near[0]}'?" if near else f"There are: {', '.join(COMMANDS)}."
            ctx.fail(f"No such command '{args[0]}'. {hint}")
        return super().resolve_command(ctx, args)


@click.group(cls=Lazy, context_settings={"help_option_names": ["-h", "--help"]})
@click.version_option(__version__, prog_name="tokenassay")
def cli() -> None:
    """Put BigCommerce customer tokens, and the software that makes or trusts them, to the test.

    \b
    Examples:
      tokenassay run                          the embedded store, several hundred tokens
      tokenassay run my-app.toml              an app of yours that checks tokens, or makes them
      tokenassay run store.toml -k replay     one rule of a store of yours
      tokenassay inspect -                    why was this token refused?

    \b
    Exit codes: 0 conforms, 1 findings that fail, 2 the command or a file is wrong,
    3 something is inconclusive, 4 a fault in tokenassay itself, 130 stopped before its end.
    """  # noqa: D301 - click's marker for text that keeps its lines


def _insist(lost: "sys.UnraisableHookArgs") -> None:
    """Raise an interruption again that came while an object was tidied away, where Python can only drop it."""
    if isinstance(lost.exc_value, KeyboardInterrupt):
        Timer(0.02, interrupt_main, [signal.SIGTERM]).start()  # not in here, where it would be dropped as well
    else:
        sys.__unraisablehook__(lost)


def main() -> None:
    """Run the command; no traceback ever reaches a user."""
    # Whoever ends us politely must not leave a started target behind: unwind as for Ctrl-C.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.unraisablehook = _insist
    try:
        cli(standalone_mode=True)
    except BrokenPipeError:
        sys.stderr.close()
        sys.exit(0)


if __name__ == "__main__":
    main()
