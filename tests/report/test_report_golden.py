"""Each format against its golden file, and what other programs ask of it."""

import io
import json
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from report_sample import NASTY, keep
from rich.console import Console

from harness.contract.snippets import snippets
from harness.contract.words import Verdict
from harness.report.events import Event, Handler
from harness.report.html import Html
from harness.report.hub import Hub
from harness.report.junit import JUnit
from harness.report.ndjson import Ndjson
from harness.report.results import Results
from harness.report.terminal import Terminal
from harness.verdict.diagnosis import findings
from harness.verdict.records import Record, RunResult

Golden = Callable[[str, str], None]


def play(stream: list[Event], *handlers: Handler) -> None:
    hub = Hub(handlers)
    for event in stream:
        hub.handle(event)
    hub.close()
    assert hub.broken == ()


@pytest.mark.parametrize("kind", [Results, Ndjson, JUnit, Html])
def test_files_match_their_golden(
    kind: type[Results] | type[Ndjson] | type[JUnit] | type[Html],
    run: RunResult,
    stream: list[Event],
    tmp_path: Path,
    monkeypatch: pytest.MonkeyPatch,
    golden: Golden,
) -> None:
    monkeypatch.chdir(tmp_path)
    handler = kind(Path("made", "here"))
    keep(handler.path.parent, run)
    play(stream, handler)
    golden(handler.path.name, handler.path.read_bytes().decode("utf-8"))
    beside = {path.name for path in handler.path.parent.iterdir()} - {"browser"}
    assert beside == {handler.path.name}, "nothing is left beside it"


def test_the_terminal_matches_its_golden(
    stream: list[Event], tmp_path: Path, monkeypatch: pytest.MonkeyPatch, golden: Golden
) -> None:
    monkeypatch.chdir(tmp_path)
    files = [Results(Path("reports")), Html(Path("reports"))]
    out = io.StringIO()
    console = Console(file=out, width=80, _environ={})
    play(stream, *files, Terminal(console, reports=[*(one.path for one in files), Path("reports/never-written.xml")]))
    golden("terminal.txt", out.getvalue())


def test_results_hold_what_the_format_promises(run: RunResult, stream: list[Event], tmp_path: Path) -> None:
    play(stream, Results(tmp_path))
    data = json.loads((tmp_path / "results.json").read_bytes(), parse_constant=pytest.fail)
    assert list(data)[:2] == ["schema", "tokenassay"]
    assert data["schema"] == "tokenassay/results/1"
    target = data["targets"][0]
    assert {"name", "role", "verdict", "counts", "findings", "scenarios"} <= set(target)
    promised = "id title rule level standing verdict expected observed believed seconds evidence replay curl"
    assert set(promised.split()) <= set(target["scenarios"][0])
    first = run.targets[0].scenarios[0]
    assert Record.from_json(target["scenarios"][0]) == first


def test_findings_of_a_verifier_carry_the_code_that_mends_them(run: RunResult) -> None:
    verifier, storefront, _ = run.targets
    found = {one.rule: one.as_json() for one in findings(verifier.scenarios)}
    assert found["verifier.audience"]["snippets"] == dict(snippets("verifier.audience"))
    broken = [replace(one, verdict=Verdict.FAIL) for one in storefront.scenarios]
    assert all("snippets" not in one.as_json() for one in findings(broken))


def test_no_machine_format_carries_a_lone_surrogate(stream: list[Event], tmp_path: Path) -> None:
    play(stream, Results(tmp_path), Ndjson(tmp_path))
    for line in [(tmp_path / "results.json").read_bytes(), *(tmp_path / "events.ndjson").read_bytes().splitlines()]:
        json.dumps(json.loads(line), ensure_ascii=False).encode("utf-8")
    data = json.loads((tmp_path / "results.json").read_bytes())
    titles = [one["title"] for one in data["targets"][0]["scenarios"]]
    assert NASTY.replace("\ud800", r"\ud800") in titles, "all else is kept as it was"


def test_events_are_there_as_soon_as_they_happen(stream: list[Event], tmp_path: Path) -> None:
    handler = Ndjson(tmp_path)
    for number, event in enumerate(stream, start=1):
        handler.handle(event)
        lines = handler.path.read_text("utf-8").splitlines()
        assert len(lines) == number
        assert json.loads(lines[-1])["event"]
    handler.close()


def test_a_failed_write_leaves_the_old_report(
    stream: list[Event], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    handler = Results(tmp_path)
    handler.path.write_text("old")

    def full(self: Path, target: Path) -> Path:
        raise OSError("no space left")

    monkeypatch.setattr(Path, "replace", full)
    with pytest.raises(OSError, match="no space left"):
        handler.handle(stream[-1])
    assert [path.name for path in tmp_path.iterdir()] == ["results.json"]
    assert handler.path.read_text() == "old"
