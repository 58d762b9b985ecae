"""What was seen of a storefront while somebody was signed in, and in which of it a token stands. No I/O."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from harness.targets.browser.log import Log, Sent
from harness.verdict.keeping.spelling import written


class Place(StrEnum):
    """Where a text was seen."""

    LOCAL_STORAGE = "local-storage"
    SESSION_STORAGE = "session-storage"
    INDEXED_DB = "indexed-db"
    CACHE = "cache"
    COOKIE = "cookie"
    """A cookie that scripts can read."""
    PAGE = "page"
    GLOBAL = "global"
    CONSOLE = "console"
    HEADER = "header"
    """What a script gave the browser to send as a header."""
    ANSWER = "answer"
    """What a script was answered."""
    ADDRESS = "address"
    """The address of a page, which the history keeps."""
    REQUEST = "request"
    """The address of a request to the storefront's own servers."""
    OWN_REFERER = "own-referer"
    OTHERS_REFERER = "others-referer"
    OTHERS = "others"
    """The address, headers or body of a request to somebody else's server."""
    MESSAGE = "message"
    """A message that a window of somebody else's was posted."""


@dataclass(frozen=True, slots=True)
class Scrap:
    """A text that was seen; ``where`` says in words where exactly."""

    place: Place
    where: str
    text: str


@dataclass(frozen=True, slots=True)
class Sighting:
    """A secret that was seen: ``what`` it is, the token or what was typed as a password."""

    what: str
    place: Place
    where: str


def sightings(scraps: Iterable[Scrap], secrets: Iterable[tuple[str, str]]) -> list[Sighting]:
    """Return where each of ``secrets``, what it is and its value, is seen, however URLs, JSON or HTML write it."""
    spelt = [(what, written(value)) for what, value in secrets]
    found: dict[Sighting, None] = {}
    for scrap in scraps:
        for what, spellings in spelt:
            if any(one in scrap.text for one in spellings):
                found[Sighting(what, scrap.place, scrap.where)] = None
    return list(found)


def logged(log: Log, origins: Sequence[str]) -> Iterator[Scrap]:
    """Yield what a window wrote down: its console, and its requests; ``origins`` are the storefront's own servers."""
    for line in log.console:
        yield Scrap(Place.CONSOLE, f"a line of the console ({line.kind})", line.text)
    for sent in log.network:
        yield from _asked(sent, own=sent.origin in origins)


def _asked(sent: Sent, *, own: bool) -> Iterator[Scrap]:
    """Yield the parts of one request. A document's address is a page's; what is sent to oneself is no sight."""
    headers = {name.lower(): value for name, value in sent.headers.items()}
    referer = headers.pop("referer", "")
    where = f"a request to {sent.origin}"
    yield Scrap(Place.OWN_REFERER if own else Place.OTHERS_REFERER, where, referer)
    if own:
        yield Scrap(Place.ADDRESS if sent.kind == "document" else Place.REQUEST, where, sent.url)
        return
    yield Scrap(Place.OTHERS, f"the address of {where}", sent.url)
    yield Scrap(Place.OTHERS, f"the body of {where}", sent.body)
    for name, value in headers.items():
        yield Scrap(Place.OTHERS, f"the header {name} of {where}", value)
