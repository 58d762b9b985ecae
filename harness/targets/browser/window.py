"""One shopper's window: cookies of its own, one page at a time, and everything that it does written down."""

import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from copy import copy
from pathlib import Path
from typing import Any

from harness.targets.browser.asking import driven, guarded, told_by
from harness.targets.browser.covering import covers
from harness.targets.browser.log import Log, Sent
from harness.targets.browser.shrinking import shrink
from harness.targets.http import Exchange

PATIENCE = 10_000
"""Milliseconds until a page that does not come counts as a hang."""
LOADED = 3000
"""Milliseconds that a page which is there has for all that it shows."""
SIZE = {"width": 1280, "height": 800}
"""Pixels of every page."""
SHUTTER = 2000
"""Milliseconds that a picture may take."""
WRAPPED = "* { overflow-wrap: anywhere !important } pre { white-space: pre-wrap !important }"


class Window:
    """A browser context of Playwright's with one page in it.

    ``page`` and ``context`` are Playwright's own, for all that is not here. Nothing that a page does raises: a page
    that does not come is an answer too (see ``open``).
    """

    def __init__(self, browser: Any, name: str, *, traced: bool, pace: float, process: int) -> None:
        """Open a window of ``browser``, which is the given ``process``; ``traced`` ones can be saved as a trace."""
        self.name, self.log, self.traced, self.pace, self.process = name, Log(), traced, pace, process
        self.problem = ""
        """Why the last page did not come, or ""."""
        self.values: set[str] = set()
        """The values of all cookies that the window is known to have had."""
        self.context = browser.new_context(viewport=SIZE)
        self.context.set_default_timeout(PATIENCE)
        # Chromium asks before a page of elsewhere may speak to this machine; our stand-ins for such pages may.
        self.context.grant_permissions(["local-network-access"])
        if traced:
            # Frames of a film could not be masked, and cost ten times what the pages as they stood do.
            self.context.tracing.start(screenshots=False, snapshots=True)
        self.log.listen(self.context)
        self.page = self.context.new_page()

    def open(self, url: str) -> int:
        """Go to ``url``, follow where it leads, and return the last answer's status; 0 if none came."""
        return self._went(lambda: self.page.goto(url, wait_until="domcontentloaded"))

    def tab(self) -> "Window":
        """Return another tab of this window, with the same cookies and the same log; it is closed with this one."""
        other = copy(self)
        with driven("no tab opens"):
            other.page = self.context.new_page()
        return other

    def waited_for(self, seen: Callable[[Sent], bool], seconds: float = 3.0) -> bool:
        """Wait until a request as ``seen`` has been written down, and return whether one was."""
        end = time.monotonic() + seconds
        while not (found := any(map(seen, self.log.network))) and time.monotonic() < end:
            self._wait()
        return found

    def back(self) -> int:
        """Press the back button, and return the status that the page there once had; 0 if there was none."""
        return self._went(lambda: self.page.go_back(wait_until="domcontentloaded"))

    def reload(self) -> int:
        """Load the page again and return its status."""
        return self._went(lambda: self.page.reload(wait_until="domcontentloaded"))

    @property
    def url(self) -> str:
        """The address that the window shows."""
        return str(self.page.url)

    def text(self) -> str:
        """Return the text that a person sees on the page."""
        return str(self.run("() => document.body ? document.body.innerText : ''"))

    def run(self, script: str, argument: object = None) -> Any:
        """Run ``script``, a JavaScript function, in the page, and return what it comes to.

        TargetDownError if the page does not let it, or goes away meanwhile.
        """
        refused = driven(f"a script did not come to its end in the page at {self.url}")
        with refused, guarded(self.process, 2 * PATIENCE / 1000):
            return told_by(self.page, script, argument, PATIENCE)

    def left(self, url: str, seconds: float = 1.0) -> bool:
        """Wait until the page at ``url`` has gone on by itself, and return whether it has."""
        end = time.monotonic() + seconds
        while self.page.url == url and time.monotonic() < end:
            self._wait()
        return bool(self.page.url != url)

    def fetch(self, path: str, credentials: str = "same-origin") -> Exchange:
        """Fetch ``path`` as a script of the page does, redirects followed; status 0 says that it may not be read."""
        found = self.run(_FETCH, [path, credentials])
        return Exchange("GET", found["url"], found["status"], tuple(found["headers"].items()), found["text"])

    def cookies(self) -> list[dict[str, Any]]:
        """Return every cookie of the window, scripts may read it or not, as Playwright tells it."""
        with driven("the browser does not tell its cookies"):
            return [dict(one) for one in self.context.cookies()]

    def stand_in(self, origin: str, html: str) -> None:
        """Serve ``html`` for every address below ``origin``, to this window alone, without a server."""
        self.context.route(f"{origin}/**", lambda route: route.fulfill(content_type="text/html", body=html))

    def keep_within(self, origins: Sequence[str]) -> None:
        """Let this window ask nobody but ``origins``; what it asks of others is written down and not sent."""

        def decide(route: Any) -> None:
            inside = route.request.url.startswith(tuple(f"{one}/" for one in origins))
            (route.fallback if inside else route.abort)()

        self.context.route("**/*", decide)

    def picture(self, path: Path, masks: Sequence[str] = (), hides: Callable[[str], bool] | None = None) -> bool:
        """Save what the window shows as a PNG; return whether it could be done.

        Covered are ``masks`` (CSS selectors), and elements with a text of which ``hides`` says so.
        """
        with suppress(Exception):  # a page that hangs or has crashed has no picture
            covered = [self.page.locator(one) for one in masks] + (covers(self.page, hides) if hides else [])
            wrapped = WRAPPED if covered else None  # what runs out of its box would not be covered
            self.page.screenshot(path=path, mask=covered, mask_color="#6a707b", style=wrapped, timeout=SHUTTER)
            shrink(self.context.browser, path)
            return True
        path.unlink(missing_ok=True)
        return False

    def end_trace(self, trace: Path | None = None) -> None:
        """End the window's trace, if it has one that goes on; save it at ``trace``."""
        traced, self.traced = self.traced, False
        with suppress(Exception):  # the browser may have gone before
            if traced:
                self.context.tracing.stop(**({"path": trace} if trace else {}))

    def close(self, trace: Path | None = None) -> None:
        """Close the window; where it was traced, save the trace at ``trace``."""
        self.end_trace(trace)
        with suppress(Exception):  # the browser may have gone before
            self.context.close()

    def remember(self) -> None:
        """Take note of the values of the window's cookies."""
        with suppress(Exception):  # the browser may have gone before
            self.values.update(one["value"] for one in self.cookies())

    def _went(self, go: Any) -> int:
        from playwright.sync_api import Error

        self.problem = ""
        time.sleep(self.pace)
        try:
            answer = go()
        except Error as error:
            self.problem = error.message.partition("\n")[0]
            return 0
        finally:
            self.remember()
        with suppress(Error):  # what a page waits for in vain, such as a picture of somebody else's, is no fault of it
            self.page.wait_for_load_state("load", timeout=LOADED)
        return int(answer.status) if answer else 0

    def _wait(self) -> None:
        """Let the browser go on for a moment."""
        with driven(f"the page at {self.url} is gone"):
            self.page.wait_for_timeout(20)


_FETCH = """async ([path, credentials]) => {
  try {
    const answer = await fetch(path, {credentials, cache: "no-store", signal: AbortSignal.timeout(8000)});
    const headers = Object.fromEntries(answer.headers);
    return {status: answer.status, url: answer.url, text: await answer.text(), headers};
  } catch (error) {
    return {status: 0, url: String(path), text: String(error), headers: {}};
  }
}"""
