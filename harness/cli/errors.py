"""Errors as a user should meet them: what is wrong, where, and what to do next. Never a traceback."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager

import click

from harness.contract.profile import ProfileError
from harness.suite.resuming import ResumeError
from harness.targets.errors import TargetDownError, TargetError
from harness.verdict.expectations import ExpectationError

USAGE, INCONCLUSIVE, FAULT = 2, 3, 4


class UsageError(ValueError):
    """The command cannot be carried out as it was given."""


@contextmanager
def told() -> Iterator[None]:
    """Turn every error into a line on standard error and the exit code that belongs to it."""
    try:
        yield
    except (UsageError, TargetError, ProfileError, ExpectationError, ResumeError) as error:
        _say(str(error), USAGE)
    except TargetDownError as error:
        _say(f"{error}\nNothing was judged.", INCONCLUSIVE)
    except (click.exceptions.Exit, click.ClickException, click.Abort, BrokenPipeError):
        raise
    except KeyboardInterrupt:
        _say("stopped", 130)
    except Exception as error:  # noqa: BLE001 - the last stop before the user
        _fault(error)


def _say(message: str, code: int) -> None:
    click.echo(f"tokenassay: {message}", err=True)
    raise SystemExit(code)


def _fault(error: Exception) -> None:
    from traceback import extract_tb

    where = extract_tb(sys.exc_info()[2])[-1]
    place = where.filename.rpartition("harness/")[2]
    _say(
        f"a fault in tokenassay itself: {type(error).__name__}: {error} ({place}:{where.lineno}). Please report it.",
        FAULT,
    )
