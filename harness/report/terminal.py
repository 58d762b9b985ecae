"""The terminal: a bar while it runs, and at the end what a developer has to know, in the order of urgency."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.report.events import Event, RunFinished, RunStarted, ScenarioFinished, TargetFinished, TargetStarted

if TYPE_CHECKING:
    from rich.console import Console


class Terminal:
    """Writes to ``console`` (standard output by default).

    ``reports`` are the files that the other handlers write; name this handler last, so that they exist when it tells
    of them. The bar shows only on a real terminal; elsewhere a line now and then does.
    """

    def __init__(self, console: "Console | None" = None, *, reports: Sequence[Path] = ()) -> None:
        from harness.report.terminal_console import Patient
        from harness.report.terminal_ink import Ink
        from harness.report.terminal_progress import progress_for

        self._console = console or Patient()
        self._reports = tuple(reports)
        self._ink = Ink(self._console)
        self._progress = progress_for(self._console)

    def handle(self, event: Event) -> None:
        """Show ``event``."""
        match event:
            case RunStarted():
                self._ink.line(f"tokenassay {event.tokenassay}, profile {event.profile}, seed {event.seed}")
            case TargetStarted():
                self._progress.start(event)
            case ScenarioFinished():
                self._progress.advance(event)
            case TargetFinished():
                self._progress.finish(event.result.name)
            case RunFinished():
                from harness.report.terminal_summary import summarize

                self._progress.stop()
                summarize(self._console, event.result, self._reports)

    def close(self) -> None:
        """Leave the terminal as it was, also after an interruption."""
        self._progress.stop()
