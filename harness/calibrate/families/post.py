"""The login door as the checkout SDK uses it: POST, answered in JSON."""

from collections.abc import Iterator

from harness.calibrate.bench import Bench, fields_of
from harness.calibrate.registry import Ending, LeftOutError, Line, measures
from harness.contract.words import Answer
from harness.verdict.storefront.landing import stays

UNKNOWN = (404, 405, 501)
"""Statuses of a door that takes no POST."""


@measures("login.post", "login.post.failure.status", "login.post.redirect")
def post(bench: Bench) -> Iterator[Line]:
    """Whether tokens can be posted, and what comes back."""
    draft = bench.draft()
    outcome = bench.present(draft.wire(), "POST").outcome
    status = outcome.exchange.status
    if outcome.answer is not Answer.ACCEPTED and status in UNKNOWN:
        bench.check_twin()
        yield Line("login.post", False, f"POST of a valid token was answered by {status}")
        raise LeftOutError("there is no POST here", Ending.MOOT)
    if not bench.settled(draft, outcome):
        raise LeftOutError(f"POST of a valid token was refused with {status}, as if there were a POST")
    yield Line("login.post", True, f"POST of a valid token signs in ({status})")
    forged = bench.forged()
    refusal = bench.present(forged.wire(), "POST").outcome
    if bench.settled(forged, refusal):
        raise LeftOutError("POST of a token under a key of nobody's was accepted", Ending.ALARM)
    failed = refusal.exchange.status
    yield Line("login.post.failure.status", failed, f"POST of a token under another key was answered by {failed}")
    place = fields_of(outcome.exchange).get("redirectUrl")
    if not isinstance(place, str) or not stays(bench.url, place):
        raise LeftOutError(f"redirectUrl is {place!r:.60}, no address of this store")
    value, form = ("relative", "a path") if place.startswith("/") else ("same-host", "an address of this host")
    yield Line("login.post.redirect", value, f"redirectUrl was {form}")
