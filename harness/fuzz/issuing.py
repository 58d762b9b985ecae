"""What an issuer may be asked for: any customer, and any path to land on, honest or not."""

from hypothesis import strategies as st

SEGMENTS = st.text(
    st.characters(exclude_characters="/\\?#%", exclude_categories=("Cs", "Cc")) | st.sampled_from("aé漢🛒 +&=;:@~"),
    max_size=12,
)
AWAY = ("//", "/\\", "\\/", "https://", "https:", "/%2f", "%2f%2f", "/\t/", "/%09/", "/%5c", "///", "javascript:")
"""How a path begins that leads away from the store, in one browser or another, or once somebody decodes it."""
CONTROLS = ("\n", "\r\n", "\t", "\0", "\x7f", "%0a", "%0d%0a", "%09", "%00")
"""What browsers drop, headers end at, and C strings as well."""
PIECES = ("/", "\\", "%2f", "%252f", "%5c", "%255c", "\t", "%0d%0a", " ", "evil.example", "a.php", "..", ":", "@")
"""Of what a path that leads away may be made."""


def own_paths() -> st.SearchStrategy[str]:
    """Return paths of the store's own, with a query and a fragment or without."""
    pair = st.builds("{}={}".format, SEGMENTS, SEGMENTS)
    path = st.lists(SEGMENTS.filter(bool), max_size=4).map("/".join)
    query = st.lists(pair, max_size=3).map("&".join)
    return st.builds(_joined, path, query, SEGMENTS)


def hostile_paths() -> st.SearchStrategy[str]:
    """Return paths that lead away from the store."""
    host = st.sampled_from(("evil.example", "evil.example/account.php", "store.example@evil.example", "127.0.0.2"))
    return st.builds(
        "{}{}{}".format, st.sampled_from(AWAY), host, SEGMENTS.map(lambda text: f"?{text}" if text else "")
    )


def odd_paths() -> st.SearchStrategy[str]:
    """Return paths that careless code takes for the store's own.

    What leads away stands behind blanks, or is encoded once and twice, or made of pieces that only together do; control
    characters stand within.
    """
    glued = st.lists(st.sampled_from(PIECES), min_size=1, max_size=4).map("".join)
    start = st.sampled_from(("/", "/", "", "/a", "https://store.example@", "https://store-"))
    ends = st.sampled_from(("", "/evil.example", "evil.example", "Set-Cookie: a=b"))
    within = st.builds("/{}{}{}".format, st.sampled_from(("a", "", "a/b")), st.sampled_from(CONTROLS), ends)
    behind = st.builds("{}{}".format, st.sampled_from((" ", "\t", "\n", "\u00a0", "%20")), hostile_paths())
    return st.one_of(within, behind, st.builds("{}{}{}".format, start, glued, ends))


def customer_ids() -> st.SearchStrategy[int]:
    """Return ids of customers: those of small stores, of large ones, and at the edges of number types."""
    edges = (1, 2**15, 2**16, 2**24 + 1, 10**9, 2**31 - 1)
    return st.one_of(st.integers(1, 10_000), st.integers(1, 2**31 - 1), st.sampled_from(edges))


def _joined(path: str, query: str, fragment: str) -> str:
    return f"/{path}" + (f"?{query}" if query else "") + (f"#{fragment}" if fragment else "")
