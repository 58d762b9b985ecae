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
class Bounds:
    """How much of a window is written down: ``most`` lines and requests, ``longest`` and ``header`` in characters."""

    most: int = MOST
    longest: int = LONGEST
    header: int = HEADER


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
    """The console and the network of one window, oldest first; what is beyond the bounds is dropped and counted."""

    console: list[Line] = field(default_factory=list)
    network: list[Sent] = field(default_factory=list)
    dropped: int = 0

    def say(self, kind: str, text: str, bounds: Bounds = Bounds()) -> None:
        """Write down a line of the console."""
        if len(self.console) < bounds.most:
            self.console.append(Line(kind, text[: bounds.longest]))
        else:
            self.dropped += 1

    def listen(self, context: Any) -> None:
        """Write down what happens in every page of Playwright's ``context`` from now on, and close its dialogs."""
        self.follow(context)

        def asks(dialog: Any) -> None:  # nothing waits for an answer: whoever wants to go on closes it
            (dialog.accept if dialog.type == "beforeunload" else dialog.dismiss)()

        def opened(page: Any) -> None:
            if len(context.pages) > 1:
                self.say("tab", "another tab was opened")
            page.on("crash", lambda: self.say("crash", "the page crashed"))

        context.on("dialog", asks)
        context.on("page", opened)

    def follow(self, context: Any, bounds: Bounds = Bounds()) -> None:
        """Write down the console, the dialogs and the network of Playwright's ``context`` from now on."""
        under_way: dict[Any, Sent] = {}

        def asked(request: Any) -> None:
            headers = _cut(request.headers, bounds.header)
            sent = Sent(request.method, request.url[: bounds.longest], _kind(request), headers)
            if len(self.network) < bounds.most:
                sent.body = _body(request, bounds.longest)
                self.network.append(sent)
                under_way[request] = sent
            else:
                self.dropped += 1

        def answered(response: Any) -> None:
            if sent := under_way.get(response.request):
                sent.status, sent.answered = response.status, _cut(response.headers, bounds.header)

        def failed(request: Any) -> None:
            if sent := under_way.get(request):
                sent.failure = request.failure or "failed"

        context.on("request", asked)
        context.on("response", answered)
        context.on("requestfailed", failed)
        context.on("console", lambda message: self.say(message.type, message.text, bounds))
        context.on("weberror", lambda error: self.say("pageerror", str(error.error), bounds))
        context.on("dialog", lambda dialog: self.say(dialog.type, dialog.message, bounds))


def _kind(request: Any) -> str:
    """Return what a request is for; a document that only a frame of the page shows is a ``frame``."""
    from playwright.sync_api import Error

    kind = str(request.resource_type)
    with suppress(Error):  # the page's own document is asked for before there is a frame
        return "frame" if kind == "document" and request.frame.parent_frame else kind
    return kind


def _cut(headers: Mapping[str, str], longest: int) -> dict[str, str]:
    """Return the headers, bounded."""
    return {name[:longest]: value[:longest] for name, value in islice(headers.items(), HEADERS)}


def _body(request: Any, longest: int) -> str:
    """Return the body of a request as text, as far as it is one."""
    data: bytes | None = request.post_data_buffer
    return data[:longest].decode("utf-8", "replace") if data else ""
