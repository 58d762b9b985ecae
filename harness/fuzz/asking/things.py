"""What may stand beside a request for a login and must change nothing."""

from collections.abc import Iterator
from itertools import product

from harness.fuzz.asking.wish import Thing
from harness.fuzz.asking.wording import ALL
from harness.targets.app_target import SendTable
from harness.verdict.issuer.odd import ADDRESSES, HOSTS, MALFORMED, PAIRS, SHAPES, TAILS
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.issuer.wanted import names_of
from harness.verdict.naming import ID_HEADERS, NAMES

PLACES = ("query", "form", "cookie")
OFTEN = 4
"""How often what stands under all names at once is drawn, for one that stands under a single name."""


def things(suite: IssuerSuite) -> list[Thing]:
    """Return everything that may stand beside a request to this app, single names first."""
    asker, send = suite.asker, suite.context.target.send
    assert send
    found = [Thing("host", name) for name in (*HOSTS, *[ALL] * 2 * OFTEN)]
    found += [Thing("address", name) for name in (*ADDRESSES, *[ALL] * 2 * OFTEN)]
    found += [Thing("malformed", name) for name in MALFORMED]
    if asker.session_cookies:
        found += [Thing("site", name) for name in _sites(send)] * OFTEN
    return [*found, *_others(send)] if asker.tells_session else found


def _sites(send: SendTable) -> tuple[str, ...]:
    """Return by what a page of another site can make a browser send the request; none sends JSON as such."""
    if send.method == "GET":
        return ("image", "link")
    return ("form",) if send.json_ is None else ()


def _others(send: SendTable) -> Iterator[Thing]:
    """Yield another customer's id in all the places where apps read one."""
    own = tuple(dict.fromkeys(name for _, name in names_of(send, "customer_id")))
    yield from [Thing("pairs", name) for name in PAIRS] * 4
    yield from [Thing("tail", "", value) for value in TAILS] * 2
    yield from [Thing(place, name, "{bob}") for place, name in product((*PLACES, "json"), NAMES)]
    for name in (*own, ALL):
        yield from [Thing(place, name, "{bob}") for place in PLACES] * OFTEN
        yield from [Thing("json", name, shape) for shape in SHAPES.values()] * OFTEN
    yield from [Thing("header", name, "{bob}") for name in ID_HEADERS]
    yield from [Thing("header", ALL, "{bob}")] * OFTEN
