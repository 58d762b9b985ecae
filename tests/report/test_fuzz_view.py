"""How far a hunt is, told on a terminal and elsewhere."""

import io
from collections import Counter
from dataclasses import replace

import pytest
from rich.console import Console

from harness.contract.words import Level
from harness.fuzz.finds import Find
from harness.fuzz.probe import Breach
from harness.fuzz.tally import Tally
from harness.report import fuzz_view
from harness.report.fuzz_view import FuzzView


class Clock:
    """A clock that is put forward by hand."""

    now = 1000.0

    def __call__(self) -> float:
        return self.now


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(fuzz_view, "real_monotonic", clock)
    return clock


def told(clock: Clock, *, terminal: bool, before: int = 0) -> str:
    """Return what a hunt of half a minute prints: 100 examples a second, after 12 s only half as many, in two lanes."""
    out = io.StringIO()
    console = Console(file=out, force_terminal=terminal, width=200, color_system="standard" if terminal else None)
    with FuzzView(console, 0, 60.0, before) as view:
        for second in range(31):
            clock.now = 1000.0 + second
            tried = before // 2 + 50 * min(second, 12) + 25 * max(0, second - 12)
            found = [Find("tokens", {}, Breach("verifier.audience", Level.MUST, "[b]\x1b[2J", "", ""), 70)]
            behaviours = Counter(map(str, range(min(second, 5))))
            tally = Tally(examples=tried, behaviours=behaviours, finds=found if second > 2 else [])
            shrunk = Find("tokens", {}, Breach("verifier.key", Level.MUST, "", "", ""))
            view.show({"1": tally, "2": replace(tally, chased=shrunk)})
    return out.getvalue()


def test_a_pipe_gets_a_line_now_and_then_and_each_finding_once(clock: Clock) -> None:
    lines = told(clock, terminal=False).splitlines()
    assert [line.split()[0] for line in lines] == ["found", "fuzzing", "fuzzing", "fuzzing"]
    assert lines[0] == "found    verifier.audience (must) after 70 examples: [b]\\x1b[2J"
    assert lines[1] == (
        "fuzzing  1,000 examples, 100/s, 2 lanes · 5 behaviours, 5 new lately · 0 to shrink · 1 rule broken · 50 s left"
    )
    assert "2,100 examples, 50/s now, 70/s in all, 2 lanes · 5 behaviours, 0 new lately" in lines[3]


def test_what_was_tried_before_does_not_count_for_the_pace(clock: Clock) -> None:
    assert "6,000 examples, 100/s" in told(clock, terminal=False, before=5000)


def test_a_terminal_shows_lines_that_move(clock: Clock) -> None:
    shown = told(clock, terminal=True)
    assert shown.count("fuzzing") > 20
    assert shown.count("found    verifier.audience") == 1
    assert "shrinking verifier.key" in shown
    assert "\x1b[2J" not in shown
