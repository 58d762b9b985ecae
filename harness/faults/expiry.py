"""When a current customer token ends (RFC 7519 4.1.4; Current Customer API: 15 minutes).

Up to 60 s of leeway are borne, so nothing here ends later than that and is still refused for it.
"""

from typing import Any

from harness.contract.words import Rule
from harness.faults.issued_at import YEAR
from harness.faults.registry import CURRENT, Inapplicable, fault, may, must, should, variant
from harness.tokens.draft import Draft, Stage, compact_json

CLAUSE = "RFC 7519 4.1.4; Current Customer API, exp"
NUMBER = "RFC 7519 4.1.4: a number of seconds"
LIFE = "Current Customer API: valid for 15 minutes"
FACT = "current.lifetime"


def until(draft: Draft, end: int) -> Draft:
    """Return ``draft`` as a token of the same life that ends at ``end``."""
    return draft.claim(iat=end - (draft.claims["exp"] - draft.claims["iat"]), exp=end)


def written(draft: Draft, name: str, value: bytes) -> Draft:
    """Return ``draft`` with the JSON ``value`` written as it is for the claim ``name``."""
    old = compact_json({name: draft.claims[name]})[1:-1]
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: data.replace(old, compact_json(name) + b":" + value))


@fault(Rule.EXPIRY, should, CLAUSE, kinds=CURRENT, cwe=613, rows={f"{s}-s": s for s in (61, 90, 120, 180, 240, 299)})
def passed_lately(draft: Draft, value: int) -> Draft:
    """The token ended some minutes ago, longer than any leeway worth having."""
    return until(draft, draft.scene.at(-value))


@fault(
    Rule.EXPIRY,
    must,
    CLAUSE,
    kinds=CURRENT,
    cwe=613,
    rows={f"{s}-s": s for s in (301, 600, 900, 3600, 86_400, 30 * 86_400, YEAR)},
)
def passed(draft: Draft, value: int) -> Draft:
    """The token ended more than five minutes ago."""
    return until(draft, draft.scene.at(-value))


@fault(
    Rule.EXPIRY,
    must,
    CLAUSE,
    kinds=CURRENT,
    cwe=613,
    rows={"zero": 0, "one": 1, "minus-one": -1, "2001": 1_000_000_000, "int32-min": -(2**31), "negative": None},
)
def far_in_the_past(draft: Draft, value: int | None) -> Draft:
    """The end is nowhere near now, and long past."""
    return draft.claim(exp=-draft.claims["exp"] if value is None else value)


@fault(
    Rule.EXPIRY,
    should,
    NUMBER,
    kinds=CURRENT,
    cwe=843,
    rows={"decimal": "{0}", "padded": " {0}", "fraction": "{0}.0", "hex": "0x{0:x}", "exponent": "{0}e0",
          "iso": "2126-09-10T00:26:40Z", "http": "Tue, 10 Sep 2126 00:26:40 GMT", "never": "never", "empty": "",
          "infinity": "Infinity", "nan": "NaN", "relative": "+15 minutes", "zero": "0", "word-after": "{0}s"},
)  # fmt: skip
def text(draft: Draft, value: str) -> Draft:
    """The end is text."""
    return draft.claim(exp=value.format(draft.claims["exp"]))


@fault(
    Rule.EXPIRY,
    should,
    NUMBER,
    kinds=CURRENT,
    cwe=843,
    rows={"array": lambda end: [end], "object": lambda end: {"seconds": end}, "pair": lambda end: [end, 0],
          "query": lambda end: {"$gt": 0}, "array-of-text": lambda end: [str(end)]},
)  # fmt: skip
def wrapped(draft: Draft, value: Any) -> Draft:
    """The end is wrapped in something."""
    return draft.claim(exp=value(draft.claims["exp"]))


@fault(
    Rule.EXPIRY,
    should,
    "RFC 8259 6; RFC 7519 4.1.4",
    kinds=CURRENT,
    cwe=20,
    also=(Rule.JSON,),
    rows={"nan": b"NaN", "infinity": b"Infinity", "minus-infinity": b"-Infinity", "exponent": b"1e400",
          "digits-400": b"9" * 400, "digits-4000": b"9" * 4000, "hex": b"0x7fffffff", "plus": b"+9999999999",
          "leading-zero": b"01999999999", "undefined": b"undefined", "expression": b"1789000000+900"},
)  # fmt: skip
def no_number_of_json(draft: Draft, value: bytes) -> Draft:
    """The end is written as a number that JSON does not have, or that no double can hold."""
    return written(draft, "exp", value)


@fault(
    Rule.EXPIRY,
    should,
    "Current Customer API: exp is in seconds",
    kinds=CURRENT,
    cwe=613,
    rests=FACT,
    rows={"milliseconds": 1000, "microseconds": 1_000_000, "nanoseconds": 1_000_000_000, "deciseconds": 10},
)
def other_unit(draft: Draft, value: int) -> Draft:
    """The end is not in seconds, and so lies thousands of years ahead."""
    return draft.claim(exp=draft.claims["exp"] * value)


@fault(
    Rule.EXPIRY,
    should,
    LIFE,
    kinds=CURRENT,
    cwe=613,
    rests=FACT,
    rows={"1-h": 3600, "1-day": 86_400, "30-days": 30 * 86_400, "1-year": YEAR, "10-years": 10 * YEAR},
)
def life_too_long(draft: Draft, value: int) -> Draft:
    """The token lives much longer than 15 minutes."""
    return draft.claim(exp=draft.claims["iat"] + value)


@fault(Rule.EXPIRY, may, LIFE, kinds=CURRENT, cwe=613, rests=FACT, rows={"901-s": 1, "960-s": 60, "1800-s": 900})
def life_longer_than_told(draft: Draft, value: int) -> Draft:
    """The token lives a little longer than 15 minutes."""
    return draft.claim(exp=draft.claims["exp"] + value)


@fault(
    Rule.EXPIRY,
    should,
    LIFE,
    kinds=CURRENT,
    cwe=613,
    rests=FACT,
    rows={"2038": 2**31 - 1, "2106": 2**32, "past-double": 2**53 + 1, "int64-max": 2**63 - 1, "past-int64": 2**64,
          "digits-60": 10**60, "double": 1e300},
)  # fmt: skip
def far_ahead(draft: Draft, value: float) -> Draft:
    """The end is the last moment that some type of number can hold."""
    return draft.claim(exp=value)


@fault(Rule.EXPIRY, should, "RFC 7519 4.1.4 and 4.1.6", kinds=CURRENT, cwe=613, also=(Rule.ISSUED_AT,))
def before_issued_at(draft: Draft) -> Draft:
    """The token ends before it was made, and has not ended yet."""
    return draft.claim(iat=draft.scene.at(600), exp=draft.scene.at(300))


@variant(should, "RFC 7519 2: a NumericDate may have a fraction", kinds=CURRENT, rows={"half": 0.5, "almost": 0.001})
def fractional(draft: Draft, value: float) -> Draft:
    """The end has a fraction."""
    return draft.claim(exp=draft.claims["exp"] - value)


@variant(may, LIFE, kinds=CURRENT, rests=FACT, rows={"300-s": 300, "600-s": 600, "899-s": 899})
def life_shorter(draft: Draft, value: int) -> Draft:
    """The token lives less than 15 minutes."""
    if value >= draft.claims["exp"] - draft.claims["iat"] or draft.scene.age + draft.scene.bar >= value:
        raise Inapplicable("this token lives no longer than that")
    return draft.claim(exp=draft.claims["iat"] + value)
