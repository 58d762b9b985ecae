"""The ways in which a secret can be written in what a browser kept: as it is, in URLs, in JSON, in HTML, in base64."""

import html
import json
from base64 import b64encode
from urllib.parse import quote, quote_plus, unquote

from harness.verdict.evidence import TELLING
from harness.verdict.telltale import spellings


def written(text: str) -> set[str]:
    """Return ``text`` as it stands in texts, URLs, forms, JSON and HTML."""
    quoted = {quote(text, safe=""), quote(text), quote_plus(text)}
    escaped = {json.dumps(text)[1:-1], json.dumps(text, ensure_ascii=False)[1:-1], html.escape(text)}
    return {text, unquote(text), *quoted, *escaped} - {""}


def spelled(secret: str) -> set[str]:
    """Return ``written(secret)`` and, where it is long enough to be told from chance, its hex and base64 forms."""
    raw = secret.encode()
    if len(raw) < TELLING:
        return written(secret)
    return written(secret) | spellings(raw) | {form for skipped in range(3) for form in _within(raw, skipped)}


def _within(raw: bytes, skipped: int) -> tuple[str, str]:
    """Return the part of a longer text's base64 that tells of ``raw`` alone, after ``skipped`` bytes of another group.

    RFC 7617 puts a user's name before the password in such a text.
    """
    first, last = -(-skipped * 8 // 6), (skipped + len(raw)) * 8 // 6
    told = b64encode(bytes(skipped) + raw).decode()[first:last]
    return told, told.replace("+", "-").replace("/", "_")
