"""The terminal: a bar while it runs, and at the end what a developer has to know, in the order of urgency."""

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from harness.report.events import Event, RunFinished, RunStarted, ScenarioFinished, TargetFinished, TargetStarted
from harness.report.text import count
from harness.verdict.plan import parse_shard

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
        self._merged = False

    def handle(self, event: Event) -> None:
        """Show ``event``."""
        match event:
            case RunStarted():
                self._merged = bool(event.merged)
                self._ink.line(_begun(event))
            case TargetStarted() if not self._merged:  # what has been run already takes no time that could be shown
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


def _begun(event: RunStarted) -> str:
    """Return the first line of a run."""
    shard = [parse_shard(event.shard).told] if event.shard else []
    merged = [f"merged from {count(len(event.merged), 'run')}"] if event.merged else []
    facts = [f"tokenassay {event.tokenassay}", f"profile {event.profile}", f"seed {event.seed}"]
    return ", ".join([*facts, *shard, *merged])
