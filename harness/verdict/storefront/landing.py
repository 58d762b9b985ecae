"""Where a browser ends up when it follows a Location header (WHATWG URL 4.4), and whether that is still the store."""

import re
from contextlib import suppress
from urllib.parse import unquote, urljoin, urlsplit

from harness.targets.http import Exchange

_META = re.compile(r"""<meta[^>]+http-equiv=["']?refresh["']?[^>]*>""", re.IGNORECASE)
_AFTER = re.compile(r"""url\s*=\s*["']?([^"'>\s]+)""", re.IGNORECASE)
"""Where a Refresh header, or its like in a page, leads."""
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


def request_target(base: str, location: str) -> str:
    """Return what a browser at ``base`` that follows ``location`` puts on its request line; "/" if that is nowhere."""
    with suppress(ValueError):
        parts = urlsplit(resolved(base, location))
        return f"{parts.path or '/'}?{parts.query}".rstrip("?")
    return "/"


def path_of(base: str, location: str) -> str:
    """Return the path and query of where ``location`` leads, decoded and without the fragment; "" if nowhere."""
    try:
        parts = urlsplit(resolved(base, location))
    except ValueError:
        return ""
    path = unquote(parts.path) or "/"
    return f"{path}?{unquote(parts.query)}" if parts.query else path


def contained(exchange: Exchange) -> bool:
    """Whether the answer keeps the browser on the store's origin and no header was injected into it."""
    planted = any("planted" in cookie for cookie in exchange.all("set-cookie"))
    places = exchange.all("location")
    soft = [
        place for text in (*exchange.all("refresh"), *_META.findall(exchange.body)) for place in _AFTER.findall(text)
    ]
    return not planted and len(places) < 2 and all(stays(exchange.url, place) for place in (*places, *soft))
