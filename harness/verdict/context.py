"""What holds for a whole run against one target, in every process that takes part in it."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from random import Random
from typing import Any, ClassVar, Self

from harness.contract.profile import Profile, load
from harness.targets.headless_target import HeadlessTarget
from harness.targets.tables import AppTable
from harness.targets.target_file import PartyTarget, Target, target_from
from harness.tokens import App, Customer, Store

PATIENCE = 5
"""Refused twins in a row that end a run."""


@dataclass(slots=True)
class Context:
    """The target, the switches, and what was measured of its clock; each role has one of its own.

    ``offset`` is how far the target's clock is ahead of ours, ``bar`` how wrong that may be, both in seconds.
    ``stopped`` says why nothing more can be concluded, or is empty. ``file`` is the target file, "" for the embedded
    store. ``reports`` is the folder in which a browser's pictures and logs are kept, "" where they are not; ``browser``
    says that one was asked for on the command line. ``artefacts`` are the files that a browser kept of the first words
    with a target with which nothing can be concluded after them. ``workers`` is how many processes share the run: a
    target that is not to be hurried is paced by all of them together. ``kept`` are the found examples that are kept
    beside the target file, as plain data; each is a scenario.
    """

    target: Target
    profile_name: str = "observed"
    file: str = ""
    seed: int = 0
    strict: bool = False
    offset: float = 0.0
    bar: int = 0
    stopped: str = ""
    reports: str = ""
    browser: bool = False
    artefacts: tuple[dict[str, str], ...] = ()
    workers: int = 1
    kept: tuple[dict[str, Any], ...] = ()
    refused_twins: int = 0
    hangs: int = 0
    profile: Profile = field(init=False)
    people: tuple[Customer, ...] = field(init=False)

    TRAVELS: ClassVar[tuple[str, ...]] = (
        "profile_name", "file", "seed", "strict", "offset", "bar", "stopped", "reports", "browser", "artefacts",
        "workers", "kept",
    )  # fmt: skip
    """What another process needs to know beside the target."""

    def __post_init__(self) -> None:
        """Load the profile; the seed decides which customers play which part."""
        self.profile = load(self.profile_name).judging()
        known = {} if isinstance(self.target, HeadlessTarget) else self.target.customers
        table = [Customer(one.id, one.email, first_name=name) for name, one in known.items()]
        Random(self.seed).shuffle(table)  # noqa: S311 - a choice of cases, not of keys
        self.people = tuple(table)

    @property
    def parties(self) -> PartyTarget:
        """The target, with its app and customers; a headless storefront has neither, and is never asked."""
        assert not isinstance(self.target, HeadlessTarget)
        return self.target

    @property
    def app(self) -> App:
        """The app whose secret signs."""
        return party(self.parties.app)

    @property
    def store(self) -> Store:
        """The store under test."""
        return Store(self.parties.app.store_hash)

    def secrets(self) -> tuple[str, ...]:
        """Return every client secret of the target file, for making sure that none of them is told."""
        tables = _apps(self.target.model_dump(mode="python"))
        return tuple({table["client_secret"].get_secret_value() for table in tables})

    def all_secrets(self) -> tuple[str, ...]:
        """Return every secret, token and password of the target file: what no report may show."""
        return tuple({*self.secrets(), *_hidden(self.target.model_dump(mode="python"))})

    def saw_twin(self, accepted: bool) -> None:
        """Count refused twins; five in a row mean that nothing more can be learned."""
        self.refused_twins = 0 if accepted else self.refused_twins + 1
        if self.refused_twins >= PATIENCE:
            self.stopped = f"{PATIENCE} valid tokens in a row were refused: the target is down or has locked us out"

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Stand around a scenario; a role that can be kept from its target at all looks for that here."""
        yield

    def as_json(self) -> dict[str, Any]:
        """Return what another process needs to take part; secrets included, so it travels through pipes only."""
        target = self.target.model_dump(mode="python", by_alias=True)
        return {"target": _revealed(target), **{name: getattr(self, name) for name in self.TRAVELS}}

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> Self:
        """Return the context that ``as_json`` wrote."""
        return cls(**{**data, "target": target_from(data["target"])})


def party(table: AppTable) -> App:
    """Return the app that a table describes."""
    return App(table.client_id, table.client_secret.get_secret_value())


def _apps(value: Any) -> Iterator[dict[str, Any]]:
    """Yield every table with a client secret, however deep."""
    if isinstance(value, dict):
        if "client_secret" in value:
            yield value
        for one in value.values():
            yield from _apps(one)


def _hidden(value: Any) -> Iterator[str]:
    """Yield every text that the file keeps secret, however deep."""
    if isinstance(value, dict):
        for one in value.values():
            yield from _hidden(one)
    elif hasattr(value, "get_secret_value"):
        yield value.get_secret_value()


def _revealed(value: Any) -> Any:
    if isinstance(value, dict):
        return {key: _revealed(one) for key, one in value.items() if one is not None}
    if isinstance(value, (list, tuple)):
        return [_revealed(one) for one in value]
    return value.get_secret_value() if hasattr(value, "get_secret_value") else value
