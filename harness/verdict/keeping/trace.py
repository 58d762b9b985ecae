"""Rewriting a Playwright trace so that it tells no secrets, and still opens in Playwright's viewer.

A trace is a zip: lines of JSON (what was done, pages as they stood, the network with headers and cookies), and the
bodies that were sent and received. Lines stay JSON; texts are masked; of the rest only images and fonts are kept.
"""

import json
import zipfile
from collections.abc import Iterator
from pathlib import Path, PurePosixPath
from typing import Any

from harness.verdict.keeping.masks import Masks, values_in

_PICTURES = frozenset({".png", ".jpeg", ".jpg", ".gif", ".webp", ".avif", ".ico", ".woff", ".woff2", ".ttf", ".otf"})
"""Bodies that are kept as they are."""
_FRAMES = "screencast/"
"""Pictures of the whole window, on which nothing can be covered."""


def scrub(raw: Path, clean: Path, masks: Masks) -> None:
    """Write the trace ``raw`` to ``clean``, masked by ``masks`` and by the cookies and credentials that are in it."""
    with zipfile.ZipFile(raw) as before, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as after:
        names = [one for one in before.namelist() if not one.startswith((_FRAMES, f"resources/{_FRAMES}"))]
        wider = masks.knowing(_values(before))
        for name in names:
            after.writestr(name, _body(name, before.read(name), wider))


def _values(trace: zipfile.ZipFile) -> Iterator[str]:
    """Yield the values of all cookies that were sent or set, and all credentials."""
    for name in trace.namelist():
        if name.endswith(".network"):
            for entry in map(_parsed, _lines(trace.read(name).decode("utf-8", "replace"))):
                yield from values_in(entry)


def _body(name: str, data: bytes, masks: Masks) -> bytes:
    kind = PurePosixPath(name).suffix
    if kind in _PICTURES:
        return data
    if b"\0" in data:
        return b""  # no text, and nothing that a page shows
    try:
        text, encoding = data.decode("utf-8"), "utf-8"
    except UnicodeDecodeError:
        text, encoding = data.decode("latin-1"), "latin-1"
    told = _trace(text, masks) if not name.startswith("resources/") else _text(text, masks)
    return told.encode(encoding, "replace")


def _trace(text: str, masks: Masks) -> str:
    """Return lines of JSON, masked; one that cannot be read is left out."""
    told = (json.dumps(masks.deep(one), separators=(",", ":")) for one in map(_parsed, _lines(text)) if one is not None)
    return "".join(f"{line}\n" for line in told)


def _text(text: str, masks: Masks) -> str:
    """Return a body, masked; JSON stays JSON."""
    value = _parsed(text)
    return json.dumps(masks.deep(value), ensure_ascii=False) if isinstance(value, dict | list) else masks.text(text)


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _parsed(text: str) -> Any:
    """Return what ``text`` says as JSON; None where it is none, or nested too deeply to be looked through."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
