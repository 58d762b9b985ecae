"""What holds for a whole run against one target, in every process that takes part in it."""

import time
from dataclasses import dataclass, field
from http.cookiejar import eff_request_host  # type: ignore[attr-defined]
from random import Random
from typing import Any
from urllib.parse import urlsplit
from urllib.request import Request
from uuid import uuid4

from harness.contract.profile import Profile, load
from harness.targets.http import Site
from harness.targets.target_file import LOOPBACK, AppTable, StorefrontTarget
from harness.tokens import App, Customer, Scene, Store

PACE = 0.2
"""Seconds between two requests to a store on another machine."""
PATIENCE = 5
"""Refused twins in a row that end a run."""


@dataclass(slots=True)
class Context:
    """The target, the switches, and what was measured of its clock.

    ``offset`` is how far the target's clock is ahead of ours, ``bar`` how wrong that may be, both in seconds.
    ``stopped`` says why nothing more can be concluded, or is empty. ``peer`` is the address that the target sees us
    come from, "" where that is not known. ``file`` is the target file, "" for the
    embedded store.
    """

    target: StorefrontTarget
    profile_name: str = "observed"
    file: str = ""
    seed: int = 0
    strict: bool = False
    offset: float = 0.0
    bar: int = 0
    stopped: str = ""
    peer: str = ""
    refused_twins: int = 0
    profile: Profile = field(init=False)
    people: tuple[Customer, ...] = field(init=False)

    def __post_init__(self) -> None:
        """Load the profile; the seed decides which customers play which part."""
        self.profile = load(self.profile_name)
        table = [Customer(one.id, one.email, first_name=name) for name, one in self.target.customers.items()]
        Random(self.seed).shuffle(table)  # noqa: S311 - a choice of cases, not of keys
        self.people = tuple(table)

    @property
    def app(self) -> App:
        """The app whose secret signs."""
        return party(self.target.app)

    @property
    def reader(self) -> App:
        """The app on whose behalf current.jwt is asked."""
        return party(self.target.current_customer or self.target.app)

    def site(self) -> Site:
        """Return the connections to the target; one on another machine is not hurried."""
        return Site(self.target.url, pace=0.0 if self.local else PACE)

    @property
    def store(self) -> Store:
        """The store under test."""
        return Store(self.target.app.store_hash)

    @property
    def local(self) -> bool:
        """Whether the target is on this machine."""
        return urlsplit(self.target.url).hostname in LOOPBACK

    @property
    def host(self) -> str:
        """The host that cookies of the target belong to, as ``http.cookiejar`` names it."""
        return str(eff_request_host(Request(self.target.url))[1])  # noqa: S310 - only asked for its host

    def secrets(self) -> tuple[str, ...]:
        """Return every secret of the target file, for making sure that none of them is told."""
        others = self.target.others
        tables = (self.target.app, self.target.current_customer, others.app, others.unscoped_app)
        return tuple({table.client_secret.get_secret_value() for table in tables if table})

    def all_secrets(self) -> tuple[str, ...]:
        """Return every secret, token and password of the target file: what no report may show."""
        people = [one.password for one in self.target.customers.values() if one.password]
        tokens = [self.target.management.access_token] if self.target.management else []
        return (*self.secrets(), *{one.get_secret_value() for one in (*people, *tokens)})

    def now(self) -> int:
        """Return the target's time in whole seconds, as well as it is known."""
        return int(time.time() + self.offset)

    def scene(self, customer: Customer | None = None, other: Customer | None = None, jti: str = "") -> Scene:
        """Return the circumstances of a fresh token, with an id of its own."""
        others = self.target.others
        known: dict[str, Any] = {}
        if others.app:
            known["other_app"] = party(others.app)
        if others.store:
            known["other_store"] = Store(others.store.store_hash)
        return Scene(
            app=self.app,
            store=self.store,
            customer=customer or self.people[0],
            other_customer=other or self.people[1],
            now=self.now(),
            jti=jti or uuid4().hex,
            peer=self.peer,
            bar=self.bar,
            window=self.profile.number("login.window"),
            future=self.profile.number("login.future"),
            **known,
        )

    def saw_twin(self, accepted: bool) -> None:
        """Count refused twins; five in a row mean that nothing more can be learned."""
        self.refused_twins = 0 if accepted else self.refused_twins + 1
        if self.refused_twins >= PATIENCE:
            self.stopped = f"{PATIENCE} valid tokens in a row were refused: the target is down or has locked us out"

    def as_json(self) -> dict[str, Any]:
        """Return what another process needs to take part; secrets included, so it travels through pipes only."""
        target = self.target.model_dump(mode="python")
        return {
            "target": _revealed(target),
            **{
                name: getattr(self, name)
                for name in ("profile_name", "file", "seed", "strict", "offset", "bar", "stopped", "peer")
            },
        }

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Context":
        """Return the context that ``as_json`` wrote."""
        return cls(**{**data, "target": StorefrontTarget.model_validate(data["target"])})


def party(table: AppTable) -> App:
    """Return the app that a table describes."""
    return App(table.client_id, table.client_secret.get_secret_value())


def _revealed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _revealed(one) for key, one in value.items() if one is not None}
    if isinstance(value, (list, tuple)):
        return [_revealed(one) for one in value]
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value
