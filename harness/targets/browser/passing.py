"""A window at a store that is not open to everybody: the code that lets it in, and the page that keeps it out."""

from typing import Any

from harness.targets.browser.window import Window
from harness.targets.http import Exchange

HTML = "() => document.documentElement.outerHTML"


def bring(context: Any, origin: str, code: str) -> None:
    """Let every request of Playwright's ``context`` to ``origin`` have ``code`` in its query, and show it nowhere."""

    def pass_on(route: Any) -> None:
        url = route.request.url
        route.continue_(url=f"{url}{'&' if '?' in url else '?'}{code}")

    context.route(f"{origin}/**", pass_on)


def shown(window: Window, status: int) -> Exchange:
    """Return the page that ``window`` shows, which came with ``status``, as plain HTTP would have brought it."""
    documents = [one for one in window.log.network if one.kind == "document" and one.status]
    headers = tuple(documents[-1].answered.items()) if documents else ()
    return Exchange("GET", window.url, status, headers, str(window.run(HTML)))
