"""What may be a token among all that was seen: shaped like a JWT, or long and random. Which one is, the door says."""

import json
import re
from collections.abc import Iterable, Iterator
from itertools import zip_longest
from urllib.parse import parse_qsl, urlsplit

from harness.verdict.headless.scraps import Place, Scrap

MOST = 40
"""Candidates that are tried at the door; all of them are kept out of reports."""
SHORTEST = 16
"""Characters of an opaque token: 64 bits in hex, the least that ASVS 7.2.3 lets pass half-way."""
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]{5,3000}\.[\w-]{5,3000}\.[\w-]{16,1000}")
_OPAQUE = re.compile(rf"[A-Za-z0-9_.~+/=-]{{{SHORTEST},2000}}")
_SCHEME = re.compile(r"^(?:[A-Za-z]+ )?(.+)$")
_PATH = re.compile(r"/.*|.*\.(?:avif|css|gif|html?|ico|jpe?g|js|json|mjs|png|svg|webp|woff2?)")
"""What is no token, though it is long: a path, or the name of a file."""
_QUOTED = re.compile(rf'"({_OPAQUE.pattern})"')
_FIRST = (Place.HEADER, Place.LOCAL_STORAGE, Place.SESSION_STORAGE, Place.COOKIE, Place.ANSWER, Place.ADDRESS)
_TOLD = (Place.LOCAL_STORAGE, Place.SESSION_STORAGE, Place.COOKIE, Place.GLOBAL)
_LOOKED_THROUGH = (Place.ANSWER, Place.INDEXED_DB, Place.CACHE, *_TOLD)


def candidates(scraps: Iterable[Scrap]) -> list[str]:
    """Return all that may be a token, each once: JWTs first, and the others of each kind of place in turn.

    So no place that is full of something else, such as answers that list products, hides what another one holds.
    """
    places: dict[Place, dict[str, None]] = {place: {} for place in _FIRST}
    for scrap in scraps:
        places.setdefault(scrap.place, {}).update(dict.fromkeys(_in(scrap)))
    turns = dict.fromkeys(one for turn in zip_longest(*places.values()) for one in turn if one is not None)
    return sorted(turns, key=lambda one: not _JWT.fullmatch(one))


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
    """Yield the opaque texts of JSON; where it is none, or was cut short, ``text`` itself and what is quoted in it."""
    try:
        yield from (one for value in _texts(json.loads(text)) for one in _opaque(value))
    except (ValueError, RecursionError):
        yield from (one for part in (text, *_QUOTED.findall(text)) for one in _opaque(part))


def _texts(value: object, depth: int = 0) -> Iterator[str]:
    if isinstance(value, str):
        yield value
    elif isinstance(value, (dict, list)) and depth < 8:
        for one in value.values() if isinstance(value, dict) else value:
            yield from _texts(one, depth + 1)


def _opaque(text: str) -> Iterator[str]:
    if _OPAQUE.fullmatch(text) and len(set(text)) > SHORTEST // 2 and not _PATH.fullmatch(text):
        yield text
