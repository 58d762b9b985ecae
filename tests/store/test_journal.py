"""The journal is bounded, in number and in what one entry holds."""

from harness.store.journal import LIMIT, MAX_PATH, Entry, Journal
from harness.store.mock import MockStore

from .visiting import Visitor


def test_the_oldest_entries_go_first() -> None:
    journal = Journal(limit=3)
    for number in range(5):
        journal.add(Entry(number, "GET", "/", 200))
    assert [entry.time for entry in journal] == [2, 3, 4]
    assert (journal.last.time, journal[0].time, len(journal[1:])) == (4, 2, 2)


def test_the_mocks_journal_holds_a_thousand(store: MockStore, visitor: Visitor) -> None:
    for _ in range(LIMIT + 20):
        visitor.redeem("x")
    assert len(store.journal) == LIMIT == 1000


def test_long_paths_are_cut(store: MockStore, visitor: Visitor) -> None:
    for path in ("/login/token/" + "x" * 60_000, "/" + "y" * 60_000, "/?" + "z" * 60_000):
        visitor.get(path)
        assert len(store.journal.last.path) == MAX_PATH


def test_neither_secrets_nor_access_tokens_get_in(store: MockStore, visitor: Visitor) -> None:
    from .visiting import ALL

    visitor.get("/stores/abc123/v2/time", **ALL)
    visitor.redeem(store.login_token("alice") + "x")
    shown = repr(list(store.journal)) + str([entry.as_json() for entry in store.journal])
    assert ALL["X-Auth-Token"] not in shown
    assert all(app.client_secret not in shown for app in store.apps)
