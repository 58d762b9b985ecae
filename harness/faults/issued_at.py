"""The login token's window: ``0 <= now - iat <= 30``, in integer seconds (Customer Login API, iat)."""

from typing import Any

from harness.contract.words import Rule
from harness.faults.registry import LOGIN, Inapplicable, fault, may, must, should, variant
from harness.tokens.draft import Draft

CLAUSE = "Customer Login API: iat is only valid for 30 seconds"
FUTURE = "Customer Login API, troubleshooting: a time in the future fails"
SECONDS = "Customer Login API: iat is an integer of seconds"
YEAR = 31_557_600


PAST = (31, 32, 35, 45, 60, 90, 300, 600, 900, 3600, 86_400, YEAR)


@fault(Rule.ISSUED_AT, must, CLAUSE, kinds=LOGIN, cwe=613, rows={f"{seconds}-s": seconds for seconds in PAST})
def expired(draft: Draft, value: int) -> Draft:
    """The token is older than the window, by as much as this is past 30 seconds."""
    return draft.claim(iat=draft.scene.at(-(draft.scene.window + value - 30)))


@fault(
    Rule.ISSUED_AT, must, FUTURE, kinds=LOGIN, cwe=613, rows={f"{s}-s": s for s in (60, 90, 300, 3600, 86_400, YEAR)}
)
def future(draft: Draft, value: int) -> Draft:
    """The token was made in the future."""
    return draft.claim(iat=draft.scene.at(draft.scene.future + value))


@fault(
    Rule.ISSUED_AT,
    should,
    FUTURE,
    kinds=LOGIN,
    cwe=613,
    rests="login.future.tolerance",
    rows={f"{s}-s": s for s in (2, 5, 10, 30)},
)
def slightly_ahead(draft: Draft, value: int) -> Draft:
    """The token was made some seconds in the future, as by a clock that is ahead."""
    return draft.claim(iat=draft.scene.at(draft.scene.future + value))


@fault(Rule.ISSUED_AT, should, FUTURE, kinds=LOGIN, cwe=613, rests="login.future.rounded")
def rounded_up(draft: Draft) -> Draft:
    """The token's second has not begun yet, as when the time is rounded instead of cut."""
    return draft.claim(iat=draft.scene.at(draft.scene.future + 1))


@fault(
    Rule.ISSUED_AT,
    must,
    SECONDS,
    kinds=LOGIN,
    cwe=613,
    rows={"milliseconds": 1000, "microseconds": 1_000_000, "nanoseconds": 1_000_000_000, "deciseconds": 10},
)
def other_unit(draft: Draft, value: int) -> Draft:
    """The time is not in seconds."""
    return draft.claim(iat=draft.scene.at(0) * value)


@fault(
    Rule.ISSUED_AT,
    must,
    CLAUSE,
    kinds=LOGIN,
    cwe=613,
    rows={
        "zero": 0,
        "one": 1,
        "minus-one": -1,
        "2001": 1_000_000_000,
        "2038": 2**31,
        "int32-min": -(2**31),
        "2106": 2**32,
        "int64-max": 2**63 - 1,
        "negative": None,
    },
)
def far_away(draft: Draft, value: int | None) -> Draft:
    """The time is nowhere near now."""
    return draft.claim(iat=-draft.scene.now if value is None else value)


@fault(
    Rule.ISSUED_AT, should, SECONDS, kinds=LOGIN, cwe=843, rows={"half": 0.5, "thousandth": 0.001, "almost-one": 0.999}
)
def fractional(draft: Draft, value: float) -> Draft:
    """The time has a fraction."""
    return draft.claim(iat=draft.scene.at(0) - 1 + value)


@fault(Rule.ISSUED_AT, may, SECONDS, kinds=LOGIN, cwe=843, rests="login.window.inclusive")
def whole_float(draft: Draft) -> Draft:
    """The time is a whole number written as a fraction."""
    return draft.claim(iat=float(draft.scene.at(0)))


@fault(
    Rule.ISSUED_AT,
    should,
    SECONDS,
    kinds=LOGIN,
    cwe=843,
    rows={
        "decimal": "{0}",
        "padded": " {0}",
        "hex": "0x{0:x}",
        "exponent": "{0}e0",
        "iso": "2026-09-10T00:26:40Z",
        "now": "now",
        "http": "Thu, 10 Sep 2026 00:26:40 GMT",
    },
)
def text(draft: Draft, value: str) -> Draft:
    """The time is text."""
    return draft.claim(iat=value.format(draft.scene.at(0)))


@fault(
    Rule.ISSUED_AT,
    should,
    SECONDS,
    kinds=LOGIN,
    cwe=843,
    rows={"array": lambda now: [now], "object": lambda now: {"seconds": now}, "pair": lambda now: [now, 0]},
)
def wrapped(draft: Draft, value: Any) -> Draft:
    """The time is wrapped in something."""
    return draft.claim(iat=value(draft.scene.at(0)))


@variant(
    must,
    CLAUSE,
    rule=Rule.ISSUED_AT,
    kinds=LOGIN,
    rows={f"{seconds}-s": seconds for seconds in (1, 2, 5, 10, 15, 20, 24)},
)
def young_enough(draft: Draft, value: int) -> Draft:
    """The token was made some seconds ago, well within its window."""
    if draft.scene.bar >= value or value > draft.scene.window:
        raise Inapplicable("the window is shorter, or the target's clock not known well enough")
    return draft.claim(iat=draft.scene.within(-value))
