"""``results.json``: the whole run in one document, for other programs."""

from pathlib import Path

from harness.report.events import Event, RunFinished
from harness.report.files import write_whole
from harness.report.text import PAGE, json_text


class Results:
    """Writes ``results.json`` into ``folder`` when the run is over."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "results.json"

    def handle(self, event: Event) -> None:
        """Write the document at the end of the run."""
        if isinstance(event, RunFinished):
            write_whole(self.path, json_text(event.result.as_json(), PAGE) + "\n")

    def close(self) -> None:
        """Do nothing: the document is written whole or not at all."""
