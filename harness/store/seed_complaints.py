"""What must hold between the parts of a seed file; every complaint carries its key path."""

from collections.abc import Container, Iterator, Sequence

from harness.store.seed_shapes import KeyPath, ScriptShape, SeedShape, StoreShape, typed

Complaint = tuple[KeyPath, str]
"""Where in the file, and what is wrong and to be done there."""


def complaints(seed: SeedShape) -> Iterator[Complaint]:
    """Yield what does not fit together in ``seed``, in the order of the file."""
    hashes = [store.hash for store in seed.stores]
    yield from _twice(hashes, ("stores",), "hash")
    hosts: dict[str, KeyPath] = {}
    for index, store in enumerate(seed.stores):
        yield from _in_store(store, ("stores", index), hosts)
        yield from _in_catalogue(store, ("stores", index))
    apps = [app.client_id for app in seed.apps]
    for index, store in enumerate(seed.stores):
        for number, channel in enumerate(store.channels):
            yield from _strangers(channel.scripts, apps, ("stores", index, "channels", number, "scripts"))
    yield from _twice(apps, ("apps",), "client_id")
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


def _strangers(scripts: Sequence[ScriptShape], apps: Sequence[str], path: KeyPath) -> Iterator[Complaint]:
    for index, script in enumerate(scripts):
        if script.client_id and script.client_id not in apps:
            yield (*path, index, "client_id"), "names an app that the seed does not have; add it under [[apps]]"


def _in_catalogue(store: StoreShape, path: KeyPath) -> Iterator[Complaint]:
    products = [product.id for product in store.products]
    known, people = set(products), {customer.id for customer in store.customers}
    yield from _twice(products, (*path, "products"), "id")
    yield from _twice([product.page for product in store.products], (*path, "products"), "url")
    yield from _twice([order.id for order in store.orders], (*path, "orders"), "id")
    for index, order in enumerate(store.orders):
        here = (*path, "orders", index)
        yield from _unknown(order.products, known, (*here, "products"), "product")
        if order.customer_id not in people:
            yield (*here, "customer_id"), "names a customer that the store does not have; add them or take it out"


def _twice(values: Sequence[str | int], path: KeyPath, key: str) -> Iterator[Complaint]:
    first: dict[str | int, int] = {}
    for index, value in enumerate(values):
        if first.setdefault(value, index) != index:
            yield (*path, index, key), f"is also {typed((*path, first[value], key))}; give each its own"


def _unknown(values: Sequence[str | int], known: Container[str | int], path: KeyPath, what: str) -> Iterator[Complaint]:
    for index, value in enumerate(values):
        if value not in known:
            yield (*path, index), f"names a {what} that the seed does not have; add it or take it out"
