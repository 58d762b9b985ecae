"""Values that claims and header parameters are given: what stands there, what is near it, and hostile JSON."""

from typing import Any

from hypothesis import strategies as st

from harness.contract.words import Kind
from harness.fuzz.tables import Grid, Shares, Table, entries, entries_or

NAMES = {
    Kind.CURRENT: (
        "aud", "iss", "operation", "store_hash", "exp", "iat", "customer.id", "customer.email", "customer", "sub",
        "application_id", "version", "nbf", "customer.group_id",
    ),
    Kind.LOGIN: (
        "iat", "jti", "iss", "operation", "store_hash", "customer_id", "redirect_to", "request_ip", "channel_id", "exp",
        "nbf", "aud", "enable_persistent_cart",
    ),
}  # fmt: skip
"""The claims of a kind, and those of its customer's own."""
TIMED = frozenset({"exp", "iat", "nbf"})
EDGES = (0, 1, -1, 2, 2**31 - 1, 2**31, 2**32, 2**53 - 1, 2**53, 2**63 - 1, 2**63, -(2**31), 10**30)
"""Integers at which number types end."""
SEEDS = ("id", "client_id", "store_hash", "email", "other_id", "other_client_id", "other_store_hash", "other_email")
"""Placeholders: the people, apps and stores of the scene, and their neighbours."""
AFFIXES = ("", " ", "x", "\0", "\n", "/", ",x", "%00", ".", "*", "'", "é", "#")
ODD = ("", " ", "\0", "\ud800", "\u202e", "e\u0301", "ﬁ", "İ", "A" * 300, "'--", "{{7*7}}", "../" * 9)
WORDS = (
    "bc/apps", "bc", "current_customer", "customer_login", "customer", "stores/{store_hash}", "none", "null", "true",
    "1", "0", "*", ".*", "%", "admin", "undefined",
)  # fmt: skip
_FORMS = tuple(f"{{{name}|{form}}}" for form in ("upper", "cut", "capital") for name in SEEDS)
_NAMED = (*(f"{{{name}}}" for name in SEEDS), *WORDS, *_FORMS)
NEAR = tuple(
    dict.fromkeys(text for affix in AFFIXES for seed in _NAMED for text in (f"{seed}{affix}", f"{affix}{seed}"))
)
"""Texts that are, or nearly are, a name of the scene or a word of the tokens; the plain ones come first."""
_MARKS = (1, 2, 30, 31, 60, 61, 299, 301, 899, 900, 901, 3600, 86_400, 10**8)
OFFSETS = tuple(dict.fromkeys((*(sign * mark for mark in _MARKS for sign in (-1, 1)), *range(-1000, 1001, 25))))
"""Seconds from now."""
EMPTY: tuple[Any, ...] = (None, "", 0, True, [], {}, False)
JSON: tuple[Any, ...] = (
    {"$ne": None}, {"id": 1}, [[]], [None], [1, 2], {"": ""}, 1.5, 1e308, -0.0, "1e3", "0x1F", "01", "[]", "{}", "nan",
    *(text for text in ODD if text), {"$gt": ""}, ["{client_id}", "{other_client_id}"], {"id": "{other_id}"},
)  # fmt: skip
"""Values of types that nobody expects."""


def hostile_text() -> st.SearchStrategy[str]:
    """Return texts that programs stumble over: empty, long, control characters, lone surrogates, look-alikes, code."""
    return st.one_of(
        st.text(max_size=8),
        st.sampled_from(ODD),
        st.text(st.characters(codec=None), max_size=4),
    )


def hostile_json(leaves: int = 6) -> st.SearchStrategy[Any]:
    """Return JSON values of every type, among them those at which types end; of at most ``leaves`` leaves."""
    leaf = st.one_of(
        st.none(),
        st.booleans(),
        st.sampled_from(EDGES),
        st.integers(-1000, 1000),
        st.floats(allow_nan=False, allow_infinity=False),
        hostile_text(),
    )
    return st.recursive(
        leaf,
        lambda inner: st.one_of(st.lists(inner, max_size=3), st.dictionaries(hostile_text(), inner, max_size=3)),
        max_leaves=leaves,
    )


def times() -> st.SearchStrategy[Any]:
    """Return times around now, as a claim holds them: seconds, milliseconds, and numbers that mean none."""
    return entries(TIMES)


def near_texts() -> st.SearchStrategy[str]:
    """Return texts that are, or nearly are, a name of the scene or a word of the tokens."""
    return entries(NEAR)


def values_of(path: str) -> Table[Any]:
    """Return values for the claim ``path``: times for times, names for names, and what belongs nowhere."""
    if path in TIMED:
        return Shares(TIMES, EMPTY, TIMES, TIMES, NEAR, JSON)
    return Shares(EMPTY, NEAR, EDGES, NEAR, Grid(lambda text: [text], NEAR), JSON)


def claim_values(path: str) -> st.SearchStrategy[Any]:
    """Return values for the claim ``path``, and now and then any JSON at all."""
    return entries_or(values_of(path), hostile_json(3), 8)


def _time(unit: str) -> Grid[Any]:
    return Grid(lambda seconds: {unit: seconds}, OFFSETS)


TIMES: Table[Any] = Shares(_time("$now"), _time("$ms"), _time("$now"), (0, 1, -1, 0.5, 10**18))
"""Times, as they stand in recipes."""
