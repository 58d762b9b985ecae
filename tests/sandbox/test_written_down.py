"""What is written line by line is read again, however much of it there is: the ledger's pages, and the journal."""

import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.contract.words import Level, Standing, Verdict
from harness.report.events import Event, ScenarioFinished
from harness.sandbox.ledger import Place, folder, left_pages, new_page
from harness.suite.resuming import FINAL, Memory
from harness.verdict.records import Record

PLACE = Place("abc123", "https://api.example/stores/abc123")
EMAILS = ("a@example.com", "b@example.com")
VERDICTS = st.lists(st.tuples(st.sampled_from("abcd"), st.sampled_from(Verdict)), max_size=12)


@contextmanager
def elsewhere() -> Iterator[Path]:
    """Give a test's example a folder of its own, and a ledger in it."""
    with tempfile.TemporaryDirectory() as name, pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", name)
        yield Path(name)


def record(name: str, verdict: Verdict) -> Record:
    return Record(name, name, "storefront.scope", Level.MUST, Standing.DOCUMENTED, verdict, "x", "y")


def told(memory: Memory, records: list[tuple[str, Verdict]]) -> list[Event]:
    heard: list[Event] = []
    with memory.keeping("", heard.append) as emit:
        for one in records:
            emit(ScenarioFinished("store", record(*one)))
    return heard


@given(st.integers(0, 400))
def test_a_page_that_was_cut_anywhere_claims_nothing_it_was_not_told(cut: int) -> None:
    with elsewhere():
        with new_page("cut") as page:
            page.owe(PLACE, EMAILS)
            page.learn({EMAILS[0]: 7, EMAILS[1]: 8})
            path = page.path
        whole = path.read_bytes()
        path.write_bytes(whole[:cut])
        with left_pages(PLACE) as pages:
            found = [(one.emails, one.ids) for one in pages]
        owed = cut >= whole.index(b"\n")
        known = cut >= len(whole) - 1
        assert found == ([(EMAILS, {EMAILS[0]: 7, EMAILS[1]: 8} if known else {})] if owed else [])
        assert bool(list(folder().glob("*.ndjson"))) == owed, "what owes nothing goes"


@given(VERDICTS, VERDICTS, st.integers(0, 4000))
def test_verdicts_stand_as_far_as_they_were_written(
    before: list[tuple[str, Verdict]], after: list[tuple[str, Verdict]], cut: int
) -> None:
    with elsewhere() as place:
        memory = Memory(place, [""], "observed", 0, strict=False)
        assert len(told(memory, before)) == len(before)
        assert memory.path
        whole = memory.path.read_bytes()
        head = whole.index(b"\n") + 1
        memory.path.write_bytes(whole[: head + cut])
        lines = whole[: head + cut].count(b"\n") - 1
        if len(whole) > head + cut and whole[head + cut : head + cut + 1] == b"\n":
            lines += 1  # all of a line but its end
        told(memory, after)
        last = dict([*before[:lines], *after])
        known = memory.known("")[""]
        assert {name: one.verdict for name, one in known.items()} == {
            name: verdict for name, verdict in last.items() if verdict in FINAL
        }
