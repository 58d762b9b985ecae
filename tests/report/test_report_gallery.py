"""What a browser showed, in the page, on the terminal and in ``junit.xml``: there, bounded, and harmless."""

import base64
import io
from dataclasses import replace
from pathlib import Path

import pytest
from junitparser import JUnitXml
from report_sample import SCRIPT, keep, png, record
from rich.console import Console
from test_report_html import harmless

from harness.contract.words import Verdict
from harness.report import gallery
from harness.report.gallery import Gallery
from harness.report.html import page
from harness.report.junit import junit_xml
from harness.report.terminal_summary import summarize
from harness.verdict.records import Record, RunResult


def of(run: RunResult, *records: Record) -> RunResult:
    """Return ``run`` with ``records`` alone."""
    return replace(run, targets=(replace(run.targets[1], scenarios=records),))


def browser(name: str, verdict: Verdict, **kept: str) -> Record:
    """Return a record with one window."""
    return record(f"storefront.login.{name}", verdict, artefacts=({"window": "w", **kept},))


def pictured(tmp_path: Path, name: str, verdict: Verdict) -> Record:
    """Return a record with a picture of its own."""
    place = f"browser/t/{name}/1.png"
    (tmp_path / place).parent.mkdir(parents=True)
    (tmp_path / place).write_bytes(png(8, 6))
    return browser(name, verdict, picture=place)


def test_pictures_console_and_network_stand_in_the_page(run: RunResult, tmp_path: Path) -> None:
    keep(tmp_path, run)
    text = page(run, tmp_path)
    outline = harmless(text)
    assert [base64.b64decode(one.partition(",")[2]) for one in outline.images] == [png(4, 3)] * 2
    assert text.count('width="4" height="3"') == 2
    assert "img-src data:" in text
    assert '<td>200</td><td class="keep">document</td><td><code>/account.php</code>' in text
    assert "<td>net::ERR_FAILED</td>" in text
    assert "https://elsewhere.example/&lt;script&gt;" in text
    assert "<td>no answer</td>" in text
    assert "log: line 19" in text
    assert "log: line 5\n" not in text
    assert "6 earlier lines, and all headers" in text
    assert SCRIPT not in text


def test_a_trace_is_linked_with_the_command_that_opens_it(run: RunResult, tmp_path: Path) -> None:
    keep(tmp_path, run)
    place = "browser/embedded-store/keeps-them/1.zip"
    text = page(run, tmp_path)
    assert f'<a href="{place}">' in text
    assert f"<pre>python -m playwright show-trace {place}</pre>" in text


def test_a_passing_scenario_has_a_place_to_look_at(run: RunResult, tmp_path: Path) -> None:
    one = pictured(tmp_path, "passes", Verdict.PASS)
    text = page(of(run, one), tmp_path)
    assert '<summary><span class="name">What the browser showed: Passes.</span></summary>' in text
    assert text.count("<img ") == 1


def test_what_went_ill_gets_its_picture_first(run: RunResult, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    good, bad = pictured(tmp_path, "a", Verdict.PASS), pictured(tmp_path, "b", Verdict.FAIL)
    monkeypatch.setattr(gallery, "BUDGET", len(png(8, 6)) + 1)
    shown = Gallery(of(run, good, bad), tmp_path)
    assert [shown.panes(one)[0].picture is not None for one in (good, bad)] == [False, True]
    text = page(of(run, good, bad), tmp_path)
    assert text.count("<img ") == text.count("There is no picture of it here.") == 1


def test_a_window_of_several_scenarios_is_shown_once(run: RunResult, tmp_path: Path) -> None:
    one = pictured(tmp_path, "a", Verdict.FAIL)
    same = replace(one, artefacts=({**one.artefacts[0], "log": "browser/t/a/1.json"},))
    others = [replace(same, id=f"storefront.login.{name}", verdict=Verdict.PASS) for name in "bc"]
    text = page(of(run, same, *others), tmp_path)
    assert text.count("<img ") == 1
    assert "What the browser showed" not in text
    again = replace(same, id="storefront.login.d", verdict=Verdict.INCONCLUSIVE, reason="it was seen before")
    assert page(of(run, same, again), tmp_path).count("It is shown further up.") == 1


@pytest.mark.parametrize("place", [
    "../secret.png", "/etc/passwd", "browser/../../secret.png", "browser/t/../1.png", "javascript:alert(1)//1.zip",
    "https://evil.example/browser/t/s/1.zip", "browser/t/s/1.zip\n", "browser/t/s/1.html", "browser/.t/s/1.png",
])  # fmt: skip
def test_only_what_we_kept_is_read_or_linked(run: RunResult, tmp_path: Path, place: str) -> None:
    (tmp_path / "secret.png").write_bytes(png(1, 1))
    one = browser("x", Verdict.FAIL, picture=place, log=place, trace=place)
    text = page(of(run, one), tmp_path / "browser" / "..")
    assert "<img " not in text
    assert "show-trace" not in text
    assert harmless(text).links == []
    assert gallery.files(one) == []


def test_files_that_are_gone_or_broken_are_left_out(run: RunResult, tmp_path: Path) -> None:
    folder = tmp_path / "browser/t/s"
    folder.mkdir(parents=True)
    kept = {"picture": "browser/t/s/1.png", "log": "browser/t/s/1.json", "trace": "browser/t/s/1.zip"}
    one = browser("x", Verdict.FAIL, **kept)
    assert "<img " not in page(of(run, one), tmp_path)
    (folder / "1.png").write_bytes(b"GIF89a")
    for log in ("[1]", "{", "[" * 50_000, '{"console": 1, "network": {"a": 1}}', '{"console": [{"text": null}, 3]}'):
        (folder / "1.json").write_text(log)
        assert "<img " not in page(of(run, one), tmp_path)
        harmless(page(of(run, one), tmp_path))


def test_the_terminal_says_how_to_open_the_trace_of_what_failed(run: RunResult) -> None:
    out = io.StringIO()
    place = "browser/t/s/1.zip"
    records = (browser("x", Verdict.FAIL, trace=place), browser("y", Verdict.PASS, trace=place))
    reports = Path("tests/report/golden")
    summarize(Console(file=out, width=80, _environ={}), of(run, *records), [reports / "report.html"])
    [line] = [line for line in out.getvalue().splitlines() if "show-trace" in line]
    assert line == f"    trace     python -m playwright show-trace {reports}/{place}"


def test_junit_attaches_what_was_kept(run: RunResult, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(junit_xml(run, Path("reports")), encoding="utf-8")
    cases = {case.name: case for suite in JUnitXml.fromfile(str(path)) for case in suite}
    place = "[[ATTACHMENT|reports/browser/embedded-store/{}/1.{}]]"
    assert cases["storefront.login.gives-the-page"].system_out.splitlines() == [
        place.format("gives-the-page", "png"), place.format("gives-the-page", "json"),
    ]  # fmt: skip
    told = cases["storefront.cookies.keeps-them"].system_out
    assert told.startswith("advisory: ")
    assert told.endswith(place.format("keeps-them", "zip"))


def test_records_tell_of_what_was_kept(run: RunResult) -> None:
    one = run.targets[1].scenarios[-1]
    assert Record.from_json(one.as_json()) == one
    assert one.as_json()["artefacts"][0]["trace"].endswith("/1.zip")
    assert "artefacts" not in run.targets[1].scenarios[0].as_json()
