"""What the pages of one window hold and do, kept as scraps: no more than a script of theirs could see."""

import time
from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness.targets.browser.log import Bounds, Log
from harness.targets.browser.window import Window
from harness.targets.http import Exchange
from harness.verdict.headless.scraps import Place, Scrap, logged
from harness.verdict.storefront.set_cookies import attributes, names

SCRIPT = Path(__file__).with_name("spy.js").read_text("utf-8")
REACH = "async () => [await globalThis[Symbol.for('tokenassay.reach')]?.reach() ?? []]"
BUSY = "() => [globalThis[Symbol.for('tokenassay.reach')]?.busy() ?? 0]"
MOST = 5000
"""Scraps of one window that are kept."""
LONG, WHOLE, REACHED = 50_000, 1_000_000, 2000
"""Characters of a value and of a page, and values of one page, that are looked at; spy.js says the same."""
WIDE = Bounds(most=20_000, longest=LONG, header=LONG)
"""What is looked at of the console and the network, which is more than what is kept of them for people."""
LOGGED = (Place.CONSOLE, Place.ADDRESS, Place.REQUEST, Place.OWN_REFERER, Place.OTHERS_REFERER, Place.OTHERS)
REACHABLE = (
    Place.LOCAL_STORAGE, Place.SESSION_STORAGE, Place.COOKIE, Place.PAGE, Place.GLOBAL, Place.INDEXED_DB, Place.CACHE,
)  # fmt: skip
QUIET = 0.12
"""Seconds without a request under way after which pages have done what they do."""
STEP = 0.06
"""Seconds between two looks at them."""
GRACE = 1.0
"""Seconds after which, without a request under way, nothing more is expected of them."""
PATIENCE = 6.0
"""Seconds after which pages are taken as they are."""
TOLD = {
    Place.HEADER: "headers of scripts' requests",
    Place.ANSWER: "answers of scripts' requests",
    Place.CONSOLE: "an object in the console",
}
ENDLESS = ("eventsource", "websocket", "ping", "media")
"""Requests that nobody waits for."""


class Spy:
    """Watches ``window`` from its first page on; ``origins`` are the storefront's own servers."""

    def __init__(self, window: Window, origins: Sequence[str]) -> None:
        """Begin to watch; nothing may have been opened before."""
        self.window, self.origins = window, origins
        self._kept: dict[Scrap, None] = {}
        self._log = Log()
        self._dropped: set[Place] = set()
        self._under_way: set[Any] = set()
        self._answers: list[Any] = []
        self._last = time.monotonic()
        context = window.context
        self._log.follow(context, WIDE)
        context.expose_binding("tokenassayTells", self._hear)
        context.add_init_script(SCRIPT)
        context.on("response", self._answered)
        context.on("request", self._begun)
        context.on("requestfinished", self._ended)
        context.on("requestfailed", self._ended)
        self._follow(window.page)
        context.on("page", self._follow)

    def settle(self, seen: Callable[[], bool] = lambda: True) -> None:
        """Wait until the pages ask nothing any more, and for ``seen`` a little longer; not for ever."""
        self._last = time.monotonic()
        end, still = self._last + PATIENCE, 0.0
        while time.monotonic() < end:
            # Every wait is a step of the trace, with two pictures of the page: better few than many.
            self.window.page.wait_for_timeout(max(QUIET - still, STEP) * 1000)
            still = 0.0 if self._under_way else time.monotonic() - self._last
            if (still > GRACE or (still > QUIET and seen())) and not self._busy():
                return

    def _busy(self) -> bool:
        """Whether a script waits for an answer; what asks first whether it may is told of by no event."""
        found = self._asked(BUSY, 1.0)
        return found is None or bool(found)

    def _asked(self, script: str, seconds: float) -> Any:
        """Return the one thing in the list that ``script`` returns; None if the page does not answer in time."""
        from playwright.sync_api import Error

        try:
            handle = self.window.page.wait_for_function(script, timeout=seconds * 1000)
            return handle.json_value()[0]
        except Error:  # the page is gone, is just going on to another, or lets no script run
            return None

    def look(self) -> None:
        """Keep all that a script of the page that is shown can reach."""
        path = urlsplit(self.window.url).path
        found = self._asked(REACH, 8.0) or ()
        if len(found) >= REACHED:
            self._dropped.update(REACHABLE)
        for place, where, text in found:
            self._keep(Scrap(Place(place), f"{where} (at {path})", text))

    def scraps(self) -> list[Scrap]:
        """Return all that was seen until now."""
        return [*self._kept, *logged(self._log, self.origins)]

    def dropped(self) -> tuple[Place, ...]:
        """Return the places of which there was more than can be looked through."""
        cut = {one.place for one in self.scraps() if len(one.text) in (LONG, WHOLE)}
        beyond = LOGGED if self._log.dropped else ()
        return tuple(sorted({*cut, *beyond, *self._dropped}))

    def same_site(self) -> dict[str, str]:
        """Return what servers said of SameSite when they set cookies, "" where nothing; the browser does not tell."""
        lines = tuple(("set-cookie", line) for one in self._answers for line in _set_cookie(one))
        said = Exchange("GET", self.window.url, 200, lines)
        return {name: attributes(said, name).get("samesite", "") for name in names(said)}

    def _keep(self, scrap: Scrap) -> None:
        if len(self._kept) < MOST:
            self._kept[scrap] = None
        elif scrap not in self._kept:
            self._dropped.add(scrap.place)

    def _hear(self, source: Any, said: Any) -> None:
        """Take what the script tells from any frame; a page may call this, too, and say what it likes."""
        if not isinstance(said, dict):
            return
        kind, text = str(said.get("kind")), str(said.get("text"))[:LONG]
        origin = urlsplit(source["frame"].url)
        if kind == "message":
            if f"{origin.scheme}://{origin.netloc}" not in self.origins and origin.netloc:
                self._keep(Scrap(Place.MESSAGE, f"a message to a window of {origin.netloc}", text))
        elif kind in TOLD:
            self._keep(Scrap(Place(kind), TOLD[Place(kind)], text))

    def _answered(self, response: Any) -> None:
        """Keep an answer of the storefront's own; what is in it is asked for later."""
        if len(self._answers) < MOST and response.url.startswith(tuple(f"{one}/" for one in self.origins)):
            self._answers.append(response)

    def _follow(self, page: Any) -> None:
        page.on("framenavigated", self._moved)

    def _moved(self, frame: Any) -> None:
        own = urlsplit(frame.url)
        if f"{own.scheme}://{own.netloc}" in self.origins:
            self._keep(Scrap(Place.ADDRESS, f"the address of {own.path}", frame.url))

    def _begun(self, request: Any) -> None:
        if request.resource_type not in ENDLESS:
            self._under_way.add(request)
            self._last = time.monotonic()

    def _ended(self, request: Any) -> None:
        self._under_way.discard(request)
        self._last = time.monotonic()


def _set_cookie(response: Any) -> list[str]:
    """Return the Set-Cookie lines of an answer; none where the browser has forgotten it."""
    from playwright.sync_api import Error

    try:
        return list(response.header_values("set-cookie"))
    except Error:
        return []
