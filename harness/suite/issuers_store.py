"""The embedded store that an issuer's tokens are redeemed at: it knows the target file's app and customers."""

from collections.abc import Iterator
from contextlib import contextmanager

from harness.contract.profile import Profile, load
from harness.store.mock import MockStore
from harness.store.seeds import Account, Seed, Shop, Site
from harness.targets.issuer_target import IssuerTarget
from harness.targets.placing import placed
from harness.tokens import App, Channel, Customer, Store
from harness.verdict.context import party
from harness.verdict.issuer.context import CROWD, IssuerContext

ACCESS_TOKEN = "embedded-store-access-token"  # noqa: S105 - opens nothing but the embedded store
SCOPES = frozenset({"store_v2_customers", "store_v2_customers_login", "store_v2_information"})


@contextmanager
def standing_store(target: IssuerTarget, profile: str) -> Iterator[MockStore]:
    """Yield the store for ``target``; it speaks TLS as well where [start] asks for that."""
    facts = load(profile)
    tls = target.started_with("api_tls_host") or target.started_with("ca_file")
    with MockStore(seed_for(target, facts, target.channel_id or 1), facts, control="on", tls=tls) as store:
        yield store


def told(target: IssuerTarget, store: MockStore) -> IssuerTarget:
    """Return ``target`` with what [start] hands on of the store filled in."""
    found = placed(target, handed_on(target, store))
    assert isinstance(found, IssuerTarget)
    return found


def handed_on(target: IssuerTarget, store: MockStore) -> dict[str, str]:
    """Return what [start] may hand on of the store."""
    return {
        "store_url": target.told_store or store.url,
        "api_url": store.url,
        "access_token": ACCESS_TOKEN,
        "api_tls_host": store.tls_host,
        "ca_file": str(store.ca_file or ""),
    }


def know(context: IssuerContext, target: IssuerTarget, store: MockStore) -> None:
    """Let ``context`` know the store, and which values of it [start] asks for in the file, that is in ``target``."""
    context.store_at, context.handed_on = store.url, handed_on(context.target, store)
    context.asked_for = tuple(name for name in context.handed_on if target.started_with(name))
    context.furnish = lambda channel: store.furnish(seed_for(context.target, context.profile, channel))


def seed_for(target: IssuerTarget, profile: Profile, channel: int) -> Seed:
    """Return a store at whose first ``channel`` the app of ``target`` may sign its customers in.

    On another channel somebody has the first customer's e-mail and a lower id: whoever looks people up by e-mail alone
    finds them first.
    """
    app = party(target.app)
    able = App(app.client_id, app.client_secret, frozenset({profile.text("login.scope")}), target.name)
    here, there = Channel(channel, allow_global_logins=True), Channel(channel + 1)
    own = tuple(Customer(one.id, one.email, first_name=name) for name, one in target.customers.items())
    namesakes = tuple(
        Customer(number, one.email, channels=(there.id,), first_name="Namesake")
        for number, one in enumerate(own, start=1)
        if one.email and number not in {person.id for person in own}
    )
    shop = Shop(
        Store(target.app.store_hash, target.name),
        (Site(here, frozenset()), Site(there, frozenset())),
        (*own, *(one for one in CROWD if one.id not in {person.id for person in own}), *namesakes),
        {able.client_id: able},
        frozenset(),
    )
    return Seed((shop,), {able.client_id: able}, (Account(ACCESS_TOKEN, target.app.store_hash, SCOPES),))
