"""The shape of a seed file, table by table; ``seed_complaints`` says what must hold between them."""

from typing import Annotated, Literal, Self

from pydantic import BaseModel, ConfigDict, Field, StringConstraints, model_validator

KeyPath = tuple[str | int, ...]

Name = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$")]
Origin = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.-]{1,250}(:[0-9]{1,5})?$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,150}@[^@\s]{1,100}$")]
Number = Annotated[int, Field(ge=1, le=2**53)]
Price = Annotated[str, StringConstraints(pattern=r"^(0|[1-9][0-9]{0,5})\.[0-9]{2}$")]
Page = Annotated[str, StringConstraints(pattern=r"^/[A-Za-z0-9._~-]{1,100}/?$")]


class Shape(BaseModel):
    """A table of a seed file: exact types, no unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ScriptShape(Shape):
    """A script in a channel's pages, as ``code`` or as a ``file`` beside the seed.

    ``client_id`` is the app that it speaks for, ``server`` the origin that it may talk to besides the store's own.
    """

    name: Text
    location: Literal["head", "footer"] = "footer"
    visibility: Literal["storefront", "checkout", "all_pages"] = "storefront"
    code: str = ""
    file: Name = ""
    client_id: Name = ""
    server: Origin | None = None

    @model_validator(mode="after")
    def _has_one(self) -> Self:
        if bool(self.code) == bool(self.file):
            raise ValueError("a script has either code or a file")
        return self


class ChannelShape(Shape):
    """A storefront channel: the host names it answers under, and the origins of its own site (for CORS)."""

    id: Number
    name: Name = ""
    hosts: list[Host] = []
    origins: list[Origin] = []
    allow_global_logins: bool = False
    scripts: Annotated[list[ScriptShape], Field(max_length=10)] = []


class CustomerShape(Shape):
    """A customer; without ``channels`` those channels admit them that allow global logins."""

    id: Number
    email: Email
    first_name: Name = ""
    last_name: Name = ""
    group_id: Annotated[int, Field(ge=0, le=2**31)] = 0
    channels: list[Number] | None = None
    password: Name = ""
    force_password_reset: bool = False


class ProductShape(Shape):
    """A product; ``url`` is the path of its page, the default is made of the id."""

    id: Number
    name: Text
    price: Price = "10.00"
    url: Page | None = None

    @property
    def page(self) -> str:
        """The path of its page."""
        return self.url or f"/product-{self.id}/"


class OrderShape(Shape):
    """An order: who bought, and the ids of the products."""

    id: Number
    customer_id: Number
    products: Annotated[list[Number], Field(min_length=1, max_length=100)]


class StoreShape(Shape):
    """A store with its channels, its customers, what it sells and what it has sold."""

    hash: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,32}$")]
    name: Name = ""
    channels: Annotated[list[ChannelShape], Field(min_length=1, max_length=100)]
    customers: Annotated[list[CustomerShape], Field(max_length=10_000)] = []
    products: Annotated[list[ProductShape], Field(max_length=1000)] = []
    orders: Annotated[list[OrderShape], Field(max_length=10_000)] = []


class AppShape(Shape):
    """An app (API account with a client secret); without ``stores`` it is installed on all of them."""

    client_id: Text
    client_secret: Text
    name: Name = ""
    scopes: list[Text] = []
    stores: list[Text] | None = None


class AccountShape(Shape):
    """An access token for the management API of one store."""

    access_token: Text
    store: Text
    scopes: list[Text] = []


class SeedShape(Shape):
    """A whole seed file."""

    stores: Annotated[list[StoreShape], Field(min_length=1, max_length=100)]
    apps: Annotated[list[AppShape], Field(min_length=1, max_length=100)]
    accounts: Annotated[list[AccountShape], Field(max_length=100)] = []


def typed(path: KeyPath) -> str:
    """Return ``path`` as people write it: ``stores[0].customers[2].id``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
