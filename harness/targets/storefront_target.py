"""``role = "storefront"``: a store, the embedded one, one of your own, or a sandbox."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from harness.targets.connecting import ConnectTable
from harness.targets.tables import (
    AppTable,
    CustomerTable,
    Model,
    Secret,
    StartTable,
    StoreTable,
    WebAddress,
    is_loopback,
)

REFUSED = (301, 302, 303, 307, 308, 400, 401, 403, 404, 405, 410, 413, 414, 415, 422, 431)


class SignedInTable(Model):
    """How to tell who is signed in."""

    current_jwt: bool = True
    page: str = "/account.php"


class ChannelTable(Model):
    """``[others.channel]``: a second channel, and a customer allowed only there."""

    id: int
    customer: CustomerTable | None = None


class OthersTable(Model):
    """Neighbours to confuse the target with; each absent one makes its scenarios not applicable."""

    app: AppTable | None = None
    unscoped_app: AppTable | None = None
    store: StoreTable | None = None
    channel: ChannelTable | None = None


class ManagementTable(Model):
    """The Management API of the store, such as ``https://api.bigcommerce.com/stores/{store_hash}``."""

    url: WebAddress
    access_token: Secret


class RefusedTable(Model):
    """``[refused]``: status codes that mean a clean refusal where no session opened."""

    status: tuple[int, ...] = Field(default=REFUSED, strict=False)


class StorefrontTarget(Model):
    """A store: the embedded one, one of your own, or a sandbox."""

    role: Literal["storefront"]
    name: str = ""
    url: WebAddress
    driver: Literal["http", "browser"] = "http"
    sandbox: bool = False
    peer: str = ""
    """The address that the store sees us come from, where that cannot be found out."""
    pace: float | None = Field(default=None, ge=0, le=60, strict=False)
    """Seconds between two requests; what is usual depends on where the store is."""
    preview_code: Secret | None = None
    """What lets visitors into a store that is not open yet."""
    app: AppTable
    customers: dict[str, CustomerTable] = Field(default_factory=dict)
    """Whom to sign in; where there are none, [management] creates some for the time of a run."""
    signed_in: SignedInTable = Field(default_factory=SignedInTable)
    current_customer: AppTable | None = None
    management: ManagementTable | None = None
    others: OthersTable = Field(default_factory=OthersTable)
    connect: ConnectTable = Field(default_factory=ConnectTable)
    refused: RefusedTable = Field(default_factory=RefusedTable)
    embedding_origin: WebAddress | None = None
    """The channel's own site, from which a page embeds the checkout; it may read the answer to a posted token."""
    start: StartTable | None = None
    control: WebAddress | None = None
    """The control API of a mock store, ``…/_tokenassay``; with it, clocks can be set and windows tried exactly."""

    @property
    def where(self) -> str:
        """How the target is reached."""
        return self.url

    @property
    def address(self) -> str:
        """The address that answers once the store stands."""
        return self.url

    def complaint(self) -> str:
        """Return what is wrong with the keys taken together, or ""."""
        if not self.app.store_hash:
            return f"app.store_hash is missing; give the bare hash of the store at {self.url}"
        if not self.customers and not self.management:
            return "customers is missing; name two or more, or give [management], by which they are created for a run"
        if len(self.customers) == 1:
            return "customers needs at least 2 entries"
        parts = urlsplit(self.url)
        if complaint := self._far_complaint():
            return complaint
        if parts.path not in ("", "/") or parts.query:
            return "url must be the store's address without a path"
        return "" if self.start else self.connect.complaint()

    def _far_complaint(self) -> str:
        """Return what is wrong with addresses on other machines, or ""."""
        management = self.management.url if self.management else None
        for key, address in (("url", self.url), ("management.url", management), ("control", self.control)):
            if address is None or is_loopback(urlsplit(address).hostname):
                continue
            if not self.sandbox:
                return f"{key} is not on this machine; say sandbox = true if it is a sandbox store of yours"
            if address is management and urlsplit(address).scheme != "https":
                return "management.url must be https off this machine: the access token would travel in the clear"
        return ""
