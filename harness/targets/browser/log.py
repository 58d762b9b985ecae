"""What a window does, written down as it happens: lines of the console, and requests with their answers."""

from collections.abc import Mapping
from contextlib import suppress
from dataclasses import dataclass, field
from itertools import islice
from typing import Any
from urllib.parse import urlsplit

MOST = 500
"""Lines and requests of one window that are kept."""
LONGEST = 4000
"""Characters of one line, address or body that are kept."""
HEADERS = 60
"""Headers of one message that are kept."""
HEADER = 1000
"""Characters of one header that are kept."""


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the console; ``kind`` is log, warning, error and so on.

    Other kinds tell what is none of the console's: ``pageerror`` (an uncaught exception), ``alert``, ``confirm``,
    ``prompt`` and ``beforeunload`` (a dialog), ``tab`` (another one was opened), and ``crash``.
    """

    kind: str
    text: str


@dataclass(slots=True)
class Sent:
    """A request of the page's, and its answer as far as it came: ``status`` 0 says that there was none.

    ``kind`` is Playwright's resource type, or ``frame`` for the document of a frame within the page.
    """

    method: str
    url: str
    kind: str
    headers: Mapping[str, str]
    body: str = ""
    status: int = 0
    answered: Mapping[str, str] = field(default_factory=dict)
    failure: str = ""

    @property
    def origin(self) -> str:
        """Scheme, host and port that it went to."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"


@dataclass(slots=True)
class Log:
    """The console and the network of one window, oldest first; what is beyond MOST is dropped and counted."""

    console: list[Line] = field(default_factory=list)
    network: list[Sent] = field(default_factory=list)
    dropped: int = 0

    def say(self, kind: str, text: str) -> None:
        """Write down a line of the console."""
        if len(self.console) < MOST:
            self.console.append(Line(kind, text[:LONGEST]))
        else:
            self.dropped += 1

    def listen(self, context: Any) -> None:
        """Write down what happens in every page of Playwright's ``context`` from now on."""
        under_way: dict[Any, Sent] = {}

        def asked(request: Any) -> None:
            sent = Sent(request.method, request.url[:LONGEST], _kind(request), _cut(request.headers))
            if len(self.network) < MOST:
                sent.body = _body(request)
                self.network.append(sent)
                under_way[request] = sent
            else:
                self.dropped += 1

        def answered(response: Any) -> None:
            if sent := under_way.get(response.request):
                sent.status, sent.answered = response.status, _cut(response.headers)

        def failed(request: Any) -> None:
            if sent := under_way.get(request):
                sent.failure = request.failure or "failed"

        def asks(dialog: Any) -> None:  # nothing waits for an answer: whoever wants to go on closes it
            self.say(dialog.type, dialog.message)
            (dialog.accept if dialog.type == "beforeunload" else dialog.dismiss)()

        def opened(page: Any) -> None:
            if len(context.pages) > 1:
                self.say("tab", "another tab was opened")
            page.on("crash", lambda: self.say("crash", "the page crashed"))

        context.on("request", asked)
        context.on("response", answered)
        context.on("requestfailed", failed)
        context.on("console", lambda message: self.say(message.type, message.text))
        context.on("weberror", lambda error: self.say("pageerror", str(error.error)))
        context.on("dialog", asks)
        context.on("page", opened)


def _kind(request: Any) -> str:
    """Return what a request is for; a document that only a frame of the page shows is a ``frame``."""
    from playwright.sync_api import Error

    kind = str(request.resource_type)
    with suppress(Error):  # the page's own document is asked for before there is a frame
        return "frame" if kind == "document" and request.frame.parent_frame else kind
    return kind


def _cut(headers: Mapping[str, str]) -> dict[str, str]:
    """Return the headers, bounded."""
    return {name[:HEADER]: value[:HEADER] for name, value in islice(headers.items(), HEADERS)}


def _body(request: Any) -> str:
    """Return the body of a request as text, as far as it is one."""
    data: bytes | None = request.post_data_buffer
    return data[:LONGEST].decode("utf-8", "replace") if data else ""
