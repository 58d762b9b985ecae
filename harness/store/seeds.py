"""What a mock starts with: stores, channels, customers, apps and access tokens, read from a seed file."""

import tomllib
from collections.abc import Mapping
from dataclasses import dataclass, field
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from harness.store.catalogue import EMPTY, Catalogue, Order, Product
from harness.store.scripts import Script, filled, read_code
from harness.store.seed_complaints import complaints
from harness.store.seed_shapes import AppShape, ChannelShape, ScriptShape, SeedShape, StoreShape, typed
from harness.tokens.parties import App, Channel, Customer, Store

SHIPPED = "sandbox.toml"


class SeedError(ValueError):
    """A seed that cannot be used; the message names the file, the key path and the next step, never a value."""


@dataclass(frozen=True, slots=True)
class Site:
    """A channel, the origins of its own site, which may read login answers (CORS), and the scripts in its pages."""

    channel: Channel
    origins: frozenset[str]
    scripts: tuple[Script, ...] = ()


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
    catalogue: Catalogue = EMPTY


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
    return seed_of(data, str(path), Path(path).parent)


def seed_of(data: Mapping[str, Any], where: str, folder: Path | None = None) -> Seed:
    """Return the seed that ``data`` describes; ``where`` is its name in messages. Raises SeedError.

    Files that it names are sought from ``folder``; without one it may name none.
    """
    try:
        shape = SeedShape.model_validate(data)
    except ValidationError as error:
        first = error.errors(include_input=False, include_url=False, include_context=False)[0]
        raise SeedError(f"{where}: {typed(first['loc'])}: {_advice(first['type'], first['msg'])}") from None
    for path, message in complaints(shape):
        raise SeedError(f"{where}: {typed(path)} {message}")
    try:
        return _seed(shape, folder)
    except SeedError as error:
        raise SeedError(f"{where}: {error}") from None


def _advice(kind: str, message: str) -> str:
    match kind:
        case "extra_forbidden":
            return "no such key; take it out, or see harness/store/sandbox.toml for those there are"
        case "missing":
            return "is missing; add it"
        case _:
            return f"{message[:1].lower()}{message[1:]}; see harness/store/sandbox.toml for an example"


def _seed(shape: SeedShape, folder: Path | None) -> Seed:
    shops = tuple(_shop(store, shape.apps, folder) for store in shape.stores)
    apps = {app.client_id: _app(app) for app in shape.apps}
    accounts = tuple(Account(one.access_token, one.store, frozenset(one.scopes)) for one in shape.accounts)
    return Seed(shops, apps, accounts)


def _shop(store: StoreShape, apps: list[AppShape], folder: Path | None) -> Shop:
    return Shop(
        store=Store(store.hash, store.name),
        sites=tuple(_site(store, channel, folder) for channel in store.channels),
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
        catalogue=_catalogue(store),
    )


def _catalogue(store: StoreShape) -> Catalogue:
    products = {one.id: Product(one.id, one.name, one.price, one.page) for one in store.products}
    orders = {
        one.id: Order(one.id, one.customer_id, tuple(products[number] for number in one.products))
        for one in store.orders
    }
    return Catalogue({one.url.rstrip("/") + "/": one for one in products.values()}, orders)


def _site(store: StoreShape, channel: ChannelShape, folder: Path | None) -> Site:
    made = Channel(channel.id, channel.name, tuple(channel.hosts), channel.allow_global_logins)
    own = {f"{scheme}://{host}" for scheme in ("http", "https") for host in channel.hosts}
    names = {"store_hash": store.hash, "channel_id": str(channel.id)}
    scripts = tuple(_script(one, names, folder) for one in channel.scripts)
    return Site(made, frozenset(own | set(channel.origins)), scripts)


def _script(shape: ScriptShape, names: Mapping[str, str], folder: Path | None) -> Script:
    server = shape.server or ""
    try:
        code = shape.code or read_code(folder, shape.file)
        whole = filled(code, {**names, "client_id": shape.client_id, "server": server})
    except ValueError as error:
        raise SeedError(f"script '{shape.name}': its {'code' if shape.code else 'file'} {error}") from error
    return Script(shape.name, shape.location, shape.visibility, whole, server)


def _app(app: AppShape) -> App:
    return App(app.client_id, app.client_secret, frozenset(app.scopes), app.name)
