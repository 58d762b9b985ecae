"""Each part by itself: spent jtis, sessions, limits and customers, as two processes with a connection each see them."""

import time
from types import SimpleNamespace

import pytest

from harness.contract.profile import load
from harness.store.quota import Quota
from harness.store.seeds import load_seed
from harness.store.sessions import Handed
from harness.store.shared.address import Address, address_of
from harness.store.shared.link import ClockError, said
from harness.store.shared.parts import SharedParts, digest_of
from harness.store.shared.people import TRIES
from harness.store.shared.sessions import SharedSessions
from harness.store.state import State
from harness.store.unavailable import UnavailableError

from .minting import ALICE, BOB
from .redis_server import RedisServer


def parts(redis: RedisServer) -> SharedParts:
    """Return the parts of one process; the state is begun, and its floor reached."""
    made = SharedParts(Address("127.0.0.1", redis.port), load_seed(), load())
    time.sleep(made.link.found())
    return made


@pytest.fixture
def here(empty: RedisServer) -> SharedParts:
    return parts(empty)


@pytest.fixture
def there(empty: RedisServer, here: SharedParts) -> SharedParts:
    return parts(empty)


def test_a_jti_is_spent_once_per_app(here: SharedParts, there: SharedParts) -> None:
    now = int(time.time())
    one, other = here.ledger(60, 0), there.ledger(60, 0)
    assert not one.is_spent("app", "j")
    assert one.spend("app", "j", now, now)
    assert other.is_spent("app", "j")
    assert not other.spend("app", "j", now, now)
    assert other.spend("ap", "pj", now, now)
    assert one.spend("other", "j", now, now)


def test_what_nobody_can_tell_any_more_counts_as_spent(here: SharedParts) -> None:
    now = int(time.time())
    ledger = here.ledger(60, 0)
    assert not ledger.spend("app", "older than the state", now - 30, now)
    assert not ledger.spend("app", "older than what is remembered", now - 100, now - 100)


def test_a_clock_that_is_ahead_of_redis_spends_nothing(here: SharedParts) -> None:
    now = int(time.time())
    with pytest.raises(UnavailableError, match="clock of this machine is ahead"):
        here.ledger(60, 0).spend("app", "j", now + 3, now + 3)
    assert here.ledger(60, 5).spend("app", "j", now + 3, now)


def test_a_store_whose_clock_is_ahead_does_not_begin(
    empty: RedisServer, here: SharedParts, monkeypatch: pytest.MonkeyPatch
) -> None:
    ahead = time.time() + 5
    monkeypatch.setattr("harness.store.shared.link.time", SimpleNamespace(time=lambda: ahead, monotonic=time.monotonic))
    with pytest.raises(ClockError, match=r"^[45]\."):
        here.link.found()
    assert "the clock of this machine is 5.0 s ahead" in said(ClockError("5.0"))
    empty.ask("FLUSHALL")
    with pytest.raises(UnavailableError, match="ahead of its clock"):
        here.link.run("version")


def test_marks_go_when_nobody_could_use_their_tokens(empty: RedisServer, here: SharedParts) -> None:
    now = int(time.time())
    here.ledger(60, 0).spend("app", "j", now, now)
    [key] = empty.ask("KEYS", "tokenassay:jti:*")
    assert 60 < empty.ask("TTL", key) <= 60 + 3600 + 1


def test_a_connection_that_ended_while_nobody_spoke_costs_no_request(empty: RedisServer, here: SharedParts) -> None:
    heard: list[str] = []
    here.link.heard = lambda news, why: heard.append(news)
    assert here.link.run("version")
    empty.restart()
    assert here.link.run("version")
    assert heard == ["anew"]


def test_beginning_anew_refuses_what_was_made_until_then(empty: RedisServer, here: SharedParts) -> None:
    now = int(time.time())
    ledger, sessions = here.ledger(60, 0), here.sessions()
    assert ledger.spend("app", "j", now, now)
    token = sessions.open(ALICE, "abc123", 1)
    empty.snapshot()
    empty.restart()
    assert sessions.find(token, "abc123", 1) is None
    assert not ledger.spend("app", "never seen", now, now)
    assert empty.ask("EXISTS", f"tokenassay:session:{token}") == 0


def test_the_floor_lies_ahead_as_far_as_an_iat_may(empty: RedisServer, here: SharedParts) -> None:
    facts = {"login.future": {"value": 2, "standing": "assumed", "source": "a test"}}
    lenient = SharedParts(Address("127.0.0.1", empty.port), load_seed(), load().overlaid("test", facts, "test"))
    empty.ask("FLUSHALL")
    assert lenient.link.found() > 2
    now = int(time.time())
    assert not lenient.ledger(60, 2).spend("app", "j", now + 2, now)


