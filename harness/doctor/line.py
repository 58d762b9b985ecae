"""One line of an examination: how it went, what was looked at, what was seen, and the next step."""

from dataclasses import dataclass
from enum import StrEnum


class Mark(StrEnum):
    """How a check went."""

    WELL = "✓"
    WRONG = "✗"
    """It keeps a run from concluding."""
    NOTE = "!"
    """A run can conclude, but somebody should know."""
    NONE = "–"  # noqa: RUF001 - a mark, not a minus
    """It was not looked at, or is not there."""


@dataclass(frozen=True, slots=True)
class Line:
    """A check that was made; ``mend`` is the next step, "" where there is none to take."""

    mark: Mark
    about: str
    said: str
    mend: str = ""


def well(about: str, said: str) -> Line:
    """Return the line of a check that went well."""
    return Line(Mark.WELL, about, said)


def wrong(about: str, said: str, mend: str) -> Line:
    """Return the line of what keeps a run from concluding."""
    return Line(Mark.WRONG, about, said, mend)


def note(about: str, said: str, mend: str = "") -> Line:
    """Return the line of what somebody should know."""
    return Line(Mark.NOTE, about, said, mend)


def none(about: str, said: str) -> Line:
    """Return the line of what is not there, or was not looked at."""
    return Line(Mark.NONE, about, said)
