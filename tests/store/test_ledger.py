"""The ledger never lets a jti through twice, and does not grow for ever."""

from hypothesis import given, settings
from hypothesis import strategies as st

from harness.store import ledger as module
from harness.store.ledger import BUCKET, Ledger
from harness.store.mock import MockStore

from .visiting import Visitor

WINDOW = 30
HORIZON = 60
START = 1_000_000

moves = st.one_of(
    st.tuples(st.just("run"), st.integers(0, 400)),
    st.tuples(st.just("set"), st.integers(-2_000, 2_000)),
    st.tuples(st.just("spend"), st.tuples(st.integers(0, 60), st.integers(0, WINDOW))),
)


@settings(max_examples=300, deadline=None)
@given(st.lists(moves, max_size=80), st.integers(0, 20))
def test_no_token_is_let_through_twice_wherever_the_clock_goes(steps: list, keep: int) -> None:  # type: ignore[type-arg]
    ledger, now = Ledger(HORIZON, keep), START
    tokens: dict[tuple[int, int], int] = {}
    for kind, value in steps:
        match kind:
            case "run":
                now += value
            case "set":
                now = START + value
            case _:
                number, age = value
                iat = now - age
                if ledger.spend("app", f"{number}-{iat}", iat, now):
                    tokens[number, iat] = tokens.get((number, iat), 0) + 1
        for number, iat in tokens:
            if 0 <= now - iat <= WINDOW:
                assert not ledger.spend("app", f"{number}-{iat}", iat, now)
    assert all(count == 1 for count in tokens.values())


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(st.integers(0, 90), st.integers(0, WINDOW)), min_size=1, max_size=300), st.integers(0, 50))
def test_a_running_clock_bounds_the_memory(steps: list[tuple[int, int]], keep: int) -> None:
    ledger, now = Ledger(HORIZON, keep), START
    spent: list[int] = []
    for number, (elapsed, age) in enumerate(steps):
        now += elapsed
        assert ledger.spend("app", str(number), now - age, now), "nothing new is refused while the clock runs on"
        spent.append(now - age)
        alive = sum(iat >= now - HORIZON - 2 * BUCKET - WINDOW for iat in spent)
        assert len(ledger) <= max(keep + 1, alive) + _newest(spent)


def _newest(spent: list[int]) -> int:
    # Buckets are dropped when a new one is opened, so what came into the newest one since is on top.
    return sum(iat // BUCKET >= spent[-1] // BUCKET - 1 for iat in spent)


def test_memory_is_flat_under_a_long_load() -> None:
    ledger = Ledger(HORIZON, keep=1_000)
    sizes = []
    for second in range(2_000):
        for number in range(20):
            assert ledger.spend("app", f"{second}-{number}", START + second, START + second)
        sizes.append(len(ledger))
    assert max(sizes[200:]) <= 20 * (HORIZON + 3 * BUCKET)


def test_what_was_dropped_counts_as_spent_and_is_itself_bounded(monkeypatch) -> None:  # type: ignore[no-untyped-def]
    monkeypatch.setattr(module, "MAX_DROPPED", 5)
    ledger = Ledger(HORIZON, keep=0)
    times = [START + BUCKET * 10 * step for step in range(50)]
    for at in times:
        assert ledger.spend("app", f"at-{at}", at, at)
    for at in times:
        assert not ledger.spend("app", f"at-{at}", at, at)
    assert len(ledger._dropped) <= 6


def test_apps_do_not_share_jtis_however_they_are_cut() -> None:
    ledger = Ledger(HORIZON)
    assert ledger.spend("app", "1x", START, START)
    assert ledger.spend("app1", "x", START, START)
    assert ledger.is_spent("app", "1x")
    assert not ledger.is_spent("app2", "1x")
    assert not ledger.spend("app", "1x", START + 20, START + 20)


def test_the_clock_may_go_forth_and_back_and_tokens_stay_spent(store: MockStore, visitor: Visitor) -> None:
    token = store.login_token("alice")
    assert visitor.signs_in(token)
    store.clock.shift(3_600)
    assert visitor.signs_in(store.login_token("alice"))
    store.clock.real()
    assert not visitor.signs_in(token)
    assert visitor.signs_in(store.login_token("alice"))
    store.clock.shift(-300)
    assert visitor.signs_in(store.login_token("alice"))
