"""``role = "verifier"``: an app's server that trusts current-customer tokens, and how to speak with it."""

from typing import Literal
from urllib.parse import urlsplit

from pydantic import Field

from harness.targets.app_fields import Address, JsonPath, Status
from harness.targets.app_target import AppTarget, RefusalTable
from harness.targets.tables import AppTable, CustomerTable, Model, StoreTable

REFUSED = (400, 401, 403, 404, 405, 413, 414, 415, 422, 431)
CUSTOMERS = {
    "alice": CustomerTable(id=4927, email="alice@example.com"),
    "bob": CustomerTable(id=4928, email="bob@example.com"),
}


class AcceptedTable(Model):
    """``[accepted]``: what an answer to a good token looks like; all that is given must hold."""

    status: tuple[Status, ...] = Field(default=(200,), min_length=1, strict=False)
    json_: JsonPath | None = Field(default=None, alias="json")
    customer_id: JsonPath | None = None


class RefusedTable(RefusalTable):
    """``[refused]``: status codes that mean a clean refusal."""

    status: tuple[Status, ...] = Field(default=REFUSED, min_length=1, strict=False)


class ResourceTable(Model):
    """``[resource]``: something that belongs to one customer; asked for with the method and token of [send]."""

    url: Address


class NeighboursTable(Model):
    """``[others]``: neighbours to confuse the app with; what is absent is made up."""

    app: AppTable | None = None
    store: StoreTable | None = None


class VerifierTarget(AppTarget):
    """An app's server that is shown tokens."""

    role: Literal["verifier"]
    accepted: AcceptedTable = Field(default_factory=AcceptedTable)
    refused: RefusedTable = Field(default_factory=RefusedTable)
    resource: ResourceTable | None = None
    customers: dict[str, CustomerTable] = Field(default=CUSTOMERS, min_length=2)
    others: NeighboursTable = Field(default_factory=NeighboursTable)

    def complaint(self) -> str:
        """Return what is wrong with the keys taken together, or ""."""
        if not self.app.store_hash:
            return "app.store_hash is missing; give the bare hash of the store that the app serves"
        return self.way_complaint() or self._token_complaint()

    def _token_complaint(self) -> str:
        if self.resource and not self.speaks_http:
            return "resource needs an app that is reached by [send]"
        if self.resource and "{customer_id}" not in self.resource.url:
            return "resource.url must hold {customer_id}"
        if not self.send:
            return ""
        if not self.accepted.json_ and (both := {*self.accepted.status} & {*self.refused.all}):
            return f"accepted.status and refused.status both hold {min(both)}; tell the two apart by accepted.json"
        if "{token}" not in str(self.send.carriers):
            return "send: {token} stands nowhere; put it into url, headers, query, cookies, json or form"
        if self.resource and urlsplit(self.resource.url)[:2] != urlsplit(self.send.url)[:2]:
            return "resource.url must be on the origin of send.url, or the token would go elsewhere"
        return ""
