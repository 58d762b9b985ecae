"""Options that several commands have alike."""

from collections.abc import Callable
from functools import reduce
from pathlib import Path
from typing import Any

import click

Decorator = Callable[[Any], Any]


def reports(said: str) -> Decorator:
    """Return ``--reports``, a folder for what ``said`` says."""
    folder = click.Path(file_okay=False, path_type=Path)
    return click.option("--reports", type=folder, default=Path("reports"), show_default=True, help=said)


def choosing(command: Any) -> Any:
    """Add the options by which scenarios are chosen, and in how many processes, and from where they start."""
    options: tuple[Decorator, ...] = (
        click.option(
            "-k", "expression", default="", metavar="EXPR", help="Only scenarios whose id matches, as in pytest -k."
        ),
        click.option(
            "--rule",
            "rules",
            multiple=True,
            metavar="RULE",
            help="Only scenarios of this rule (storefront.replay, or replay). Repeatable.",
        ),
        click.option(
            "-n", "workers", default="", metavar="WORKERS", help="Run in this many processes (a number, or auto)."
        ),
        click.option("--seed", type=int, default=0, show_default=True, help="Picks which customers play which part."),
        click.option(
            "--profile",
            default="observed",
            show_default=True,
            metavar="NAME|FILE",
            help="Platform profile: observed, documented, or a TOML file.",
        ),
    )
    return reduce(lambda decorated, option: option(decorated), reversed(options), command)
