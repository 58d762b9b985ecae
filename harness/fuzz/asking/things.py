"""What may stand beside a request for a login and must change nothing."""

from collections.abc import Iterator
from itertools import product

from harness.fuzz.asking.wish import Thing
from harness.fuzz.asking.wording import ALL
from harness.targets.app_target import SendTable
from harness.verdict.issuer.odd import HOSTS, MALFORMED, PAIRS, SHAPES, TAILS
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.issuer.wanted import names_of
from harness.verdict.naming import ADDRESS_HEADERS, ID_HEADERS, NAMES

CLAIMED = "203.0.113.7"
"""An address that is nobody's (RFC 5737), which headers claim."""
OFTEN = 5
"""How often what stands under all names at once is drawn, for one that stands under a single name."""


def things(suite: IssuerSuite) -> list[Thing]:
    """Return everything that may stand beside a request to this app, single names first."""
    asker, send = suite.asker, suite.context.target.send
    assert send
    found = [Thing("header", name, value) for name, value in HOSTS.values()]
    found += [Thing("header", name, f"for={CLAIMED}" if name == "Forwarded" else CLAIMED) for name in ADDRESS_HEADERS]
    found += [Thing("malformed", name) for name in MALFORMED]
    if asker.session_cookies:
        found += [Thing("site", name) for name in _sites(send)] * 3
    return [*found, *_others(send)] if asker.tells_session else found


def _sites(send: SendTable) -> tuple[str, ...]:
    """Return by what a page of another site can make a browser send the request; none sends JSON as such."""
    if send.method == "GET":
        return ("image", "link")
    return ("form",) if send.json_ is None else ()


def _others(send: SendTable) -> Iterator[Thing]:
    """Yield another customer's id in all the places where apps read one."""
    own = tuple(dict.fromkeys(name for _, name in names_of(send, "customer_id")))
    yield from (Thing("pairs", name) for name in PAIRS)
    yield from (Thing("tail", "", value) for value in TAILS)
    for names, times in ((own, OFTEN), (NAMES, 1), ((ALL,), OFTEN)):
        yield from [Thing(place, name, "{bob}") for place, name in product(("query", "form", "cookie"), names)] * times
        yield from [Thing("json", name, shape) for name, shape in product(names, SHAPES.values())] * times
    yield from [Thing("header", name, "{bob}") for name in ID_HEADERS]
    yield from [Thing("header", ALL, "{bob}")] * OFTEN
