"""``results.json``: the whole run in one document, for other programs."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from harness.report.events import Event, RunFinished
from harness.report.files import write_whole
from harness.report.text import json_text


class Results:
    """Writes ``results.json`` into ``folder`` when the run is over."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "results.json"

    def handle(self, event: Event) -> None:
        """Write the document at the end of the run."""
        if isinstance(event, RunFinished):
            write_whole(self.path, "\n".join(_lines(event.result.as_json())) + "\n")

    def close(self) -> None:
        """Do nothing: the document is written whole or not at all."""


def _lines(run: dict[str, Any]) -> Iterator[str]:
    """Yield the document with a line for each fact, finding and scenario: easy on the eye, on diff and on the clock."""
    targets = run.pop("targets")
    yield "{"
    for key, value in run.items():
        yield f" {json_text(key)}: {json_text(value)},"
    yield ' "targets": ['
    for number, target in enumerate(targets, 1):
        lists = {key: target.pop(key) for key in ("findings", "scenarios")}
        yield "  {"
        for key, value in target.items():
            yield f"   {json_text(key)}: {json_text(value)},"
        yield from _list("findings", lists["findings"], ",")
        yield from _list("scenarios", lists["scenarios"], "")
        yield "  }," if number < len(targets) else "  }"
    yield " ]"
    yield "}"


def _list(key: str, items: list[Any], comma: str) -> Iterator[str]:
    yield f'   "{key}": ['
    for number, item in enumerate(items, 1):
        yield f"    {json_text(item)}{',' if number < len(items) else ''}"
    yield f"   ]{comma}"
