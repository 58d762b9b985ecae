"""One visitor's HTTP: bounded answers, no redirects followed, no normalizing of what is sent, cookies kept.

Nothing here raises for what a server does: a refused connection, a hang or garbage is an answer too.
"""

import threading
import time
import urllib.request
from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import dataclass, field
from email.message import Message
from http.cookiejar import CookieJar, DefaultCookiePolicy
from typing import cast
from urllib.parse import quote, urlsplit

import urllib3
from urllib3.exceptions import HTTPError, NewConnectionError, ProtocolError, SSLError
from urllib3.exceptions import TimeoutError as UrllibTimeoutError

from harness.targets.connecting import ConnectTable, trouble
from harness.targets.timed import StaleError, timed
from harness.targets.unpacking import unpacked

MAX_BODY = 1_048_576
"""Bytes of an answer that are read; a storefront's page has some hundred thousand."""
FLOOD = f"flood (more than {MAX_BODY} bytes)"
LONGEST_WAIT = 5.0
"""Seconds that a Retry-After is obeyed."""
PACE = 0.2
"""Seconds between two requests to a server on another machine, which is not hurried."""


@dataclass(frozen=True, slots=True)
class Exchange:
    """A request and its answer. ``status`` is 0 where there was none, and ``error`` says why: down, hang, cut."""

    method: str
    url: str
    status: int
    headers: tuple[tuple[str, str], ...] = ()
    body: str = ""
    error: str = ""
    seconds: float = 0.0
    sent: tuple[tuple[str, str], ...] = ()

    def header(self, name: str) -> str:
        """Return the first header ``name`` of the answer, or ""."""
        return next((value for key, value in self.headers if key.lower() == name), "")

    def all(self, name: str) -> list[str]:
        """Return every header ``name`` of the answer."""
        return [value for key, value in self.headers if key.lower() == name]

    @property
    def unclean(self) -> bool:
        """Whether the server broke instead of answering: 5xx, a hang, a cut connection."""
        return (self.status >= 500 and not self.asks_to_wait) or self.error not in ("", "down")

    @property
    def asks_to_wait(self) -> bool:
        """Whether the server asks to come again later: 429, or 503 with Retry-After (RFC 9110 10.2.3)."""
        return self.status == 429 or (self.status == 503 and bool(self.header("retry-after")))


