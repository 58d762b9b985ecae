"""headless.lifetime: the session lasts as long as a visit, and then ends (OWASP ASVS 5.0 7.3; NIST SP 800-63B)."""

import time

from harness.contract.words import Level
from harness.verdict.headless.suite import HeadlessSuite
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.terms import at

DAY = 24 * 3600
LONGEST_COOKIE = 30 * DAY
"""Seconds: NIST SP 800-63B 4.1.3 wants everybody to sign in again after 30 days."""
LONGEST_TOKEN = DAY
"""Seconds for which a token that scripts hold may be good; what cannot be taken back is to be short."""


@at(Level.SHOULD)
def keeps_the_session_over_a_reload(headless: HeadlessSuite) -> None:
    """Loading the account again leaves the shopper signed in."""
    headless.note.step("signed in, and loaded the account again", _seen(headless.visit.reloaded))
    if not headless.visit.reloaded:
        raise Broken("a reload signs the shopper out")


@at(Level.SHOULD)
def keeps_the_session_in_another_tab(headless: HeadlessSuite) -> None:
    """The account opens in another tab of the window, too."""
    if not headless.visit.reloaded:
        raise NotApplicableError("not even a reload keeps the session")
    headless.note.step("signed in, and opened the account in another tab", _seen(headless.visit.tabbed))
    if not headless.visit.tabbed:
        raise Broken("the shopper is not signed in in another tab")


@at(Level.SHOULD)
def ends_cookies_in_good_time(headless: HeadlessSuite) -> None:
    """No cookie that opens the account lives for more than 30 days."""
    for one in headless.cookies():
        days = (one["expires"] - time.time()) / DAY
        if one["expires"] > 0 and days * DAY > LONGEST_COOKIE + 60:
            raise Broken(f"the cookie {one['name']} lives for {days:.0f} days")


@at(Level.SHOULD)
def ends_tokens_in_good_time(headless: HeadlessSuite) -> None:
    """A JWT that a script holds has an exp, within a day."""
    found = [one for one in headless.tokens() if one.claims is not None]
    if not found:
        raise NotApplicableError("no script holds a JWT that opens the account")
    for one in found:
        left = one.left(time.time())
        headless.note.step(f"read the token in {one}", "no exp" if left is None else f"good for {left:.0f} s more")
        if left is None:
            raise Broken("the token has no exp, so that it is good for ever")
        if left > LONGEST_TOKEN + 60:
            raise Broken(f"the token is good for {left / DAY:.1f} days")


def _seen(opened: bool) -> str:
    return "signed in" if opened else "not signed in"
