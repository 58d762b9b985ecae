"""The pure parts: where something ends, what a clock can be, what a profile says."""

import tomllib
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.calibrate.registry import LeftOutError, Line, measurements
from harness.calibrate.search import largest
from harness.calibrate.store_clock import StoreClock
from harness.calibrate.written import profile_text
from harness.contract.profile import load

NUMBERS = st.integers(0, 5000)


@given(limit=NUMBERS, guess=NUMBERS, most=st.integers(1, 5000))
def test_the_largest_is_found_from_any_guess(limit: int, guess: int, most: int) -> None:
    asked: list[int] = []

    def takes(number: int) -> bool:
        asked.append(number)
        return number <= limit

    assert largest(takes, guess, most) == (None if limit >= most else limit)
    assert all(0 < number <= most for number in asked)
    assert len(set(asked)) == len(asked)
    assert len(asked) <= 2 * most.bit_length() + 3


def test_a_right_guess_takes_two_questions() -> None:
    asked: list[int] = []
    assert largest(lambda number: bool(asked.append(number)) or number <= 30, 30, 86_400) == 30
    assert asked == [30, 31]


@given(offset=st.floats(-3, 3), times=st.lists(st.tuples(st.floats(0, 60), st.floats(0, 0.9), st.floats(0, 1))))
def test_what_is_heard_never_rules_out_the_true_clock(offset: float, times: list[tuple[float, float, float]]) -> None:
    clock = StoreClock(-3, 3)
    for before, taken, when in times:
        width = clock.bar
        clock.hear(int(1000 + before + taken * when + offset), 1000 + before, 1000 + before + taken)
        assert clock.low - 1e-9 <= offset <= clock.high + 1e-9
        assert clock.bar <= width
        low, high = clock.ages(1000, 1000 + before, 1000 + before + taken)
        assert low <= int(1000 + before + taken * when + offset) - 1000 <= high or width < 1e-6


def test_each_listening_halves_the_error() -> None:
    clock, now = StoreClock(-3.0, 3.0), 1000.3
    for _ in range(6):
        now += clock.until_it_turns(now)
        clock.hear(int(now + 0.77), now, now)
    assert clock.low <= 0.77 <= clock.high
    assert clock.bar < 0.02


@given(
    offset=st.floats(0, 1),
    low=st.floats(0, 0.2),
    high=st.floats(0, 0.2),
    now=st.floats(1000, 1002),
    taken=st.floats(0, 0.5),
)
def test_what_waits_until_it_is_clear_falls_into_one_second(
    offset: float, low: float, high: float, now: float, taken: float
) -> None:
    clock = StoreClock(offset - low, offset + high)
    begun = now + clock.until_clear(now, taken + 0.01) + 0.001
    assert begun - now <= 1.01
    assert clock.ages(0, begun, begun + taken) == (int(begun + offset), int(begun + offset))


def test_a_store_whose_times_contradict_each_other_is_told() -> None:
    clock = StoreClock(-1.0, 1.0)
    with pytest.raises(LeftOutError, match="do not go by one clock"):
        clock.hear(900, 1000.0, 1000.1)


@given(st.text(), st.text(), st.sampled_from(sorted(load().facts)), st.text() | st.integers() | st.booleans())
@example('a"b\\c\n\x7f\x00é🛒\ud800', "x", "login.head", "\x7f\ud800")
def test_what_is_written_is_toml_and_says_what_was_measured(text: str, host: str, key: str, value: str | int) -> None:
    found = tomllib.loads(profile_text(text, host, "2026-11-28", [Line(key, value, text)]))
    sane = value.encode("utf-8", "replace").decode() if isinstance(value, str) else value
    row = found["facts"][key]
    assert (row["value"], type(row["value"]), row["standing"]) == (sane, type(value), "observed")
    assert row["source"] == f"{host}, 2026-11-28: {text}".encode("utf-8", "replace").decode()
    assert list(found) == ["name", "facts"]
    assert list(found["facts"]) == [key]


def test_a_profile_of_every_line_loads() -> None:
    shipped = load()
    keys = [key for one in measurements() for key in one.keys]
    lines = [Line(key, shipped.fact(key).value, "seen") for key in keys]
    with TemporaryDirectory() as folder:
        path = Path(folder) / "mine.toml"
        path.write_text(profile_text("mine", "store.example", "2026-11-28", lines), "utf-8")
        loaded = load(str(path))
    assert all(loaded.fact(key).value == shipped.fact(key).value for key in keys)
    assert all(loaded.fact(key).firm and "store.example, 2026-11-28" in loaded.fact(key).source for key in keys)


def test_measurements_are_of_lines_that_there_are_and_say_what_they_are_about() -> None:
    assert len(measurements()) >= 20
    for one in measurements():
        assert one.title
        assert all(key in load().facts for key in one.keys)
