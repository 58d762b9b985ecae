"""Rewriting a Playwright trace so that it tells no secrets, and still opens in Playwright's viewer.

A trace is a zip: lines of JSON (what was done, pages as they stood, the network with headers and cookies), and the
bodies that were sent and received. Lines stay JSON; texts are masked; of the rest only images and fonts are kept.
"""

import json
import zipfile
from collections.abc import Iterator
from contextlib import suppress
from pathlib import Path, PurePosixPath
from typing import Any

from harness.verdict.keeping.masks import Masks, values_in

_PICTURES = frozenset({".png", ".jpeg", ".jpg", ".gif", ".webp", ".avif", ".ico", ".woff", ".woff2", ".ttf", ".otf"})
"""Bodies that are kept as they are."""
_LONGEST = 5_000_000
"""Bytes of one body that is kept."""
_BODIES = "resources/"
_FRAMES = "screencast/"
"""Pictures of the whole window, on which nothing can be covered."""


def scrub(raw: Path, clean: Path, masks: Masks) -> None:
    """Write the trace ``raw`` to ``clean``, masked by ``masks`` and by the cookies and credentials that are in it."""
    with zipfile.ZipFile(raw) as before, zipfile.ZipFile(clean, "w", zipfile.ZIP_DEFLATED) as after:
        names = [one for one in before.namelist() if not one.startswith((_FRAMES, f"{_BODIES}{_FRAMES}"))]
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
    if not name.startswith(_BODIES):
        return _trace(data.decode("utf-8", "replace"), masks).encode()
    if b"\0" in data or len(data) > _LONGEST:
        return b""  # no text that anybody wants to read
    try:
        return _text(data.decode("utf-8"), masks).encode("utf-8", "replace")
    except UnicodeDecodeError:
        return _text(data.decode("latin-1"), masks).encode("latin-1", "replace")


def _trace(text: str, masks: Masks) -> str:
    """Return lines of JSON, masked; one that cannot be read is left out."""
    return "".join(f"{told}\n" for line in _lines(text) if (told := _json(line, masks)))


def _text(text: str, masks: Masks) -> str:
    """Return a body, masked; JSON stays JSON."""
    return (_json(text, masks) if text.lstrip()[:1] in ("{", "[") else "") or masks.text(text)


def _json(text: str, masks: Masks) -> str:
    """Return JSON, masked; "" where it is none, or nested too deeply to be looked through."""
    value = _parsed(text)
    with suppress(RecursionError):
        return json.dumps(masks.deep(value), separators=(",", ":")) if value is not None else ""
    return ""


def _lines(text: str) -> list[str]:
    return [line for line in text.split("\n") if line.strip()]


def _parsed(text: str) -> Any:
    """Return what ``text`` says as JSON; None where it is none, or nested too deeply to be read."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return None
