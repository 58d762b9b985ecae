"""The terminal: quiet in a file, alive on a terminal, harmless in both."""

import io
import re
from dataclasses import replace

from report_sample import issuer
from rich.console import Console

from harness.report.events import Event, RunFinished, ScenarioFinished, TargetStarted
from harness.report.terminal import Terminal
from harness.report.terminal_progress import Bar
from harness.verdict.records import RunResult


class Screen(io.StringIO):
    """A stream that says it is a terminal."""

    def isatty(self) -> bool:
        return True


def shown(stream: list[Event], console: Console) -> None:
    handler = Terminal(console)
    for event in stream:
        handler.handle(event)
    handler.close()


def test_a_file_gets_no_control_codes(stream: list[Event]) -> None:
    out = io.StringIO()
    shown(stream, Console(file=out, width=80, _environ={}))
    assert not re.search("[\x00-\x09\x0b-\x1f\x7f-\x9f\u202e\ud800-\udfff]", out.getvalue())
    assert "[bold]" in out.getvalue(), "target text is never markup"
    assert ":smile:" in out.getvalue()
    lines = out.getvalue().splitlines()
    commands = ("curl ", "tokenassay replay", "silent <script>")
    assert max(len(line) for line in lines if not any(word in line for word in commands)) <= 90
    assert lines == [line.rstrip() for line in lines]


def test_commands_are_never_broken(stream: list[Event]) -> None:
    out = io.StringIO()
    shown(stream, Console(file=out, width=40, _environ={}))
    assert "replay    tokenassay replay 'verifier.signature.refuses[bit-0]' orders-api.toml\n" in out.getvalue()


def test_the_verdicts_come_last(stream: list[Event]) -> None:
    out = io.StringIO()
    shown(stream, Console(file=out, width=80, _environ={}))
    *_, first, second, third, result = out.getvalue().splitlines()
    assert first.startswith("orders-api (verifier) violates: verifier.signature, verifier.audience")
    assert second == "embedded-store (storefront) conforms"
    assert third.endswith("inconclusive: neither HS512 nor HS256 was accepted")
    assert result == "result    exit code 1: findings that fail (3.1 s)"


def test_a_terminal_gets_a_bar_and_colours_and_is_left_clean(stream: list[Event]) -> None:
    out = Screen()
    shown(stream, Console(file=out, width=80, _environ={"TERM": "xterm-256color"}))
    text = out.getvalue()
    assert "------------" in text
    assert "0/18" in text
    assert "\x1b[1;31m" in text, "failures are red"
    assert text.count("\x1b[?25l") == text.count("\x1b[?25h"), "the cursor is back"
    assert "\x1b[31mred" not in text, "the target's own colours are not"


def test_an_interrupted_bar_is_taken_away(stream: list[Event]) -> None:
    out = Screen()
    handler = Terminal(Console(file=out, width=80, _environ={"TERM": "xterm"}))
    for event in stream[:5]:
        handler.handle(event)
    handler.close()
    assert out.getvalue().count("\x1b[?25l") == out.getvalue().count("\x1b[?25h") == 1


def test_colours_can_be_refused(stream: list[Event]) -> None:
    out = Screen()
    shown(stream, Console(file=out, width=80, _environ={"TERM": "xterm", "NO_COLOR": "1"}))
    assert not re.search("\x1b\\[[0-9;]*3[0-7][;m]", out.getvalue())


def test_forced_colours_do_not_make_a_bar(stream: list[Event]) -> None:
    out = io.StringIO()
    shown(stream, Console(file=out, width=80, _environ={"FORCE_COLOR": "1", "TERM": "xterm"}))
    assert "\x1b[?25l" not in out.getvalue()


def test_a_poor_encoding_is_no_obstacle(stream: list[Event]) -> None:
    raw = io.BytesIO()
    out = io.TextIOWrapper(raw, encoding="ascii")
    shown(stream, Console(file=out, width=80, _environ={}))
    out.flush()
    assert rb"\U0001f512" in raw.getvalue()


def test_the_bar_fits_a_narrow_terminal_and_tells_the_time_left(stream: list[Event]) -> None:
    out, seconds = Screen(), iter(range(1000))
    bar = Bar(Console(file=out, width=80, _environ={"TERM": "xterm", "NO_COLOR": "1"}), lambda: next(seconds))
    begun, *rest = (event for event in stream if isinstance(event, TargetStarted | ScenarioFinished))
    assert isinstance(begun, TargetStarted)
    bar.start(begun)
    for event in rest[: begun.scenarios]:
        assert isinstance(event, ScenarioFinished)
        bar.advance(event)
    bar.stop()
    drawn = [re.sub("\x1b\\[[^a-zA-Z]*[a-zA-Z]", "", line) for line in re.split("[\r\n]", out.getvalue())]
    assert max(map(len, drawn)) <= 80
    assert any(re.match(r"######------ 9/18  0:\d\d  2 pass, 7 fail  ", line) for line in drawn), drawn


def test_an_issuers_finding_begins_with_its_own_rule_and_tells_why_the_store_refused(run: RunResult) -> None:
    out = io.StringIO()
    shown([RunFinished(replace(run, targets=(issuer(),)))], Console(file=out, width=100, _environ={}))
    text = out.getvalue()
    assert text.index("fail issuer.store.mints[bare]") < text.index("fail issuer.delivery.mints-what-signs-in")
    assert "    store     store_hash is 'stores/abc123'; this store is 'abc123', and iat is 41 s old" in text
    assert text.count("expected ") == 1, "a title that says it is not said again"


def test_the_time_left_is_told_at_this_runs_own_pace(stream: list[Event]) -> None:
    out, now = Screen(), [0.0]
    bar = Bar(Console(file=out, width=80, _environ={"TERM": "xterm", "NO_COLOR": "1"}), lambda: now[0])
    begun, *rest = (event for event in stream if isinstance(event, TargetStarted | ScenarioFinished))
    assert isinstance(begun, TargetStarted)
    bar.start(begun)
    for number, event in enumerate(rest[:12]):
        assert isinstance(event, ScenarioFinished)
        now[0] += 1 if number < 8 else 10
        bar.advance(replace(event, resumed=number < 8))
    bar.stop()
    drawn = [re.sub("\x1b\\[[^a-zA-Z]*[a-zA-Z]", "", line) for line in re.split("[\r\n]", out.getvalue())]
    assert any(re.search(r" 8/18  -:--  ", line) for line in drawn), "what is known says nothing of the pace"
    assert any(re.search(r" 12/18  1:00  ", line) for line in drawn), drawn
