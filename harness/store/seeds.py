"""What a mock starts with: stores, channels, customers, apps and access tokens, read from a seed file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from harness.store.seed_shapes import AppShape, ChannelShape, SeedShape, StoreShape, complaints, typed
from harness.tokens.parties import App, Channel, Customer, Store

SHIPPED = "sandbox.toml"


class SeedError(ValueError):
    """A seed that cannot be used; the message names the file, the key path and the next step, never a value."""


@dataclass(frozen=True, slots=True)
class Site:
    """A channel and the origins of its own site, which may read login answers (CORS)."""

    channel: Channel
    origins: frozenset[str]


@dataclass(frozen=True, slots=True)
class Shop:
    """A store as seeded, with its sites in the order of the file and the apps installed on it.

    ``resets`` are the ids of customers who must choose a new password first.
    """

    store: Store
    sites: tuple[Site, ...]
    customers: tuple[Customer, ...]
    apps: Mapping[str, App]
    resets: frozenset[int]


@dataclass(frozen=True, slots=True)
class Account:
    """An access token for one store's management API."""

    access_token: str = field(repr=False)
    store_hash: str = ""
    scopes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Seed:
    """All that a mock starts with; ``apps`` is keyed by client id and holds those of every store."""

    shops: tuple[Shop, ...]
    apps: Mapping[str, App]
    accounts: tuple[Account, ...]


def load_seed(path: Path | str | None = None) -> Seed:
    """Return the seed in the TOML file ``path``, or the one that ships; raise SeedError where it does not fit."""
    if path is None:
        text = files("harness.store").joinpath(SHIPPED).read_text("utf-8")
        return seed_of(tomllib.loads(text), SHIPPED)
    try:
        data = tomllib.loads(Path(path).read_text("utf-8"))
    except OSError as error:
        raise SeedError(f"seed '{path}': {error.strerror}; give the path of a TOML file") from error
    except (tomllib.TOMLDecodeError, UnicodeDecodeError) as error:
        raise SeedError(f"seed '{path}' is not TOML: {error}") from error
    return seed_of(data, str(path))


def seed_of(data: Mapping[str, Any], where: str) -> Seed:
    """Return the seed that ``data`` describes; ``where`` is its name in messages. Raises SeedError."""
    try:
        shape = SeedShape.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise SeedError(f"{where}: {typed(first['loc'])}: {_advice(first['type'], first['msg'])}") from None
    for path, message in complaints(shape):
        raise SeedError(f"{where}: {typed(path)} {message}")
    return _seed(shape)


def _advice(kind: str, message: str) -> str:
    match kind:
        case "extra_forbidden":
            return "no such key; take it out, or see harness/store/sandbox.toml for those there are"
        case "missing":
            return "is missing; add it"
        case _:
            return f"{message[:1].lower()}{message[1:]}; see harness/store/sandbox.toml for an example"


def _seed(shape: SeedShape) -> Seed:
    shops = tuple(_shop(store, shape.apps) for store in shape.stores)
    apps = {app.client_id: _app(app) for app in shape.apps}
    accounts = tuple(Account(one.access_token, one.store, frozenset(one.scopes)) for one in shape.accounts)
    return Seed(shops, apps, accounts)


def _shop(store: StoreShape, apps: list[AppShape]) -> Shop:
    return Shop(
        store=Store(store.hash, store.name),
        sites=tuple(_site(channel) for channel in store.channels),
        customers=tuple(
            Customer(
                id=one.id,
                email=one.email,
                group_id=one.group_id,
                channels=None if one.channels is None else tuple(one.channels),
                first_name=one.first_name,
                last_name=one.last_name,
                password=one.password,
            )
            for one in store.customers
        ),
        apps={app.client_id: _app(app) for app in apps if app.stores is None or store.hash in app.stores},
        resets=frozenset(one.id for one in store.customers if one.force_password_reset),
    )


def _site(channel: ChannelShape) -> Site:
    made = Channel(channel.id, channel.name, tuple(channel.hosts), channel.allow_global_logins)
    own = {f"{scheme}://{host}" for scheme in ("http", "https") for host in channel.hosts}
    return Site(made, frozenset(own | set(channel.origins)))


def _app(app: AppShape) -> App:
    return App(app.client_id, app.client_secret, frozenset(app.scopes), app.name)
