"""Whether a ``redirect_to`` can only lead to the store's own origin, in any browser."""

from urllib.parse import unquote


def is_own_path(path: str) -> bool:
    """Whether ``path`` is a relative path that stays on its origin, also when something decodes it once or twice."""
    for _ in range(3):
        if not _is_plain(path):
            return False
        decoded = unquote(path)
        if decoded == path:
            return True
        path = decoded
    return True


def _is_plain(path: str) -> bool:
    # Browsers drop tabs and newlines and take a backslash for a slash (WHATWG URL 4.4), so neither may be there.
    if not path.startswith("/") or path.startswith("//") or "\\" in path:
        return False
    return all(char >= " " and char != "\x7f" for char in path)