def test_the_oldest_session_goes_first(here: SharedParts) -> None:
    sessions = SharedSessions(here.link, limit=2)
    tokens = [sessions.open(ALICE, "abc123", 1) for _ in range(3)]
    assert [sessions.find(token, "abc123", 1) is not None for token in tokens] == [False, True, True]
    assert sessions.find(tokens[1], "abc123", 2) is None
    assert sessions.find("x" * 64, "abc123", 1) is None


def test_a_session_is_found_with_all_of_its_customer_and_what_it_was_handed(
    here: SharedParts, there: SharedParts
) -> None:
    token = here.sessions().open(BOB, "abc123", 1)
    one, other = here.sessions().find(token, "abc123", 1), there.sessions().find(token, "abc123", 1)
    assert one is not None
    assert other is not None
    assert one.customer == BOB
    first = here.sessions().hand(one, "app", Handed("a.b.c", 5))
    assert there.sessions().hand(other, "app", Handed("d.e.f", 6)) == first == Handed("a.b.c", 5)
    again = there.sessions().find(token, "abc123", 1)
    assert again is not None
    assert again.handed == {"app": first}
    assert here.sessions().hand(again, "app", Handed("g.h.i", 7)) == Handed("g.h.i", 7)


def test_no_session_is_opened_for_a_customer_who_is_gone(here: SharedParts, there: SharedParts) -> None:
    state = State(parts=here)
    there_state = State(parts=there)
    estate = there_state.estates["abc123"]
    kept = state.sessions.open(ALICE, "abc123", 1)
    estate.keeper.change(lambda: estate.customers.pop(ALICE.id))
    assert state.sessions.find(kept, "abc123", 1) is None
    with pytest.raises(UnavailableError, match="deleted"):
        state.sessions.open(ALICE, "abc123", 1)


def test_a_limit_is_the_same_as_in_one_process(here: SharedParts, there: SharedParts) -> None:
    own, limits = Quota(2, 60_000), (here.limit("n", 2, 60_000), there.limit("n", 2, 60_000))
    for number in range(4):
        expected, found = own.count("c"), limits[number % 2].count("c")
        assert (found.left, found.allowed) == (expected.left, expected.allowed)
        assert 55_000 < found.reset_ms <= 60_000
    assert here.limit("other", 2, 60_000).count("c").left == 1


def test_a_change_is_thought_out_anew_when_another_came_first(here: SharedParts, there: SharedParts) -> None:
    mine, theirs = (State(parts=one).estates["abc123"] for one in (here, there))
    seen: list[bool] = []

    def work() -> None:
        seen.append(BOB.id in mine.customers)
        if len(seen) == 1:
            theirs.keeper.change(lambda: theirs.customers.pop(BOB.id))
        mine.resets.add(ALICE.id)

    mine.keeper.change(work)
    assert seen == [True, False]
    there.refresh()
    assert ALICE.id in theirs.resets


def test_what_does_not_reach_redis_is_not_changed_here_either(empty: RedisServer, here: SharedParts) -> None:
    estate = State(parts=here).estates["abc123"]
    here.refresh()

    def work() -> None:
        del estate.customers[BOB.id]
        empty.kill()

    with pytest.raises(UnavailableError):
        estate.keeper.change(work)
    assert estate.customers[BOB.id] == BOB
    empty.start()


def test_a_change_that_never_comes_first_ends(here: SharedParts, there: SharedParts) -> None:
    mine, theirs = (State(parts=one).estates["abc123"] for one in (here, there))
    tries: list[int] = []

    def work() -> None:
        tries.append(1)
        theirs.keeper.change(lambda: theirs.resets.symmetric_difference_update({BOB.id}))
        mine.resets.add(ALICE.id)

    with pytest.raises(UnavailableError, match="all the time"):
        mine.keeper.change(work)
    assert len(tries) == TRIES


def test_mocks_are_told_apart_by_all_that_they_start_with() -> None:
    assert digest_of(load_seed(), load()) == digest_of(load_seed(), load())
    assert digest_of(load_seed(), load()) != digest_of(load_seed(), load("documented"))


def test_addresses_are_shown_without_their_password() -> None:
    address = address_of("redis://me:p%40ss@[::1]:7000/4")
    assert (address.host, address.port, address.database) == ("::1", 7000, 4)
    assert (address.username, address.password) == ("me", "p@ss")
    assert str(address) == "redis://[::1]:7000/4"
    assert "p@ss" not in repr(address)
    assert str(address_of("redis://localhost")) == "redis://localhost:6379/0"
