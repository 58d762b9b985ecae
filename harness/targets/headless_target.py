"""``role = "headless"``: a storefront of one's own on its own domain, signed in to by a form in a page."""

from typing import Annotated, Literal
from urllib.parse import urlsplit

from pydantic import AfterValidator, BeforeValidator, Field, SecretStr

from harness.targets.app_fields import JsonPath
from harness.targets.connecting import ConnectTable
from harness.targets.tables import Model, StartTable, WebAddress, is_loopback, secret

PLAIN = 4
"""Characters below which a value typed into a form is no secret, such as a country or a tick."""


def _path(value: str) -> str:
    if not value.startswith("/") or value.startswith("//"):
        raise ValueError(f"'{value}' must be a path of the storefront that starts with /")
    return value


def _place(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme in ("http", "https") and parts.hostname and parts.path:
        return value
    return _path(value)


def _origin(value: str) -> str:
    parts = urlsplit(value)
    if parts.path or parts.query or parts.fragment:
        raise ValueError(f"'{value}' must be an origin, a scheme, a host and perhaps a port, without a path")
    return value


def _typed(value: object) -> object:
    """Resolve ``env:NAME`` and ``file:PATH``; all but e-mail addresses and very short literals is kept secret."""
    found = secret(value)
    if not isinstance(found, str):
        return found
    plain = found == value and ("@" in found or len(found) < PLAIN)
    return found if plain else SecretStr(found)


Path = Annotated[str, AfterValidator(_path)]
Selector = Annotated[str, Field(min_length=1)]
Fields = Annotated[dict[str, Annotated[str | SecretStr, BeforeValidator(_typed)]], Field(min_length=1)]


class LoginTable(Model):
    """``[login]``: the page with the form, and what is typed into its fields, which are named by their ``name``."""

    path: Path
    form: Selector = "form"
    fields: Fields
    button: Selector | None = None
    """What submits the form, where that is not its own submit button."""


class AccountTable(Model):
    """``[account]``: a page only for the signed-in."""

    path: Path
    shows: Selector | None = None
    """What only the signed-in see there, where guests are shown the same address without the login form."""


class MeTable(Model):
    """``[me]``: JSON that says who is signed in; a whole address where it is on one of ``[api] origins``."""

    path: Annotated[str, AfterValidator(_place)]
    customer_id: JsonPath | None = None


class LogoutTable(Model):
    """``[logout]``: the page with the button that signs out, and that button."""

    path: Path
    button: Selector


class OtherTable(Model):
    """``[other]``: what a second person types into the form of ``[login]``."""

    fields: Fields


class ApiTable(Model):
    """``[api]``: the storefront's own servers beside ``url``; all others are strangers to it."""

    origins: tuple[Annotated[WebAddress, AfterValidator(_origin)], ...] = Field(default=(), strict=False)


class PagesTable(Model):
    """``[pages]``: pages to look at while signed in, beside the account."""

    paths: tuple[Path, ...] = Field(default=("/",), strict=False)


class HeadlessTarget(Model):
    """A storefront of one's own, on its own domain."""

    role: Literal["headless"]
    name: str = ""
    url: WebAddress
    sandbox: bool = False
    session_cookie: str | None = None
    login: LoginTable
    account: AccountTable
    me: MeTable | None = None
    logout: LogoutTable | None = None
    other: OtherTable | None = None
    api: ApiTable = Field(default_factory=ApiTable)
    pages: PagesTable = Field(default_factory=PagesTable)
    connect: ConnectTable = Field(default_factory=ConnectTable)
    start: StartTable | None = None

    @property
    def where(self) -> str:
        """How the target is reached."""
        return self.url

    @property
    def address(self) -> str:
        """The address that answers once the storefront stands."""
        return self.start.ready if self.start and self.start.ready else self.url

    @property
    def origins(self) -> tuple[str, ...]:
        """The storefront's own servers."""
        return (self.url, *self.api.origins)

    def complaint(self) -> str:
        """Return what is wrong with the keys taken together, or ""."""
        parts = urlsplit(self.url)
        if parts.path or parts.query:
            return "url must be the storefront's address without a path"
        for name, origin in (("url", self.url), *(("api.origins", one) for one in self.api.origins)):
            if not is_loopback(urlsplit(origin).hostname) and not self.sandbox:
                return f"{name} is not on this machine; say sandbox = true if it is a storefront of yours for trying"
        if self.me and not self.me.path.startswith(("/", *(f"{one}/" for one in self.origins))):
            return "me.path is on another server than url; name its origin in api.origins"
        if self.other and self.other.fields.keys() != self.login.fields.keys():
            return "other.fields must fill the fields of login.fields"
        return ""
