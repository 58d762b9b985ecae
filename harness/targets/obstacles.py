"""What stands before a store in place of its own answer. Whoever meets one has learned nothing about the store.

Cloudflare marks its challenges in a header (Cloudflare docs, Detect a Challenge Page response). A store's own pages are
known by their marks: the theme's stylesheet of the maintenance page, and the input for the preview code of a store that
is not open yet. A bare 503 is none of this: a store that breaks on a token answers so.
"""

import re

from harness.targets.connecting import UNTRUSTED
from harness.targets.http import Exchange

TURNED_AWAY = (401, 403, 429, 503)
"""Statuses of the pages that guards in front of a store show."""
_GUARD = re.compile(r"<title>\s*(?:Just a moment|Attention Required! \|)|/cdn-cgi/challenge-platform/|_cf_chl")
_STYLE = re.compile(r"<link\b(?=[^>]*\bdata-stencil-stylesheet\b)[^>]*\bhref=[\"'][^\"']*maintenance", re.IGNORECASE)
_WORDS = re.compile(r"<(?:title|h1)\b[^>]*>[^<]*\bmaintenance\b", re.IGNORECASE)
_BEGINNING = 65_536
"""Characters of a page in which marks are looked for."""


def obstacle(exchange: Exchange, preview_field: str) -> str:
    """Return what stands before the store and what helps, in a sentence without an end; "" for an answer of its own.

    ``preview_field`` is the name under which a store that is not open yet wants its preview code.
    """
    if exchange.error.startswith("tls"):
        mend = "; give connect.ca_file" if UNTRUSTED in exchange.error else ""
        return f"there is no TLS connection to the store: {exchange.error[len('tls (') : -1]}{mend}"
    page = exchange.body[:_BEGINNING] if "html" in exchange.header("content-type").lower() else ""
    if _challenged(exchange, page):
        return (
            f"a Cloudflare challenge stands before the store ({exchange.status}); "
            "let this machine's address through, or run from one that is allowed"
        )
    if _STYLE.search(page) or (exchange.status == 503 and _WORDS.search(page)):
        return f"the store is down for maintenance ({exchange.status}); open it, or run again when it is open"
    if exchange.asks_to_wait:
        return f"the store asks to wait ({_told(exchange)}); run again later, or more slowly (pace)"
    if _asks_for(page, preview_field):
        return f"the store is not open yet and asks for its preview code ({exchange.status}); give preview_code"
    return ""


def _challenged(exchange: Exchange, page: str) -> bool:
    marked = exchange.header("cf-mitigated").lower() == "challenge"
    guarded = exchange.status in TURNED_AWAY and exchange.header("server").lower() == "cloudflare"
    return marked or (guarded and bool(_GUARD.search(page)))


def _told(exchange: Exchange) -> str:
    wait = exchange.header("retry-after")
    return f"{exchange.status}, Retry-After: {wait}" if wait else str(exchange.status)


def _asks_for(page: str, field: str) -> bool:
    name = re.escape(field)
    return bool(re.search(rf"<input\b[^>]*\b(?:id|name)\s*=\s*[\"']?{name}\b", page, re.IGNORECASE))
