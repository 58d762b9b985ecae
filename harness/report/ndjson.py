"""``events.ndjson``: one JSON object per event, written as it happens, so that a run can be followed or picked up."""

from dataclasses import asdict
from pathlib import Path
from typing import Any, TextIO

from harness.report.events import Event, RunFinished, RunStarted, ScenarioFinished, TargetFinished, TargetStarted
from harness.report.text import json_text
from harness.verdict.records import TargetResult

SCHEMA = "tokenassay/events/1"


class Ndjson:
    """Writes ``events.ndjson`` into ``folder``; the file is opened at the first event and flushed after each."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "events.ndjson"
        self._file: TextIO | None = None

    def handle(self, event: Event) -> None:
        """Append the event's line."""
        if self._file is None:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            self._file = self.path.open("w", encoding="utf-8", newline="\n")
        self._file.write(json_text(as_line(event)) + "\n")
        self._file.flush()

    def close(self) -> None:
        """Close the file."""
        if self._file is not None:
            self._file.close()


def as_line(event: Event) -> dict[str, Any]:
    """Return the object of one line. The two closing events do not repeat the scenarios that came before them."""
    match event:
        case RunStarted():
            told = {name: value for name, value in asdict(event).items() if value or name not in ("shard", "merged")}
            return {"event": "run-started", "schema": SCHEMA, **told}
        case TargetStarted():
            return {"event": "target-started", **asdict(event)}
        case ScenarioFinished(target, record, resumed=resumed):
            known = {"resumed": True} if resumed else {}
            return {"event": "scenario-finished", "target": target, **known, "scenario": record.as_json()}
        case TargetFinished(result):
            findings = [finding.as_json() for finding in result.findings]
            return {"event": "target-finished", **_head(result), "findings": findings}
        case RunFinished(result):
            targets = [_head(target) for target in result.targets]
            ending = {"seconds": result.seconds, "exit_code": result.exit_code}
            return {"event": "run-finished", **ending, "targets": targets}


def _head(target: TargetResult) -> dict[str, Any]:
    return {"name": target.name, "role": target.role, "verdict": target.verdict, "counts": target.counts}
