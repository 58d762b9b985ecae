"""Made-up requests for a login, of the kinds that the app at hand can be asked.

What is odd about a request is picked from one table by one number: a draw costs Hypothesis more than a request.
"""

from collections.abc import Iterator, Sequence
from typing import Any

from hypothesis import strategies as st
from hypothesis.strategies import DrawFn, SearchStrategy

from harness.fuzz.asking.things import things
from harness.fuzz.asking.wish import FIRST, NOBODY, SECOND, Asking, Wish
from harness.fuzz.asking.wording import ENDED
from harness.fuzz.issuing import customer_ids, hostile_paths, odd_paths, own_paths
from harness.verdict.issuer.odd import DEEP, GARBAGE, IDS, PATHS, SPELLINGS
from harness.verdict.issuer.suite import IssuerSuite

TIMES, TIMES_FAR = (1, 1, 1, 1, 1, 1, 1, 2, 2, 3, 30), (1, 1, 1, 2, 2, 3)
"""How often requests are made; of an app on another machine little is asked at a time."""
WAITS = (0, 0, 2, 40)
"""Seconds between: enough for another iat, and enough for a token to be too old."""
MOST, CROWDED, MANY = 4, 2, 3
"""Different requests of an example at most, and of one that is made more than ``MANY`` times over."""
DIGITS = st.text("0123456789", min_size=1, max_size=20)
BEFORE = ("", " ", "+", "0", "[", '"', "-", "{alice},", "{alice} ")
BEHIND = ("", " ", ".0", "]", '"', ",", "e0")
"""What may stand around the other customer's id."""
Change = dict[str, Any]
"""What of a request is not as in an honest one."""


def askings(suite: IssuerSuite) -> SearchStrategy[Asking]:
    """Return made-up examples for the app of ``suite``."""
    people: SearchStrategy[str | int] = st.sampled_from((FIRST, SECOND))
    if suite.context.any_customer:
        people = st.one_of(people, people, customer_ids())
    changes, sizes = st.sampled_from([change for kind in _kinds(suite) for change in kind]), st.integers(1, MOST)
    times = st.sampled_from(TIMES if suite.context.target.local else TIMES_FAR)
    waits = st.sampled_from(WAITS if suite.context.clock else (0,))
    together = st.booleans() if suite.asker.app.parallel else st.just(value=False)
    several = st.sampled_from((0, 1, 1, 1, 2))

    @st.composite
    def made(draw: DrawFn) -> Asking:
        number = draw(times)
        size = min(draw(sizes), CROWDED if number > MANY else MOST)
        wishes = tuple(_wish(draw, draw(people), changes, draw(several)) for _ in range(size))
        many = number * len(wishes) > 1
        at_once = many and draw(together)
        return Asking(wishes, number, draw(waits) if number > 1 and not at_once else 0, at_once)

    return made()


def _wish(draw: DrawFn, who: str | int, changes: SearchStrategy[Change | SearchStrategy[Change]], number: int) -> Wish:
    """Return a request with ``number`` things odd about it."""
    found: Change = {"signed_in": who}
    for _ in range(number):
        change = draw(changes)
        found |= draw(change) if isinstance(change, SearchStrategy) else change
    return Wish(**found)


def _kinds(suite: IssuerSuite) -> Iterator[Sequence[Change | SearchStrategy[Change]]]:
    """Yield the kinds of changes that mean something to this app, made as likely as each other by their number."""
    asker, target = suite.asker, suite.context.target
    if asker.tells_path:
        paths = [own_paths(), hostile_paths(), odd_paths(), odd_paths()]
        yield [st.fixed_dictionaries({"path": one}) for one in paths for _ in range(25)]
        yield [{"path": one} for one in (DEEP, *PATHS.values())] * 2
    if asker.tells_customer:
        yield [{"spelling": _as_it_is(one)} for one in IDS.values()]
        yield [st.fixed_dictionaries({"spelling": DIGITS})] * 5
    if asker.tells_session:
        yield [{"signed_in": NOBODY}] * 30
        yield [{"session": one} for one in _sessions(suite)]
        yield _others(suite)
    if target.send:
        yield [{"beside": (one,)} for one in things(suite)]


def _others(suite: IssuerSuite) -> list[Change | SearchStrategy[Change]]:
    """Return ways to ask for another customer: by the id, however it is written, or by the e-mail."""
    if not suite.asker.tells_customer:
        return [{"other": True}] * 10 if suite.context.target.holds("email") else []
    glued = st.builds("{}{{bob}}{}".format, st.sampled_from(BEFORE), st.sampled_from(BEHIND))
    return [
        *[{"other": True}] * 10,
        *[{"other": True, "spelling": "{alice}"}] * (5 if suite.context.target.holds("email") else 0),
        *({"other": True, "spelling": one} for one in SPELLINGS.values()),
        *[st.fixed_dictionaries({"other": st.just(value=True), "spelling": glued})] * 10,
    ]


def _as_it_is(text: str) -> str:
    """Return ``text`` written so that it stays as it is where customers are put in."""
    return text.replace("{", "{{").replace("}", "}}")


def _sessions(suite: IssuerSuite) -> Iterator[str]:
    """Yield what may stand in place of a session, and is none."""
    target = suite.context.target
    for name in target.ended:
        yield from [f"{ENDED}{name}"] * 15
    texts = {*target.session.cookies.values(), *target.session.headers.values()} if target.session else set()
    if target.session and not texts & {"{customer_id}", "{email}"}:
        yield from GARBAGE.values()
