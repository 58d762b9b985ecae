"""What may be a token among all that was seen: shaped like a JWT, or long and random. Which one is, the door says."""

import json
import re
from collections.abc import Iterable, Iterator
from urllib.parse import parse_qsl, urlsplit

from harness.verdict.headless.scraps import Place, Scrap

MOST = 40
"""Candidates that are tried."""
SHORTEST = 16
"""Characters of an opaque token: 64 bits in hex, the least that ASVS 7.2.3 lets pass half-way."""
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{5,3000}\.[\w-]{5,3000}\.[\w-]{16,1000}")
_OPAQUE = re.compile(rf"[A-Za-z0-9_.~+/=-]{{{SHORTEST},2000}}")
_SCHEME = re.compile(r"^(?:[A-Za-z]+ )?(.+)$")
_TOLD = (Place.LOCAL_STORAGE, Place.SESSION_STORAGE, Place.COOKIE, Place.GLOBAL)
_LOOKED_THROUGH = (Place.ANSWER, Place.INDEXED_DB, Place.CACHE, *_TOLD)


def candidates(scraps: Iterable[Scrap]) -> list[str]:
    """Return what may be a token, each once: what scripts send as headers first, then what they are answered."""
    found: dict[str, None] = {}
    for scrap in sorted(scraps, key=_rank):
        for one in _in(scrap):
            found[one] = None
            if len(found) >= MOST:
                return list(found)
    return list(found)


def _rank(scrap: Scrap) -> int:
    order = (Place.HEADER, Place.ANSWER, Place.LOCAL_STORAGE, Place.SESSION_STORAGE, Place.COOKIE, Place.ADDRESS)
    return order.index(scrap.place) if scrap.place in order else len(order)


def _in(scrap: Scrap) -> Iterator[str]:
    """Yield the candidates in one text: JWTs anywhere, opaque ones only where a token would stand by itself."""
    yield from _JWT.findall(scrap.text)
    match scrap.place:
        case Place.HEADER:
            name, _, value = scrap.text.partition(": ")
            if name.lower() not in ("accept", "content-type", "user-agent"):
                yield from _opaque(_SCHEME.sub(r"\1", value))
        case Place.ADDRESS | Place.REQUEST:
            parts = urlsplit(scrap.text)
            for _, value in (*parse_qsl(parts.query), *parse_qsl(parts.fragment)):
                yield from _opaque(value)
        case place if place in _LOOKED_THROUGH:
            yield from _inside(scrap.text)


def _inside(text: str) -> Iterator[str]:
    """Yield the opaque texts of JSON, or ``text`` itself where it is none."""
    try:
        yield from (one for value in _texts(json.loads(text)) for one in _opaque(value))
    except (ValueError, RecursionError):
        yield from _opaque(text)


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)) and depth < 8:
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one, depth + 1)


def _opaque(text: str) -> Iterator[str]:
    if _OPAQUE.fullmatch(text) and len(set(text)) > SHORTEST // 2:
        yield text
