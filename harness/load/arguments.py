"""The arguments that Locust gets beside its own, and what they say."""

from argparse import ArgumentTypeError, Namespace
from dataclasses import replace
from typing import Any

from harness.load.settings import FAULTS, VALID, Settings

MINE = "--tokenassay-remote-is-mine"


def share(text: str) -> float:
    """Return a share; ArgumentTypeError unless it is a number from 0 to 1."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found <= 1:
        raise ArgumentTypeError(f"{text} is no share; give a number from 0 to 1, such as 0.8")
    return found


def positive(text: str) -> float:
    """Return a number of seconds; ArgumentTypeError for one below 0."""
    try:
        found = float(text)
    except ValueError:
        found = -1.0
    if not 0 <= found < 1e6:
        raise ArgumentTypeError(f"{text} is no number of seconds")
    return found


def add_to(parser: Any) -> None:
    """Add our arguments to Locust's parser; none of them can be changed from its web page."""

    def add(name: str, **options: Any) -> None:
        parser.add_argument(f"--tokenassay-{name}", include_in_web_ui=False, **options)

    add("target", default="", metavar="FILE", help="The target file (role verifier or issuer).")
    add("valid", type=share, default=VALID, metavar="SHARE", help="Share of valid requests (default: %(default)s).")
    add("faults", type=int, default=FAULTS, metavar="N", help="Make the others of N deviations (default: %(default)s).")
    add("seconds", type=positive, default=0.0, metavar="N", help="End N seconds after the first answers.")
    add("pause", type=positive, default=0.0, metavar="SECONDS", help="Pause of a user between two requests.")
    add("seed", type=int, default=0, help="Picks the deviations and who plays which part.")
    add("profile", default="observed", metavar="NAME|FILE", help="Platform profile.")
    add("port", default="", metavar="PORT", help="What {port} stands for in the target file.")
    add("remote-is-mine", action="store_true", help="The app is on another machine, which I may load.")
    add("summary", default="", metavar="FILE", help="Write what came of it to FILE, as JSON.")
    add("calm", action="store_true", help="Show a line of progress instead of Locust's tables.")


def settings_of(options: Namespace) -> Settings:
    """Return what the arguments say."""
    return Settings(
        target=options.tokenassay_target,
        profile=options.tokenassay_profile,
        valid=options.tokenassay_valid,
        faults=max(0, options.tokenassay_faults),
        seconds=options.tokenassay_seconds,
        pause=options.tokenassay_pause,
        seed=options.tokenassay_seed,
        port=options.tokenassay_port,
        mine=options.tokenassay_remote_is_mine,
        calm=options.tokenassay_calm,
        summary=options.tokenassay_summary,
    )


def of_this_machine(own: Settings, told: Settings) -> Settings:
    """Return a worker's settings: those that its master has ``told``, and of its ``own`` what is about its machine.

    Locust gives a master's arguments to all workers, but a file may lie elsewhere there.
    """
    return replace(told, target=own.target, profile=own.profile, port=own.port, mine=own.mine)
