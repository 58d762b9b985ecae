"""``nbf``, which real stores do not send and a server honours all the same (RFC 7519 4.1.5)."""

from typing import Any

from harness.contract.words import Rule
from harness.faults.issued_at import YEAR
from harness.faults.registry import CURRENT, fault, should, variant
from harness.tokens.draft import Draft

CLAUSE = "RFC 7519 4.1.5"


@fault(
    Rule.NOT_BEFORE, should, CLAUSE, kinds=CURRENT, cwe=613, rows={f"{s}-s": s for s in (90, 300, 3600, 86_400, YEAR)}
)
def future(draft: Draft, value: int) -> Draft:
    """The token is not good yet."""
    return draft.claim(nbf=draft.scene.at(value))


@fault(
    Rule.NOT_BEFORE,
    should,
    CLAUSE + ": a number of seconds",
    kinds=CURRENT,
    cwe=843,
    rows={"null": None, "true": True, "empty": "", "word": "soon", "iso": "2026-09-10T00:00:00Z", "array": [0],
          "object": {"seconds": 0}, "empty-array": [], "zero-text": "0"},
)  # fmt: skip
def wrong_type(draft: Draft, value: Any) -> Draft:
    """The nbf is not a number."""
    return draft.claim(nbf=value)


@fault(
    Rule.NOT_BEFORE,
    should,
    CLAUSE + ": seconds",
    kinds=CURRENT,
    cwe=613,
    rows={"milliseconds": 1000, "microseconds": 1_000_000},
)
def other_unit(draft: Draft, value: int) -> Draft:
    """The nbf is not in seconds, and so lies thousands of years ahead."""
    return draft.claim(nbf=draft.scene.now * value)


@variant(should, CLAUSE, kinds=CURRENT, rows={"zero": None, "1-s": -1, "5-s": -5, "1-h": -3600})
def past(draft: Draft, value: int | None) -> Draft:
    """The nbf is long past, as in a signed_payload_jwt."""
    return draft.claim(nbf=0 if value is None else draft.scene.at(value))
