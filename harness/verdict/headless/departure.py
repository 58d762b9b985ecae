"""One person who signs in and out again, and what is still open after that: seen once for all scenarios of it."""

import time
from dataclasses import dataclass, field
from typing import Any

from harness.verdict.headless.door import Door
from harness.verdict.headless.shopper import Look, Shopper
from harness.verdict.headless.shoppers import Shoppers
from harness.verdict.headless.token import Token
from harness.verdict.stop import InconclusiveError

JUST_A_MOMENT = 900
"""Seconds that a token may outlive its session by; as long as BigCommerce's own current customer token lives."""


@dataclass(frozen=True, slots=True)
class Departure:
    """What was seen: the account behind the back button, the account asked for anew, and tokens that still open it.

    ``behind`` is None where the button does not lead there. ``lasting`` are those of the tokens that do so for longer
    than a moment, or for nobody knows how long.
    """

    behind: Look | None
    anew: Look
    alive: tuple[str, ...]
    lasting: tuple[str, ...]
    steps: tuple[dict[str, str], ...] = field(repr=False)
    artefacts: tuple[dict[str, str], ...] = ()

    @property
    def well(self) -> bool:
        """Whether nothing opened after the sign-out, so that there is nothing to look into."""
        opened = any(one.opened for one in (self.behind, self.anew) if one)
        return not (opened or self.alive or self.lasting)


def depart(shoppers: Shoppers, door: Door, fetching: list[str]) -> Departure:
    """Sign in and out; ``fetching`` are the names of cookies for which a page fetches a token."""
    shopper = shoppers.one("a shopper's")
    shopper.must_sign_in()
    shopper.visit_account()
    shopper.find_logout()  # a page may give cookies their next values, and copies of the last were worth nothing
    cookies = shopper.cookies()
    tokens = door.tokens(cookies, shopper.candidates(), shopper.spy.scraps())
    shopper.log_out()
    behind = shopper.back_to_account()
    anew = shopper.try_account()
    alive = [one for one in tokens if door.opens_for(one)]
    lasting = [str(one) for one in alive if _lasts(one)]
    if kept := [one for one in cookies if one["name"] in fetching]:
        lasting += _fetched(shoppers.one("somebody else's", kept), kept)
    if tokens:
        _still_opens(shoppers, door)
    said = tuple(shopper.note.steps)
    return Departure(behind, anew, tuple(map(str, alive)), tuple(lasting), said)


def _still_opens(shoppers: Shoppers, door: Door) -> None:
    """Sign in once more: what refuses everybody by now has not refused the copies."""
    again = shoppers.one("another shopper's")
    again.must_sign_in()
    if not door.tokens(again.cookies(), again.candidates(), again.spy.scraps()):
        raise InconclusiveError(f"{door.url} opens for nobody any more")


def _lasts(token: Token) -> bool:
    left = token.left(time.time())
    return left is None or left > JUST_A_MOMENT


def _fetched(thief: Shopper, kept: list[dict[str, Any]]) -> list[str]:
    names = " and ".join(f"the cookie {one['name']}" for one in kept)
    return [names] if thief.try_account().opened else []
