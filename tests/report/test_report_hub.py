"""The stream: every renderer hears everything, and none can silence another."""

import subprocess
import sys
from collections.abc import Callable
from io import StringIO
from pathlib import Path

import pytest
from rich.console import Console

from harness.report.events import Event, Handler, RunFinished
from harness.report.html import Html
from harness.report.hub import Hub
from harness.report.junit import JUnit
from harness.report.ndjson import Ndjson
from harness.report.results import Results
from harness.report.terminal import Terminal

MAKERS: dict[str, Callable[[Path], Handler]] = {
    "results": Results,
    "ndjson": Ndjson,
    "junit": JUnit,
    "html": Html,
    "terminal": lambda folder: Terminal(Console(file=StringIO(), _environ={})),
}


class Listener:
    def __init__(self) -> None:
        self.heard: list[Event] = []
        self.closed = 0

    def handle(self, event: Event) -> None:
        self.heard.append(event)

    def close(self) -> None:
        self.closed += 1


class Stumbler(Listener):
    def handle(self, event: Event) -> None:
        super().handle(event)
        if isinstance(event, RunFinished):
            return
        raise RuntimeError(f"event {len(self.heard)}")

    def close(self) -> None:
        super().close()
        raise OSError("closing")


def test_a_failing_handler_silences_nobody(stream: list[Event]) -> None:
    before, bad, after = Listener(), Stumbler(), Listener()
    hub = Hub([before, bad, after])
    for event in stream:
        hub.handle(event)
    hub.close()
    assert before.heard == after.heard == bad.heard == stream
    assert before.closed == after.closed == bad.closed == 1
    assert [str(one) for one in hub.broken] == ["the Stumbler report is incomplete: RuntimeError: event 1"]


def test_an_interruption_is_not_an_error_of_a_report(stream: list[Event]) -> None:
    class Interrupted(Listener):
        def handle(self, event: Event) -> None:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        Hub([Interrupted()]).handle(stream[0])


def test_a_hub_is_a_handler(stream: list[Event]) -> None:
    listener = Listener()
    outer = Hub([Hub([listener])])
    outer.handle(stream[0])
    assert listener.heard == stream[:1]


@pytest.mark.parametrize("maker", MAKERS)
def test_every_handler_takes_every_event_by_itself(maker: str, stream: list[Event], tmp_path: Path) -> None:
    for number, event in enumerate(stream):
        handler = MAKERS[maker](tmp_path / str(number))
        handler.handle(event)
        handler.close()
    MAKERS[maker](tmp_path / "silent").close()
    assert not (tmp_path / "silent").exists(), "a handler that heard nothing writes nothing"


def test_importing_the_handlers_costs_little() -> None:
    heavy = "{'rich', 'jinja2', 'junitparser', 'markupsafe'}"
    names = ", ".join(f"harness.report.{name}" for name in ("hub", *MAKERS))
    code = f"import sys, {names}; print(sorted({heavy} & set(sys.modules)))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.strip() == "[]"
