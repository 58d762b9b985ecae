"""What the target files of apps have in common: how to reach a server of somebody's, of whichever role."""

import re
from typing import Any
from urllib.parse import urlsplit

from pydantic import Field

from harness.targets.app_fields import Address, Cookies, Headers, Json, Method, Reference, Status, Timeout
from harness.targets.tables import AppTable, Model, StartTable, is_loopback

PLACEHOLDER = re.compile(r"\{([a-z_]+)\}")
"""What may be put into [send] and its like; any other brace stands for itself."""


class SendTable(Model):
    """``[send]``: one HTTP request, with placeholders in the url, headers, query, cookies, json or form."""

    method: Method = "GET"
    url: Address
    headers: Headers = Field(default_factory=dict)
    query: dict[str, str] = Field(default_factory=dict)
    cookies: Cookies = Field(default_factory=dict)
    json_: Json = Field(default=None, alias="json")
    form: dict[str, str] | None = None
    timeout: Timeout = 10.0
    """Seconds until an answer counts as a hang."""

    @property
    def carriers(self) -> tuple[Any, ...]:
        """What placeholders are filled in."""
        tables = (self.headers, self.query, self.cookies, self.form or {})
        return self.url, self.json_, *(list(table.values()) for table in tables)


class ShimTable(Model):
    """``[shim]``: a program that answers one JSON object a line."""

    command: tuple[str, ...] = Field(min_length=1, strict=False)
    env: dict[str, str] = Field(default_factory=dict)
    unset: tuple[str, ...] = Field(default=(), strict=False)
    timeout: Timeout = 10.0


class InprocessTable(Model):
    """``[inprocess]``: Python code in this very process; one of the three."""

    asgi: Reference | None = None
    wsgi: Reference | None = None
    callable: Reference | None = None
    env: dict[str, str] = Field(default_factory=dict)
    timeout: Timeout = 10.0

    @property
    def chosen(self) -> tuple[str, str]:
        """The kind of code, and where it is."""
        given = {"asgi": self.asgi, "wsgi": self.wsgi, "callable": self.callable}
        return next((kind, where) for kind, where in given.items() if where)


class RefusalTable(Model):
    """``[refused]``: status codes that mean a clean refusal; ``also`` are more of them."""

    status: tuple[Status, ...] = Field(default=(), min_length=1, strict=False)
    also: tuple[Status, ...] = Field(default=(), strict=False)

    @property
    def all(self) -> tuple[int, ...]:
        """Every status that means a refusal."""
        return (*self.status, *self.also)


class AppTarget(Model):
    """An app's server, reached over HTTP, through a shim, or in this process."""

    role: str
    name: str = ""
    sandbox: bool = False
    app: AppTable
    send: SendTable | None = None
    shim: ShimTable | None = None
    inprocess: InprocessTable | None = None
    start: StartTable | None = None

    @property
    def where(self) -> str:
        """How the target is reached, in a few words."""
        if self.shim:
            return " ".join(self.shim.command)
        if self.inprocess:
            return "{} {}".format(*self.inprocess.chosen)
        assert self.send
        return self.send.url

    @property
    def address(self) -> str:
        """The origin that answers once the app stands."""
        assert self.send
        return "{0.scheme}://{0.netloc}/".format(urlsplit(self.send.url))

    @property
    def speaks_http(self) -> bool:
        """Whether answers have a status and a body: over a socket, or from an ASGI or WSGI app."""
        return self.shim is None and not (self.inprocess and self.inprocess.callable)

    @property
    def local(self) -> bool:
        """Whether the target is on this machine."""
        return self.send is None or self.inprocess is not None or is_loopback(urlsplit(self.send.url).hostname)

    def way_complaint(self) -> str:
        """Return what is wrong with the way in which the app is reached, or ""."""
        return self._transport_complaint() or self._send_complaint()

    def _transport_complaint(self) -> str:
        if self.shim and (self.inprocess or self.send):
            return "shim stands beside another way to reach the app; give one of [send], [shim], [inprocess]"
        if self.inprocess:
            given = [name for name in ("asgi", "wsgi", "callable") if getattr(self.inprocess, name)]
            if len(given) != 1:
                return "inprocess needs exactly one of asgi, wsgi, callable"
            if self.speaks_http and not self.send:
                return f"send is missing; inprocess.{given[0]} needs the request to send"
            if not self.speaks_http and self.send:
                return "send has no use beside inprocess.callable, which is called by itself; take it out"
            if self.start:
                return "start has no use beside [inprocess]; take it out"
        elif not self.shim and not self.send:
            return "send is missing; say how the app is reached: [send], [shim] or [inprocess]"
        if self.shim and self.start:
            return "start has no use beside [shim], which is started by itself; take it out"
        return ""

    def _send_complaint(self) -> str:
        if not self.send:
            return ""
        if self.send.form is not None and self.send.json_ is not None:
            return "send.form and send.json exclude each other"
        if "{port}" in self.send.url and not self.start and not self.inprocess:
            return "send.url holds {port}, a free port for what [start] starts; give the port, or [start]"
        if not self.local and not self.sandbox:
            return "send.url is not on this machine; say sandbox = true if it is a test system of yours"
        return ""
