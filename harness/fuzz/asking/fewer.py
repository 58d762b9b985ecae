"""Examples that are like another one and have less in them."""

from collections.abc import Iterator
from dataclasses import fields, replace

from harness.fuzz.asking.wish import Asking, Wish
from harness.fuzz.asking.wording import ALL
from harness.verdict.issuer.odd import ADDRESSES, HOSTS
from harness.verdict.naming import ID_HEADERS, NAMES

UNDER = {"header": ID_HEADERS, "host": tuple(HOSTS), "address": tuple(ADDRESSES)}
"""The names that ``*`` stands for, where they are not those of a customer's id."""
PATHS = ("/", "//evil.example")
"""The plainest paths that stay and that lead away."""


def simpler(asking: Asking) -> Iterator[Asking]:
    """Yield examples with one thing less: a request, something odd about one, or how often and when they are made."""
    wishes = asking.wishes
    for place in range(len(wishes) if len(wishes) > 1 else 0):
        yield replace(asking, wishes=wishes[:place] + wishes[place + 1 :])
    if asking.together:
        yield replace(asking, together=False)
    if asking.wait:
        yield replace(asking, wait=0)
    for times in (1, 2):
        if asking.times > times:
            yield replace(asking, times=times, wait=asking.wait if times > 1 else 0)
    for place, wish in enumerate(wishes):
        for plainer in _plainer(wish):
            yield replace(asking, wishes=(*wishes[:place], plainer, *wishes[place + 1 :]))


def _plainer(wish: Wish) -> Iterator[Wish]:
    """Yield requests with one thing less that is odd, or under one name instead of all."""
    plain = Wish()
    for name in (one.name for one in fields(Wish)):
        if getattr(wish, name) != getattr(plain, name):
            yield replace(wish, **{name: getattr(plain, name)})
    for path in PATHS:
        if len(path) < len(wish.path):
            yield replace(wish, path=path)
    for place, thing in enumerate(wish.beside):
        others = wish.beside[:place], wish.beside[place + 1 :]
        if others != ((), ()):
            yield replace(wish, beside=(*others[0], *others[1]))
        for name in UNDER.get(thing.place, NAMES) if thing.name == ALL else ():
            yield replace(wish, beside=(*others[0], replace(thing, name=name), *others[1]))
