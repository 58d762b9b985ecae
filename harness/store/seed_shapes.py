"""The shape of a seed file, and what must hold between its parts; every complaint carries its key path."""

from collections.abc import Iterator, Sequence
from typing import Annotated

from pydantic import BaseModel, ConfigDict, Field, StringConstraints

KeyPath = tuple[str | int, ...]
Complaint = tuple[KeyPath, str]
"""Where in the file, and what is wrong and to be done there."""

Name = Annotated[str, StringConstraints(max_length=200)]
Text = Annotated[str, StringConstraints(min_length=1, max_length=200)]
Host = Annotated[str, StringConstraints(pattern=r"^[a-z0-9]([a-z0-9.-]{0,250}[a-z0-9])?$")]
Origin = Annotated[str, StringConstraints(pattern=r"^https?://[A-Za-z0-9.-]{1,250}(:[0-9]{1,5})?$")]
Email = Annotated[str, StringConstraints(pattern=r"^[^@\s]{1,150}@[^@\s]{1,100}$")]
Number = Annotated[int, Field(ge=1, le=2**53)]


class Shape(BaseModel):
    """A table of a seed file: exact types, no unknown keys."""

    model_config = ConfigDict(extra="forbid", strict=True, frozen=True)


class ChannelShape(Shape):
    """A storefront channel: the host names it answers under, and the origins of its own site (for CORS)."""

    id: Number
    name: Name = ""
    hosts: list[Host] = []
    origins: list[Origin] = []
    allow_global_logins: bool = False


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


class StoreShape(Shape):
    """A store with its channels and customers."""

    hash: Annotated[str, StringConstraints(pattern=r"^[A-Za-z0-9]{1,32}$")]
    name: Name = ""
    channels: Annotated[list[ChannelShape], Field(min_length=1, max_length=100)]
    customers: Annotated[list[CustomerShape], Field(max_length=10_000)] = []


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


def complaints(seed: SeedShape) -> Iterator[Complaint]:
    """Yield what does not fit together in ``seed``, in the order of the file."""
    hashes = [store.hash for store in seed.stores]
    yield from _twice(hashes, ("stores",), "hash")
    hosts: dict[str, KeyPath] = {}
    for index, store in enumerate(seed.stores):
        yield from _in_store(store, ("stores", index), hosts)
    yield from _twice([app.client_id for app in seed.apps], ("apps",), "client_id")
    for index, app in enumerate(seed.apps):
        yield from _unknown(app.stores or [], hashes, ("apps", index, "stores"), "store")
    yield from _twice([account.access_token for account in seed.accounts], ("accounts",), "access_token")
    for index, account in enumerate(seed.accounts):
        if account.store not in hashes:
            yield ("accounts", index, "store"), "names a store that the seed does not have; add it under [[stores]]"


def _in_store(store: StoreShape, path: KeyPath, hosts: dict[str, KeyPath]) -> Iterator[Complaint]:
    ids = [channel.id for channel in store.channels]
    yield from _twice(ids, (*path, "channels"), "id")
    for index, channel in enumerate(store.channels):
        for number, host in enumerate(channel.hosts):
            here = (*path, "channels", index, "hosts", number)
            if host in hosts:
                yield here, f"is also {typed(hosts[host])}; a host leads to one channel"
            hosts.setdefault(host, here)
    yield from _twice([customer.id for customer in store.customers], (*path, "customers"), "id")
    open_to_all = [channel.id for channel in store.channels if channel.allow_global_logins]
    seen: dict[tuple[str, int], int] = {}
    for index, customer in enumerate(store.customers):
        here = (*path, "customers", index)
        yield from _unknown(customer.channels or [], ids, (*here, "channels"), "channel")
        for channel_id in open_to_all if customer.channels is None else customer.channels:
            first = seen.setdefault((customer.email.lower(), channel_id), index)
            if first != index:
                other = typed((*path, "customers", first))
                yield (*here, "email"), f"is also that of {other} on channel {channel_id}; e-mails are unique there"
                break


def _twice(values: Sequence[str | int], path: KeyPath, key: str) -> Iterator[Complaint]:
    first: dict[str | int, int] = {}
    for index, value in enumerate(values):
        if first.setdefault(value, index) != index:
            yield (*path, index, key), f"is also {typed((*path, first[value], key))}; give each its own"


def _unknown(values: Sequence[str | int], known: Sequence[str | int], path: KeyPath, what: str) -> Iterator[Complaint]:
    for index, value in enumerate(values):
        if value not in known:
            yield (*path, index), f"names a {what} that the seed does not have; add it or take it out"


def typed(path: KeyPath) -> str:
    """Return ``path`` as people write it: ``stores[0].customers[2].id``."""
    return "".join(f"[{part}]" if isinstance(part, int) else f".{part}" for part in path).removeprefix(".")
