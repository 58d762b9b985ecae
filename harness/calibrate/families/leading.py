"""Where a login leads, and with which status: after a success, after a refusal, and where redirect_to is absolute."""

from collections.abc import Iterator

from harness.calibrate.bench import Bench
from harness.calibrate.registry import Ending, LeftOutError, Line, measures
from harness.contract.words import Answer
from harness.targets.http import Exchange
from harness.verdict.storefront.landing import contained, request_target

ELSEWHERE = "https://elsewhere.example/cart.php"
OWN = "/cart.php"


@measures("login.success.status", "login.redirect.default")
def success(bench: Bench) -> Iterator[Line]:
    """How a sign-in is answered, and where it leads by itself."""
    _, exchange = bench.signed_in()
    yield Line("login.success.status", exchange.status, f"a valid token was answered by {exchange.status}")
    place = _place(bench, exchange)
    yield Line("login.redirect.default", place, f"a token without redirect_to led to {place}")


@measures("login.failure.status", "login.failure.location")
def failure(bench: Bench) -> Iterator[Line]:
    """How a refusal is answered, and where it leads."""
    exchange = bench.refused().exchange
    yield Line("login.failure.status", exchange.status, f"a token under another key was answered by {exchange.status}")
    place, again = _place(bench, exchange), _place(bench, bench.refused().exchange)
    if place != again:
        raise LeftOutError(f"refusals lead to another address each time: {place:.60}, {again:.60}")
    yield Line("login.failure.location", place, f"a token under another key led to {place}")


@measures("login.redirect.hostile")
def hostile(bench: Bench) -> Iterator[Line]:
    """What becomes of a redirect_to that leads to another site."""
    place = _landing(bench, ELSEWHERE)
    value = "default-page" if place else "refuse"
    seen = f"led to {place}" if place else "was refused"
    yield Line("login.redirect.hostile", value, f"a token with an address of another site {seen}")


@measures("login.redirect.own-host")
def own_host(bench: Bench) -> Iterator[Line]:
    """Whether an absolute redirect_to of the store's own host is followed."""
    place = _landing(bench, f"{bench.url}{OWN}")
    seen = f"led to {place}" if place else "was refused"
    yield Line("login.redirect.own-host", place == OWN, f"a token with the absolute address of {OWN} here {seen}")


def _landing(bench: Bench, address: str) -> str:
    """Return where a token leads that names ``address``; "" if it is refused, LeftOutError if it leads away."""
    draft = bench.draft(redirect_to=address)
    outcome = bench.present(draft.wire()).outcome
    if not bench.settled(draft, outcome):
        return ""
    if outcome.answer is Answer.ACCEPTED and not contained(outcome.exchange):
        raise LeftOutError("OPEN REDIRECT: a login leads to whatever site its redirect_to names", Ending.ALARM)
    return _place(bench, outcome.exchange)


def _place(bench: Bench, exchange: Exchange) -> str:
    """Return the path and query that an answer leads to, as they stand there."""
    where = exchange.header("location")
    if not where:
        raise LeftOutError(f"the answer ({exchange.status}) has no Location")
    if not contained(exchange):
        raise LeftOutError(f"the answer leads to another origin, {where:.100}")
    return request_target(bench.url, where)
