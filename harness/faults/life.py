"""When a current customer token was made: ``iat`` is a number that is not in the future (RFC 7519 4.1.6).

Where ``iat`` is odd, the token's life is, too, so that a sound party may name either.
"""

from typing import Any

from harness.contract.words import Rule
from harness.faults.expiry import until
from harness.faults.issued_at import YEAR
from harness.faults.registry import CURRENT, Inapplicable, fault, may, must, should, variant
from harness.tokens.draft import Draft

CLAUSE = "RFC 7519 4.1.6; Current Customer API, iat"
ALSO = (Rule.EXPIRY,)


@fault(
    Rule.ISSUED_AT, should, CLAUSE, kinds=CURRENT, cwe=613, rows={f"{s}-s": s for s in (90, 300, 3600, 86_400, YEAR)}
)
def begins_in_the_future(draft: Draft, value: int) -> Draft:
    """The token was made in the future, beyond any leeway, and lives 15 minutes from there."""
    return until(draft, draft.scene.at(value) + draft.claims["exp"] - draft.claims["iat"])


@fault(
    Rule.ISSUED_AT,
    should,
    CLAUSE,
    kinds=CURRENT,
    cwe=613,
    also=ALSO,
    rows={"milliseconds": 1000, "microseconds": 1_000_000, "deciseconds": 10},
)
def other_unit(draft: Draft, value: int) -> Draft:
    """The time is not in seconds."""
    return draft.claim(iat=draft.claims["iat"] * value)


@fault(
    Rule.ISSUED_AT,
    may,
    CLAUSE,
    kinds=CURRENT,
    cwe=613,
    also=ALSO,
    rests="current.lifetime",
    rows={"zero": 0, "one": 1, "minus-one": -1, "2001": 1_000_000_000, "negative": None},
)
def far_in_the_past(draft: Draft, value: int | None) -> Draft:
    """The token was made long ago, and still has not ended."""
    return draft.claim(iat=-draft.claims["iat"] if value is None else value)


@fault(
    Rule.ISSUED_AT,
    should,
    "RFC 7519 4.1.6: a number of seconds",
    kinds=CURRENT,
    cwe=843,
    rows={"decimal": "{0}", "padded": " {0}", "hex": "0x{0:x}", "iso": "2026-09-10T00:26:40Z", "now": "now",
          "empty": ""},
)  # fmt: skip
def text(draft: Draft, value: str) -> Draft:
    """The time is text."""
    return draft.claim(iat=value.format(draft.claims["iat"]))


@fault(
    Rule.ISSUED_AT,
    should,
    "RFC 7519 4.1.6: a number of seconds",
    kinds=CURRENT,
    cwe=843,
    rows={"array": lambda made: [made], "object": lambda made: {"seconds": made}},
)
def wrapped(draft: Draft, value: Any) -> Draft:
    """The time is wrapped in something."""
    return draft.claim(iat=value(draft.claims["iat"]))


@variant(
    must,
    "Current Customer API: valid for 15 minutes; a store hands out the same token all that time",
    kinds=CURRENT,
    rows={f"{s}-s": s for s in (1, 60, 300, 600, 840)},
)
def aged(draft: Draft, value: int) -> Draft:
    """The token was made some time ago, and has not ended."""
    lifetime = draft.claims["exp"] - draft.claims["iat"]
    if draft.scene.bar >= value or draft.scene.bar + value >= lifetime:
        raise Inapplicable("the token lives no longer, or the target's clock is not known well enough")
    return until(draft, draft.scene.within(-value) + lifetime)


@variant(should, "RFC 7519 2: a NumericDate may have a fraction", kinds=CURRENT)
def fractional(draft: Draft) -> Draft:
    """The time has a fraction."""
    return draft.claim(iat=draft.claims["iat"] - 0.5, exp=draft.claims["exp"] - 1)
