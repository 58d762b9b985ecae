"""All that one running mock knows; whatever serves requests is handed this."""

from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.contract.profile import Profile, load
from harness.judge import Door
from harness.store.catalogue import Catalogue
from harness.store.clock import Clock
from harness.store.journal import Journal
from harness.store.manner import Manner
from harness.store.outages import Outages
from harness.store.parts import Keeper, OwnParts, Parts, SpentTokens
from harness.store.scripts import Script
from harness.store.seeds import Account, Seed, Shop, load_seed
from harness.tokens.parties import App, Channel, Customer, Store

MAX_DOORS = 256
"""Visitors' addresses whose door is kept ready."""


@dataclass(frozen=True, slots=True)
class Storefront:
    """One channel of one store, as visitors meet it.

    ``customers`` and ``resets`` (ids of those who must choose a new password) are the store's own tables, and change.
    """

    store: Store
    channel: Channel
    origins: frozenset[str]
    apps: Mapping[str, App]
    customers: dict[int, Customer]
    resets: set[int]
    channels: Mapping[int, Channel]
    ledger: SpentTokens
    catalogue: Catalogue
    scripts: tuple[Script, ...]
    doors: dict[str, Door] = field(default_factory=dict)

    def door(self, peer: str) -> Door:
        """Return what the judge is to know of a visitor from the address ``peer``."""
        door = self.doors.get(peer)
        if door is None:
            if len(self.doors) >= MAX_DOORS:
                self.doors.clear()
            door = self.doors[peer] = Door(
                self.store.hash, self.channel, self.apps, self.customers, self.channels, peer, self.ledger.is_spent
            )
        return door


@dataclass(frozen=True, slots=True)
class Estate:
    """One store as it stands now: its channels in the order of the seed, and its customers, who come and go.

    Whatever changes ``customers`` or ``resets`` does so through the ``keeper``.
    """

    store: Store
    storefronts: tuple[Storefront, ...]
    customers: dict[int, Customer]
    resets: set[int]
    catalogue: Catalogue
    keeper: Keeper


class State:
    """One mock: what it was started with (profile, seed), and what has happened since, which its ``parts`` keep.

    Change it only from the event loop that serves it; the clock may be moved from any thread.
    """

    def __init__(self, seed: Seed | None = None, profile: Profile | None = None, parts: Parts | None = None) -> None:
        self.parts = parts or OwnParts()
        self.profile = profile or load()
        self.manner = Manner.of(self.profile)
        self.first_seed = seed or load_seed()
        self.clock = Clock()
        self.journal = Journal()
        self.outages = Outages()
        self.furnish(self.first_seed)

    def reset(self) -> None:
        """Go back to how the mock was started: its seed, its real clock, nobody signed in, nothing spent."""
        self.clock.real()
        self.journal.clear()
        self.outages.set([])
        self.furnish(self.first_seed)

    def furnish(self, seed: Seed) -> None:
        """Take up ``seed`` in place of the stores there are; sessions and spent tokens go with them."""
        numbers, policy = self.profile.number, self.manner.policy
        remembered = max(numbers("login.jti.retention"), policy.window + policy.future)
        window = numbers("management.rate.window-ms")
        self.seed = seed
        self.seconds_left: int | None = None
        parts = self.parts
        self.ledger = parts.ledger(remembered, policy.future)
        self.sessions = parts.sessions()
        self.quota = parts.limit("requests", numbers("management.rate.quota"), window)
        self.credentials_quota = parts.limit("credentials", numbers("management.credentials.rate"), window)
        self.accounts: dict[str, Account] = {account.access_token: account for account in seed.accounts}
        self.estates: dict[str, Estate] = {shop.store.hash: _estate(shop, self.ledger, parts) for shop in seed.shops}
        self.default = self.estates[seed.shops[0].store.hash].storefronts[0]
        self.hosts: dict[str, Storefront] = {
            host: front
            for estate in self.estates.values()
            for front in estate.storefronts
            for host in front.channel.hosts
        }

    def storefront(self, host: str) -> Storefront:
        """Return the storefront that the Host header ``host`` leads to, or the first store's first channel."""
        return self.hosts.get(host.partition(":")[0].lower(), self.default)


def _estate(shop: Shop, ledger: SpentTokens, parts: Parts) -> Estate:
    customers = {customer.id: customer for customer in shop.customers}
    resets = set(shop.resets)
    channels = {site.channel.id: site.channel for site in shop.sites}
    storefronts = tuple(
        Storefront(
            store=shop.store,
            channel=site.channel,
            origins=site.origins,
            apps=shop.apps,
            customers=customers,
            resets=resets,
            channels=channels,
            ledger=ledger,
            catalogue=shop.catalogue,
            scripts=site.scripts,
        )
        for site in shop.sites
    )
    keeper = parts.keeper(shop.store.hash, customers, resets)
    return Estate(shop.store, storefronts, customers, resets, shop.catalogue, keeper)
