"""Runs that are killed: the next one, or the doctor, removes what they left."""

import json
import signal

import pytest

from harness.doctor.examination import examine
from harness.doctor.line import Mark
from harness.sandbox.ledger import Page, Place, folder, left_pages, new_page, pages_elsewhere
from tests.cli.command import records, tokenassay
from tests.cli.stopping import begun, killed
from tests.sandbox.stores import Sandbox

PLACE = Place("abc123", "https://api.example/stores/abc123")


def test_a_whole_run_leaves_the_store_as_it_was(sandbox: Sandbox) -> None:
    before = sandbox.people
    done = tokenassay("run", sandbox.file(), "--reports", sandbox.folder / "out", "--rule", "logout", "--rule", "scope")
    assert done.code == 0, done.said
    found = records(sandbox.folder / "out")
    assert [one["verdict"] for one in found if "password" in one["id"]].count("not-applicable") == 0
    assert sandbox.people == before
    assert "tokenassay mint" not in json.dumps(found), "nobody can mint for customers who are gone"


@pytest.mark.parametrize("workers", ["", "2"], ids=["alone", "workers"])
def test_after_kill_9_the_next_run_removes_what_was_left(sandbox: Sandbox, workers: str) -> None:
    before, out = sandbox.people, sandbox.folder / "out"
    file = sandbox.file()
    killed(begun(file, "--reports", out, *(["-n", workers] if workers else [])), signal.SIGKILL)
    assert len(sandbox.guests) == 2
    done = tokenassay("run", file, "--reports", out, "--rule", "scope")
    assert done.code == 0, done.said
    assert "gone: the test customers of a run that was cut off (2)" in done.err
    assert sandbox.people == before
    assert not list(folder().glob("*.ndjson"))


@pytest.mark.parametrize("how", [signal.SIGTERM, signal.SIGINT])
def test_a_run_that_is_told_to_stop_removes_its_own(sandbox: Sandbox, how: signal.Signals) -> None:
    before = sandbox.people
    killed(begun(sandbox.file(), "--reports", sandbox.folder / "out"), how)
    assert sandbox.people == before
    assert not list(folder().glob("*.ndjson"))


def test_pages_are_read_as_far_as_they_were_written(sandbox: Sandbox) -> None:
    with new_page("cut") as page:
        page.owe(PLACE, ("a@example.com",))
        page.learn({"a@example.com": 7})
        path = page.path
    path.write_text(path.read_text() + '{"ids": {"b@exam')
    with left_pages(PLACE) as (found,):
        assert (found.emails, found.ids, found.settled) == (("a@example.com",), {"a@example.com": 7}, True)


def test_pages_of_other_stores_are_left_alone_and_empty_ones_go(sandbox: Sandbox) -> None:
    with new_page("other") as page:
        page.owe(Place("zz9", PLACE.url), ("a@example.com",))
    with new_page("empty"):
        pass
    with left_pages(PLACE) as pages:
        assert pages == list[Page]()
    assert [path.stem for path in folder().glob("*.ndjson")] == ["other"]


@pytest.mark.parametrize("url", ["https://API.Example/stores/abc123/", "HTTPS://api.example/stores/abc123"])
def test_another_spelling_of_the_address_is_the_same_place(sandbox: Sandbox, url: str) -> None:
    with new_page("mine") as page:
        page.owe(Place(PLACE.store_hash, url), ("a@example.com",))
    with left_pages(PLACE) as pages, pages_elsewhere(PLACE) as others:
        assert ([one.emails for one in pages], others) == ([("a@example.com",)], [])


def test_those_of_the_store_under_another_address_are_named_and_kept(sandbox: Sandbox) -> None:
    with new_page("proxied") as page:
        page.owe(PLACE, ("a@example.com",))
    named = f"a@example.com at {PLACE.url}"
    line = next(one for one in examine(str(sandbox.file()), "observed") if one.about == "leftovers")
    assert (line.mark, named in line.said, "management.url" in line.mend) == (Mark.NOTE, True, True)
    done = tokenassay("doctor", "--clean", sandbox.file())
    assert done.code == 0, done.said
    assert named in done.out
    assert "nothing is left" not in done.out
    assert [path.stem for path in folder().glob("*.ndjson")] == ["proxied"]


def test_a_run_beside_another_leaves_its_customers_alone(sandbox: Sandbox) -> None:
    before, file = sandbox.people, sandbox.file()
    first = begun(file, "--reports", sandbox.folder / "first")
    first.send_signal(signal.SIGSTOP)
    owned = sandbox.guests
    done = tokenassay("run", file, "--reports", sandbox.folder / "second", "--rule", "scope")
    first.send_signal(signal.SIGCONT)
    assert done.code == 0, done.said
    assert sandbox.guests == owned
    killed(first, signal.SIGTERM)
    assert sandbox.people == before
