"""``role = "issuer"``: an app that makes customer login tokens, and how to ask it for one."""

import re
from typing import Annotated, Any, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, Field

from harness.targets.app_fields import Address, Cookies, Headers, Method, Status, json_path
from harness.targets.app_target import AppTarget, RefusalTable, SendTable
from harness.targets.tables import AppTable, CustomerTable, Model, Secret, WebAddress

ACCEPTED = (200, 201, 301, 302, 303, 307, 308)
REFUSED = (301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 406, 409, 410, 413, 414, 415, 422, 429, 431)
PLACES = ("redirect", "body", "html")


def _place(value: str) -> str:
    if value in PLACES:
        return value
    if not value.startswith("json:"):
        raise ValueError(f'\'{value}\' must be "redirect", "body", "html" or "json:" with a JSONPath, as json:$.token')
    json_path(value.removeprefix("json:"))
    return value


class IssuerAppTable(AppTable):
    """``[app]`` of an issuer, in which ``store_url`` may stand as well."""

    store_url: WebAddress | None = None


class ShopperTable(CustomerTable):
    """A customer; ``session`` is what stands for ``{session}`` while this customer is signed in at the app."""

    session: Secret | None = None


class SessionTable(Model):
    """What a request carries while a customer is signed in at the app, or was: ``[ended.NAME]``."""

    cookies: Cookies = Field(default_factory=dict)
    headers: Headers = Field(default_factory=dict)

    @property
    def texts(self) -> str:
        """All that placeholders are filled in, as one text."""
        return str((self.cookies, self.headers)) if self.cookies or self.headers else ""


class LoginTable(SendTable):
    """``[session.login]``: the request by which a customer signs in; the cookies of its answer are the session."""

    method: Method = "POST"


class OpenSessionTable(SessionTable):
    """``[session]``: a session of which may be told, too, how it is opened."""

    login: LoginTable | None = None

    @property
    def texts(self) -> str:
        """All that placeholders are filled in, those of the sign-in among it."""
        return f"{super().texts}{self.login.carriers}" if self.login else super().texts


class TokenTable(Model):
    """``[token]``: where the token stands in an answer, by itself or as part of an address."""

    in_: Annotated[str, AfterValidator(_place)] = Field(default="redirect", alias="in")


class MintedTable(Model):
    """``[accepted]``: status codes of an answer with a token."""

    status: tuple[Status, ...] = Field(default=ACCEPTED, min_length=1, strict=False)


class RefusedTable(RefusalTable):
    """``[refused]``: status codes that, without a token in the answer, mean a clean refusal."""

    status: tuple[Status, ...] = Field(default=REFUSED, min_length=1, strict=False)


class PagesTable(Model):
    """``[pages]``: pages to search for secrets and tokens."""

    urls: tuple[Address, ...] = Field(default=(), strict=False)


CUSTOMERS = {
    "alice": ShopperTable(id=4927, email="alice@example.com"),
    "bob": ShopperTable(id=4928, email="bob@example.com"),
}


class IssuerTarget(AppTarget):
    """An app that is asked to log people in."""

    role: Literal["issuer"]
    app: IssuerAppTable
    store_url: WebAddress | None = None
    """The store that the app was told of; None: the embedded store, as ``{store_url}``."""
    channel_id: int | None = Field(default=None, gt=0)
    peer: str = ""
    """The address that the app sees us come from, where that cannot be found out."""
    session: OpenSessionTable | None = None
    ended: dict[str, SessionTable] = Field(default_factory=dict)
    token: TokenTable = Field(default_factory=TokenTable)
    accepted: MintedTable = Field(default_factory=MintedTable)
    refused: RefusedTable = Field(default_factory=RefusedTable)
    pages: PagesTable = Field(default_factory=PagesTable)
    customers: dict[str, ShopperTable] = Field(default=CUSTOMERS, min_length=2)

    @property
    def told_store(self) -> str:
        """The store's address that the app was told, "" where that is the embedded store's."""
        return self.store_url or self.app.store_url or ""

    def holds(self, placeholder: str) -> bool:
        """Whether ``{placeholder}`` stands in [send]; a shim and a function are asked for all there is."""
        return self.send is None or re.search(rf"\{{{placeholder}(:int)?\}}", str(self.send.carriers)) is not None

    def started_with(self, placeholder: str) -> bool:
        """Whether [start], [shim] or [inprocess] hands ``{placeholder}`` on."""
        tables = [table for table in (self.start, self.shim, self.inprocess) if table]
        return any(f"{{{placeholder}}}" in str((getattr(one, "command", ""), one.env)) for one in tables)

    def complaint(self) -> str:
        """Return what is wrong with the keys taken together, or ""."""
        if not self.app.store_hash:
            return "app.store_hash is missing; give the bare hash of the store that the app signs people in to"
        if self.store_url and self.app.store_url and self.store_url != self.app.store_url:
            return "store_url and app.store_url differ; give one of them"
        parts = urlsplit(self.told_store)
        if parts.path or parts.query or parts.fragment:
            return (
                "store_url must be the store's address without a path, such as https://store-abc123.mybigcommerce.com"
            )
        return self.way_complaint() or self._session_complaint() or self._login_complaint()

    def _session_complaint(self) -> str:
        tables: dict[str, Any] = {"session": self.session, **{f"ended.{name}": one for name, one in self.ended.items()}}
        for name, table in tables.items():
            if table and not table.texts:
                return f"{name} is empty; give the cookies or headers of somebody who is signed in"
            if table and not self.speaks_http:
                return f"{name} has no use beside a shim or a function, which is told who is signed in; take it out"
        texts = self.session.texts if self.session else ""
        if self.session and not re.search(r"\{(customer_id|email|session)(:int)?\}", texts):
            return "session: say whose session it is, by {customer_id}, {email} or {session} (customers.NAME.session)"
        if "{session}" in texts:
            for name, one in self.customers.items():
                if one.session is None:
                    return f"customers.{name}.session is missing; it is what {{session}} stands for in [session]"
        if self.send and not self.session and not self.holds("customer_id"):
            return "send: {customer_id} stands nowhere, and there is no [session]: nothing says whom to sign in"
        return ""

    def _login_complaint(self) -> str:
        login = self.session.login if self.session else None
        if not login or not self.send:
            return ""
        if login.form is not None and login.json_ is not None:
            return "session.login.form and session.login.json exclude each other"
        if "timeout" in login.model_fields_set:
            return "session.login.timeout has no use; send.timeout holds for a sign-in as well"
        if urlsplit(login.url)[:2] != urlsplit(self.send.url)[:2]:
            return "session.login.url is at another origin than send.url; give the same host and port"
        for key in ("password", "email"):
            for name, one in self.customers.items():
                if f"{{{key}}}" in str(login.carriers) and not getattr(one, key):
                    return f"customers.{name}.{key} is missing; it is what {{{key}}} stands for in [session.login]"
        return ""
