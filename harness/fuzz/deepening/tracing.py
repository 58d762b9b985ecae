"""Which lines of the user's own code run, and where two runs part."""

import linecache
import sys
import threading
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from types import FrameType
from typing import Any

from harness.fuzz.deepening.own_code import is_own

LONGEST = 100
"""Characters of a line of code that are shown."""


@dataclass(frozen=True, slots=True, order=True)
class Line:
    """A line of code in a function; ``number`` counts from 1."""

    file: str
    number: int
    function: str = ""

    def __str__(self) -> str:
        path = Path(self.file)
        near = path.relative_to(Path.cwd()) if path.is_relative_to(Path.cwd()) else path
        code = linecache.getline(self.file, self.number).strip()
        return f"{near}:{self.number}: {code[:LONGEST]}" if code else f"{near}:{self.number}"


class Tracing:
    """Writes down the lines that run in a block, in this thread and in those that are started there, in their order.

    It can be entered again, and starts anew then. ``possible`` says whether nobody else traces, such as a debugger.
    """

    def __init__(self) -> None:
        self.lines: list[Line] = []

    @staticmethod
    def possible() -> bool:
        """Whether lines can be written down: a debugger, or coverage measured by a tracer, has no room beside it."""
        return sys.gettrace() is None and threading.gettrace() is None

    def __enter__(self) -> "Tracing":
        self.lines = []
        threading.settrace(self._called)
        sys.settrace(self._called)
        return self

    def __exit__(self, *raised: object) -> None:
        sys.settrace(None)
        threading.settrace(None)  # type: ignore[arg-type, unused-ignore]

    def _called(self, frame: FrameType, event: str, argument: Any) -> Any:
        return self._ran if is_own(frame.f_code.co_filename) else None

    def _ran(self, frame: FrameType, event: str, argument: Any) -> Any:
        if event == "line":
            code = frame.f_code
            self.lines.append(Line(code.co_filename, frame.f_lineno, code.co_qualname))
        return self._ran


def only(runs: Sequence[Sequence[Line]], others: Sequence[Sequence[Line]]) -> list[Line]:
    """Return the lines that ran in each of ``runs`` and in none of ``others``, in the order of the first run."""
    always = set(runs[0]).intersection(*map(set, runs[1:]))
    elsewhere = set().union(*map(set, others))
    return [line for line in dict.fromkeys(runs[0]) if line in always and line not in elsewhere]


def before(line: Line, run: Iterable[Line]) -> Line | None:
    """Return the line after which ``line`` ran for the first time, or None.

    It is the last one of the same function, which decided to go on there, or else the one that called the function.
    """
    last = near = None
    for one in run:
        if one == line:
            return near or last
        last = one
        if (one.file, one.function) == (line.file, line.function):
            near = one
    return None
