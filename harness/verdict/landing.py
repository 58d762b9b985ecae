"""Where a browser ends up when it follows a Location header (WHATWG URL 4.4), and whether that is still the store."""

from contextlib import suppress
from urllib.parse import urljoin, urlsplit

_TRIMMED = "".join(map(chr, range(33)))
_DROPPED = str.maketrans("", "", "\t\n\r")


def resolved(base: str, location: str) -> str:
    """Return the address that a browser at ``base`` goes to for ``location``."""
    # Browsers trim control characters and spaces, drop tabs and newlines, and take a backslash for a slash.
    text = location.strip(_TRIMMED).translate(_DROPPED).replace("\\", "/")
    if text.startswith("///"):
        text = "//" + text.lstrip("/")
    return urljoin(base, text)


def stays(base: str, location: str) -> bool:
    """Whether a browser at ``base`` that follows ``location`` stays on the origin of ``base``."""
    if not location:
        return True
    with suppress(ValueError):
        here, there = urlsplit(base), urlsplit(resolved(base, location))
        return (here.scheme, here.hostname, here.port) == (there.scheme, there.hostname, there.port)
    return False


def path_of(base: str, location: str) -> str:
    """Return the path and query of where ``location`` leads, without the fragment."""
    parts = urlsplit(resolved(base, location))
    return f"{parts.path}?{parts.query}" if parts.query else parts.path
