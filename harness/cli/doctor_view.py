"""The doctor's table: a line for each check as it is made, read in ten seconds."""

from collections.abc import Sequence

from rich.console import Console

from harness.doctor.line import Line, Mark
from harness.report.terminal_console import Patient
from harness.report.terminal_ink import Ink
from harness.report.text import count

STYLES = {Mark.WELL: "pass", Mark.WRONG: "fail", Mark.NOTE: "advisory", Mark.NONE: "not-applicable"}
PLAIN = {Mark.WELL: "+", Mark.WRONG: "x", Mark.NOTE: "!", Mark.NONE: "-"}
"""Marks for consoles whose encoding has not the others."""
_WIDE = 13
"""Columns for what a line is about; longer names push the rest to the right."""


class View:
    """Shows an examination on ``console`` (standard output by default)."""

    def __init__(self, console: Console | None = None) -> None:
        self._ink = Ink(console or Patient())

    def show(self, line: Line) -> None:
        """Show one check, and the next step below it."""
        first, *more = line.said.splitlines() or [""]
        about = f" {line.about:<{_WIDE}} "
        self._ink.line((self._mark(line.mark), STYLES[line.mark]), (about, "heading"), first)
        for words in more:
            self._ink.line(" " * (_WIDE + 3), words)
        if line.mend:
            self._ink.line((" " * (_WIDE + 3) + "next: ", "label"), line.mend)

    def end(self, marks: Sequence[Mark]) -> None:
        """Say what it all comes to."""
        bad, notes = marks.count(Mark.WRONG), marks.count(Mark.NOTE)
        told = f", {count(notes, 'note')}" if notes else ""
        if bad:
            self._ink.line((f"{count(bad, 'thing')} to mend before a run can conclude", "fail"), told)
        else:
            self._ink.line(("all is well", "pass"), told)

    def _mark(self, mark: Mark) -> str:
        return mark if self._ink.safe(mark) == mark else PLAIN[mark]
