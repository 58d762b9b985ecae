"""The format's ``version`` (Current Customer API: 1). See also ``claims``."""

from typing import Any

from harness.contract.words import Rule
from harness.faults.registry import CURRENT, fault, may, should
from harness.tokens.draft import Draft

CLAUSE = "Current Customer API, version"


@fault(
    Rule.VERSION,
    should,
    CLAUSE,
    kinds=CURRENT,
    cwe=345,
    rows={"zero": 0, "two": 2, "ten": 10, "minus-one": -1, "large": 2**53 + 1, "half": 1.5, "text": "1",
          "text-two": "2", "text-dotted": "1.0", "text-v": "v1", "array-of-one": [1]},
)  # fmt: skip
def another(draft: Draft, value: Any) -> Draft:
    """The version is not 1."""
    return draft.claim(version=value)


@fault(Rule.VERSION, may, CLAUSE + ": an integer", kinds=CURRENT, cwe=345)
def whole_float(draft: Draft) -> Draft:
    """The version is 1, written with a fraction."""
    return draft.claim(version=1.0)
