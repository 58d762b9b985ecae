"""``role = "verifier"``: an app's server that trusts current-customer tokens, and how to speak with it."""

import re
from typing import Any, Literal
from urllib.parse import urlsplit

from pydantic import Field

from harness.targets.tables import LOOPBACK, AppTable, CustomerTable, Model, StartTable, StoreTable
from harness.targets.verifier_fields import (
    Address,
    Cookies,
    Headers,
    Json,
    JsonPath,
    Method,
    Reference,
    Status,
    Timeout,
)

REFUSED = (400, 401, 403, 404, 405, 413, 414, 415, 422, 431)
PLACEHOLDER = re.compile(r"\{(token|customer_id|client_id|store_hash)\}")
"""What is put into [send] and [resource]; any other brace stands for itself."""
CUSTOMERS = {
    "alice": CustomerTable(id=4927, email="alice@example.com"),
    "bob": CustomerTable(id=4928, email="bob@example.com"),
}


class SendTable(Model):
    """``[send]``: one HTTP request; ``{token}`` stands in the url, headers, query, cookies, json or form."""

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


class AcceptedTable(Model):
    """``[accepted]``: what an answer to a good token looks like; all that is given must hold."""

    status: tuple[Status, ...] = Field(default=(200,), min_length=1, strict=False)
    json_: JsonPath | None = Field(default=None, alias="json")
    customer_id: JsonPath | None = None


class RefusedTable(Model):
    """``[refused]``: status codes that mean a clean refusal."""

    status: tuple[Status, ...] = Field(default=REFUSED, min_length=1, strict=False)


class ResourceTable(Model):
    """``[resource]``: something that belongs to one customer; asked for with the method and token of [send]."""

    url: Address


class ShimTable(Model):
    """``[shim]``: a program that judges one JSON object a line."""

    command: tuple[str, ...] = Field(min_length=1, strict=False)
    env: dict[str, str] = Field(default_factory=dict)
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


class NeighboursTable(Model):
    """``[others]``: neighbours to confuse the app with; what is absent is made up."""

    app: AppTable | None = None
    store: StoreTable | None = None


class VerifierTarget(Model):
    """An app's server, reached over HTTP, through a shim, or in this process."""

    role: Literal["verifier"]
    name: str = ""
    sandbox: bool = False
    app: AppTable
    send: SendTable | None = None
    shim: ShimTable | None = None
    inprocess: InprocessTable | None = None
    accepted: AcceptedTable = Field(default_factory=AcceptedTable)
    refused: RefusedTable = Field(default_factory=RefusedTable)
    resource: ResourceTable | None = None
    start: StartTable | None = None
    customers: dict[str, CustomerTable] = Field(default=CUSTOMERS, min_length=2)
    others: NeighboursTable = Field(default_factory=NeighboursTable)

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
        return self.send is None or self.inprocess is not None or urlsplit(self.send.url).hostname in LOOPBACK

    def complaint(self) -> str:
        """Return what is wrong with the keys taken together, or ""."""
        if not self.app.store_hash:
            return "app.store_hash is missing; give the bare hash of the store that the app serves"
        return self._transport_complaint() or self._send_complaint()

    def _transport_complaint(self) -> str:
        if self.shim and (self.inprocess or self.send):
            return "shim stands beside another way to reach the app; give one of [send], [shim], [inprocess]"
        if self.inprocess:
            given = [name for name in ("asgi", "wsgi", "callable") if getattr(self.inprocess, name)]
            if len(given) != 1:
                return "inprocess needs exactly one of asgi, wsgi, callable"
            if self.speaks_http and not self.send:
                return f"send is missing; inprocess.{given[0]} needs the request that carries the token"
            if not self.speaks_http and self.send:
                return "send has no use beside inprocess.callable, which is called with the token; take it out"
            if self.start:
                return "start has no use beside [inprocess]; take it out"
        elif not self.shim and not self.send:
            return "send is missing; say how the token reaches the app: [send], [shim] or [inprocess]"
        if self.shim and self.start:
            return "start has no use beside [shim], which is started by itself; take it out"
        return ""

    def _send_complaint(self) -> str:
        if self.resource and not self.speaks_http:
            return "resource needs an app that is reached by [send]"
        if self.resource and "{customer_id}" not in self.resource.url:
            return "resource.url must hold {customer_id}"
        if not self.send:
            return ""
        if not self.accepted.json_ and (both := {*self.accepted.status} & {*self.refused.status}):
            return f"accepted.status and refused.status both hold {min(both)}; tell the two apart by accepted.json"
        if self.send.form is not None and self.send.json_ is not None:
            return "send.form and send.json exclude each other"
        if "{token}" not in str(self.send.carriers):
            return "send: {token} stands nowhere; put it into url, headers, query, cookies, json or form"
        if "{port}" in self.send.url and not self.start and not self.inprocess:
            return "send.url holds {port}, a free port for what [start] starts; give the port, or [start]"
        if not self.local and not self.sandbox:
            return "send.url is not on this machine; say sandbox = true if it is a test system of yours"
        if self.resource and urlsplit(self.resource.url)[:2] != urlsplit(self.send.url)[:2]:
            return "resource.url must be on the origin of send.url, or the token would go elsewhere"
        return ""
