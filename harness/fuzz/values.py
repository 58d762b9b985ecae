"""Values that claims and header parameters are given: what stands there, what is near it, and hostile JSON."""

from typing import Any

from hypothesis import strategies as st

from harness.contract.words import Kind

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
TIMES = frozenset({"exp", "iat", "nbf"})
EDGES = (0, 1, -1, 2, 2**31 - 1, 2**31, 2**32, 2**53 - 1, 2**53, 2**63 - 1, 2**63, -(2**31), 10**30)
"""Integers at which number types end."""
SEEDS = ("id", "client_id", "store_hash", "email", "other_id", "other_client_id", "other_store_hash", "other_email")
"""Placeholders: the people, apps and stores of the scene, and their neighbours."""
AFFIXES = ("", " ", "x", "\0", "\n", "/", ",x", "%00", ".", "*", "'", "é", "#")
WORDS = (
    "bc/apps", "bc", "current_customer", "customer_login", "customer", "stores/{store_hash}", "none", "null", "true",
    "1",
    "0", "*", ".*", "%", "admin", "undefined",
)  # fmt: skip
_FORMS = tuple(f"{{{name}|{form}}}" for form in ("upper", "cut", "capital") for name in SEEDS)
_NAMED = (*(f"{{{name}}}" for name in SEEDS), *WORDS, *_FORMS)
NEAR = tuple(f"{before}{seed}{after}" for before in AFFIXES for after in AFFIXES for seed in _NAMED)
"""Texts that are, or nearly are, a name of the scene or a word of the tokens; the plain ones come first."""


def hostile_text() -> st.SearchStrategy[str]:
    """Return texts that programs stumble over: empty, long, control characters, lone surrogates, look-alikes, code."""
    return st.one_of(
        st.text(max_size=8),
        st.sampled_from(
            ("", " ", "\0", "\ud800", "\u202e", "e\u0301", "ﬁ", "İ", "A" * 300, "'--", "{{7*7}}", "../" * 9)
        ),
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
    offset = st.one_of(
        st.integers(-1000, 1000), st.sampled_from((-86_400, 86_400, -(10**8), 10**8, -31, -30, -1, 31, 901))
    )
    return st.one_of(
        offset.map(lambda seconds: {"$now": seconds}),
        offset.map(lambda seconds: {"$ms": seconds}),
        st.sampled_from((0, 1, -1, 0.5, 10**18, "", None, True)),
    )


def near_texts() -> st.SearchStrategy[str]:
    """Return texts that are, or nearly are, a name of the scene or a word of the tokens."""
    return st.sampled_from(NEAR)


def claim_values(path: str) -> st.SearchStrategy[Any]:
    """Return values for the claim ``path``: times for times, names for names, and now and then anything."""
    near = near_texts()
    empty: st.SearchStrategy[Any] = st.sampled_from((None, "", 0, True, [], {}))
    wrapped = st.one_of(near.map(lambda text: [text]), near.map(lambda text: {"id": text}))
    choices: list[st.SearchStrategy[Any]] = [empty, near, st.sampled_from(EDGES), near, wrapped, hostile_json(3)]
    if path in TIMES:
        choices = [empty, times(), times(), times(), near, hostile_json(3)]
    return st.integers(0, len(choices) - 1).flatmap(choices.__getitem__)
