"""How a token is handed over: where its address leads, who may keep the answer, and where else the token stands."""

from collections.abc import Iterator

from harness.contract.words import Level
from harness.fuzz.asking.wish import Wish
from harness.targets.handed import Handed
from harness.verdict.issuer.asked import Asked
from harness.verdict.issuer.links import Link, can_be_read, kept_by_caches, leads_elsewhere, tells_referrers
from harness.verdict.issuer.odd import ELSEWHERE

Found = tuple[str, Level, str, str]
"""A rule, how firmly it binds here, what is wrong, and what should have come."""


def handed_over(asked: Asked, wish: Wish) -> Iterator[Found]:
    """Yield what is wrong with the way in which a token was handed over."""
    handed, context = asked.handed, asked.suite.context
    if handed.link:
        yield from _of_link(Link(handed), asked)
    if not context.target.speaks_http:
        return
    yield from _of_answer(asked)
    yield from _kept_elsewhere(handed)
    for thing in wish.beside:
        if thing.place == "site":
            level = Level.MAY if thing.name == "link" else Level.SHOULD
            said = "a page of another site had a token made: it signs shoppers in without their doing"
            yield "authorization", level, said, "no token"


def _of_link(link: Link, asked: Asked) -> Iterator[Found]:
    context = asked.suite.context
    if ELSEWHERE in link.authority:
        said = "a header of the request decides where the token is sent: whoever can set it gets the token"
        yield "delivery", Level.MUST, said, f"{context.told}/login/token/…"
    elif context.knows_the_store and (said := leads_elsewhere(link, context)):
        yield "delivery", Level.MUST, said, f"{context.told}/login/token/…"
    elif said := can_be_read(link):
        yield "delivery", Level.MUST, said, "an https address"


def _of_answer(asked: Asked) -> Iterator[Found]:
    exchange, send = asked.handed.exchange, asked.suite.context.target.send
    if send and send.method != "GET" and exchange.status in (307, 308):
        said = f"a posted form is answered with {exchange.status}, so it is posted to the store: answer with 303"
        yield "delivery", Level.MUST, said, "303"
    if said := kept_by_caches(asked):
        yield "delivery", Level.MUST, f"{said}: the next customer would be signed in as the one before", "no-store"
    elif "no-store" not in exchange.header("cache-control").lower():
        yield "delivery", Level.SHOULD, "the answer does not say Cache-Control: no-store", "no-store"
    if said := tells_referrers(exchange.header("referrer-policy")):
        yield "delivery", Level.SHOULD, said, "no-referrer"


def _kept_elsewhere(handed: Handed) -> Iterator[Found]:
    if handed.token and handed.stray:
        yield "leak", Level.MUST, "the answer holds a second login token", "one token"
    if handed.token and any(handed.token in cookie for cookie in handed.exchange.all("set-cookie")):
        said = "the token is also set as a cookie: every later request carries it, long after it was used"
        yield "leak", Level.MUST, said, "no token in cookies"
