"""The token's time: whole seconds, taken when the token is made (Customer Login API, iat).

A sound token was made at a moment between ``earliest`` and ``latest`` and says that moment's second, so that its iat
is after ``earliest - 1`` and not after ``latest``. Beyond that every check has a stretch of its own, whole seconds or
not: ahead of ``latest`` by less than one second is rounding, by one or more the future; before ``earliest`` by less
than six seconds is nothing, up to 25 old, and beyond that too old.
"""

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must, should
from harness.judge.values import is_integer

CLAUSE = "Customer Login API, iat: an integer of seconds"
FUTURE = "Customer Login API, troubleshooting: a time in the future fails"
WINDOW = "Customer Login API: iat is only valid for 30 seconds"
UNITS = {10: "tenths of a second", 1000: "milliseconds", 10**6: "microseconds", 10**9: "nanoseconds"}
DAY = 86_400
"""Seconds by which a time in another unit may be off and still be known for one."""


def _unit(token: Issued) -> str:
    """Return the unit, other than seconds, in which iat is about now."""
    iat = token.claims.get("iat")
    low, high = token.order.earliest - DAY, token.order.latest + DAY
    return next((name for per, name in UNITS.items() if is_integer(iat) and low <= iat / per <= high), "")


def _seconds(token: Issued) -> int | None:
    """Return iat if it is an integer of seconds."""
    iat = token.claims.get("iat")
    return iat if is_integer(iat) and not _unit(token) else None


def _ahead(token: Issued) -> float:
    """Return by how many seconds iat is certainly ahead of the moment; at most 0 where it is not."""
    iat = _seconds(token)
    return 0 if iat is None else iat - token.order.latest


def _age(token: Issued) -> float:
    """Return how many seconds iat is certainly before the moment; at most 0 where it is not."""
    iat = _seconds(token)
    return 0 if iat is None else token.order.earliest - iat


def _limits(token: Issued) -> tuple[float, float]:
    """Return the ages that are old and too old: a fifth of the window, and all but a sixth of it (6 s and 25 s)."""
    window = token.order.profile.number("login.window")
    return window / 5, window * 5 / 6


@check(Rule.ISSUED_AT, must, CLAUSE, cwe=613)
def present(token: Issued) -> str:
    """The iat is there."""
    return "" if "iat" in token.claims else "there is no iat; set it to the current Unix time in seconds"


@check(Rule.ISSUED_AT, must, CLAUSE, cwe=843)
def an_integer(token: Issued) -> str:
    """The iat is a JSON integer, without fraction or quotes."""
    iat = token.claims.get("iat", 0)
    if is_integer(iat):
        return ""
    return f"iat is {token.said(iat)}; make it an integer of seconds: int(time.time()), Math.floor(Date.now() / 1000)"


@check(Rule.ISSUED_AT, must, CLAUSE, cwe=613)
def in_seconds(token: Issued) -> str:
    """The iat is in seconds, not milliseconds."""
    if not (unit := _unit(token)):
        return ""
    return f"iat is {token.said(token.claims['iat'])}, a time in {unit}; give whole seconds, rounded down"


@check(Rule.ISSUED_AT, must, FUTURE, cwe=613)
def not_ahead(token: Issued) -> str:
    """The iat is not a second or more in the future."""
    if (ahead := _ahead(token)) < 1:
        return ""
    return f"iat is {ahead:.0f} s ahead of the clock; take the time from GET /v2/time or keep the clock in step (NTP)"


@check(Rule.ISSUED_AT, should, FUTURE, cwe=613, rests="login.future.rounded")
def rounded_down(token: Issued) -> str:
    """The iat is rounded down: its second has begun."""
    if not 0 < (ahead := _ahead(token)) < 1:
        return ""
    return f"iat is {ahead:.2f} s ahead, a second that has not begun; round the time down"


@check(Rule.ISSUED_AT, must, WINDOW, cwe=613)
def young(token: Issued) -> str:
    """The token is so young that it reaches the store within the window."""
    if (age := _age(token)) <= _limits(token)[1]:
        return ""
    window = token.order.profile.number("login.window")
    return f"iat is {age:.0f} s old of the {window} s it is good for; make the token at the moment of the redirect"


@check(Rule.ISSUED_AT, should, WINDOW, cwe=613)
def fresh(token: Issued) -> str:
    """The token is made when it is asked for, not some seconds ahead."""
    old, too_old = _limits(token)
    if not old <= (age := _age(token)) <= too_old:
        return ""
    return f"iat is {age:.0f} s old already when the token is handed over; make the token at the moment of the redirect"