@dataclass(slots=True)
class Site:
    """The connections to one origin, shared by many visitors.

    Times are in seconds; ``read`` is for one silence, and twice that for a whole answer; ``pace`` is the least time
    between two requests, for stores on other machines; ``source`` is the address to come from, where that matters;
    ``via`` is the way there, for a server that this machine would not find or trust by itself. ``code`` goes with every
    request as one more part of its query, and is shown nowhere. ``watch`` is told of every exchange.
    """

    url: str
    connect: float = 3.0
    read: float = 10.0
    pace: float = 0.0
    source: str = ""
    via: ConnectTable = field(default_factory=ConnectTable)
    code: str = field(default="", repr=False)
    watch: Callable[[Exchange], object] = lambda exchange: None
    bounded: bool = False
    """Whether an answer of more than MAX_BODY bytes counts as broken; a shop's page may well be cut instead."""
    pool: urllib3.HTTPConnectionPool = field(init=False)
    _host: dict[str, str] = field(init=False)
    _turn: threading.Lock = field(init=False, default_factory=threading.Lock)
    _next: float = field(init=False, default=0.0)

    def __post_init__(self) -> None:
        """Open the pool; connections are made when they are first needed."""
        self.pool = self.via.pool(self.url, urllib3.Timeout(connect=self.connect, read=self.read), self.source)
        timed(self.pool)
        self._host = self.via.host_header(self.url)

    def request(self, method: str, target: str, headers: Mapping[str, str], body: bytes | None = None) -> Exchange:
        """Send one request for ``target`` (path and query, percent-encoded) and return what came of it.

        Asked to come again later, waits and tries once more.
        """
        exchange = self._once(method, target, headers, body)
        if exchange.asks_to_wait:
            wait = exchange.header("retry-after")
            time.sleep(min(float(wait), LONGEST_WAIT) if wait.isdecimal() else 1.0)
            exchange = self._once(method, target, headers, body)
        self.watch(exchange)
        return exchange

    def hurry(self, seconds: float) -> None:
        """Wait for an answer no longer than ``seconds`` from now on."""
        self.read = seconds
        self.pool.timeout = urllib3.Timeout(connect=self.connect, read=seconds)

    @contextmanager
    def burst(self) -> Iterator[None]:
        """Do not pace requests for the block: what must happen at the same moment cannot take turns."""
        pace, self.pace = self.pace, 0.0
        try:
            yield
        finally:
            self.pace = pace

    def _once(self, method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> Exchange:
        if self.pace:
            self._wait()
        started = time.perf_counter()
        status, text, error = 0, "", ""
        found: tuple[tuple[str, str], ...] = ()
        try:
            response = self._sent(method, target, body, headers)
            status = response.status
            found = tuple(response.headers.items())
            text, error = self._body(response)
        except NewConnectionError:
            error = "down"
        except UrllibTimeoutError:
            error = "hang"
        except SSLError as problem:
            error = f"tls ({trouble(problem, self.url)})"
        except (HTTPError, OSError, ValueError) as problem:
            error = f"cut ({type(problem).__name__})"
        sent = tuple(headers.items())
        return Exchange(method, self.url + target, status, found, text, error, time.perf_counter() - started, sent)

    def _sent(
        self, method: str, target: str, body: bytes | None, headers: Mapping[str, str]
    ) -> urllib3.BaseHTTPResponse:
        """Send a request; once more for each idle connection that turns out to be closed (RFC 9112 9.3.1)."""
        if self._host and "host" not in {name.lower() for name in headers}:
            headers = {**self._host, **headers}
        if self.code:
            target = f"{target}{'&' if '?' in target else '?'}{self.code}"
        while True:
            try:
                return self.pool.urlopen(method, target, body, headers, redirect=False, preload_content=False)
            except ProtocolError as error:
                if not isinstance(error.args[-1], StaleError):
                    raise

    def _body(self, response: urllib3.BaseHTTPResponse) -> tuple[str, str]:
        """Return the answer's text, and what was wrong with it; bounded in bytes, and by its connection in time."""
        data, error = bytearray(), ""
        while chunk := response.read1(MAX_BODY + 1 - len(data), decode_content=False):
            data += chunk
            if len(data) > MAX_BODY:
                error = FLOOD if self.bounded else ""
                break
        left = response.length_remaining
        if left and not error and len(data) <= MAX_BODY:
            error = f"cut ({left} bytes short)"
        # What is left unread of an endless answer costs the connection.
        (response.close if left or error or len(data) > MAX_BODY else response.release_conn)()
        raw, too_much = unpacked(bytes(data[:MAX_BODY]), response.headers.get("content-encoding", ""), MAX_BODY)
        return raw.decode("utf-8", "replace"), error or (FLOOD if too_much and self.bounded else "")

    def _wait(self) -> None:
        """Wait for this request's turn."""
        with self._turn:
            wait = self._next - time.monotonic()
            self._next = max(time.monotonic(), self._next) + self.pace
        if wait > 0:
            time.sleep(wait)


class Visitor:
    """A browser as far as HTTP goes: its own cookies, redirects looked at but not followed."""

    def __init__(self, site: Site) -> None:
        """Start without cookies at ``site``."""
        self.site = site
        # Browsers send Secure cookies to loopback over plain http, too.
        self.jar = CookieJar(DefaultCookiePolicy(secure_protocols=("http", "https")))

    def get(self, target: str, headers: dict[str, str] | None = None, method: str = "GET") -> Exchange:
        """Fetch ``target``, a path with query as it stands on the request line."""
        return self._send(method, target, headers or {}, None)

    def post(self, target: str, form: str = "", headers: dict[str, str] | None = None) -> Exchange:
        """Post a form."""
        sent = {"Content-Type": "application/x-www-form-urlencoded", **(headers or {})}
        return self._send("POST", target, sent, form.encode())

    def cookie(self, name: str) -> str:
        """Return the value of the cookie ``name``, or ""."""
        return next((cookie.value or "" for cookie in self.jar if cookie.name == name), "")

    def _send(self, method: str, target: str, headers: dict[str, str], body: bytes | None) -> Exchange:
        if not len(self.jar):
            exchange = self.site.request(method, target, headers, body)
        else:
            probe = urllib.request.Request(self.site.url + _plain(target))  # noqa: S310 - only asked for its cookies
            self.jar.add_cookie_header(probe)
            cookie = probe.get_header("Cookie")
            exchange = self.site.request(method, target, {**headers, "Cookie": cookie} if cookie else headers, body)
        if exchange.header("set-cookie"):
            request = urllib.request.Request(self.site.url + _plain(target))  # noqa: S310 - only lends its host
            self.jar.extract_cookies(cast("urllib3.response.HTTPResponse", _Answer(exchange)), request)  # type: ignore[arg-type]
        return exchange


class _Answer:
    """An exchange in the shape that ``http.cookiejar`` reads."""

    def __init__(self, exchange: Exchange) -> None:
        self._message = Message()
        for value in exchange.all("set-cookie"):
            self._message["Set-Cookie"] = value

    def info(self) -> Message:
        """Return the headers."""
        return self._message


def _plain(target: str) -> str:
    """Return the path of ``target``; a login token in it is no business of the cookie jar."""
    path = urlsplit(target).path
    return path if len(path) < 200 else path[:200]


def path_encoded(token: str) -> str:
    """Return ``token`` as one path segment: everything percent-encoded that a path, client or router could touch."""
    text = quote(token.encode("utf-8", "surrogatepass"), safe="")
    return text.replace(".", "%2E") if not text.strip(".") else text
