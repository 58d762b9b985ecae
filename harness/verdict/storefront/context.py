"""A run against a store: the address it sees us come from, and the parties it knows."""

import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from http.cookiejar import eff_request_host  # type: ignore[attr-defined]
from typing import Any, ClassVar
from urllib.parse import urlencode, urlsplit
from urllib.request import Request
from uuid import uuid4

from harness.targets.browser.chromium import Chromium
from harness.targets.http import PACE, Exchange, Site
from harness.targets.obstacles import obstacle
from harness.targets.storefront_target import StorefrontTarget
from harness.targets.tables import is_loopback
from harness.tokens import App, Customer, Scene, Store
from harness.verdict.context import PATIENCE, Context, party
from harness.verdict.stop import InconclusiveError, NotApplicableError


@dataclass(slots=True)
class StorefrontContext(Context):
    """``peer`` is the address that the store sees us come from, "" where that is not known."""

    target: StorefrontTarget
    peer: str = ""
    met: str = ""
    """What stood before the store in this scenario, or ""."""
    blocked: int = 0
    """Scenarios in a row that met an obstacle."""
    created: int = 0
    """How many of the customers the run has created; they are gone when it is over."""

    TRAVELS: ClassVar[tuple[str, ...]] = (*Context.TRAVELS, "peer", "created")

    @property
    def reader(self) -> App:
        """The app on whose behalf current.jwt is asked."""
        return party(self.target.current_customer or self.target.app)

    def site(self, url: str = "", source: str = "") -> Site:
        """Return connections to the target, or to ``url``; a server on another machine is not hurried."""
        url = url or self.target.url
        site = Site(url, pace=self.pace(url), source=source, via=self.target.connect)
        if url == self.target.url:
            site.code, site.watch = self._code(), self.look
        return site

    def pace(self, url: str) -> float:
        """Return the least time between two requests to ``url``, in seconds; the processes of a run share the rate."""
        usual = 0.0 if is_loopback(urlsplit(url).hostname) else PACE
        return self.workers * (usual if self.target.pace is None else self.target.pace)

    def _code(self) -> str:
        """Return the part of a query that lets visitors into a store that is not open yet, or ""."""
        given = self.target.preview_code
        return urlencode({self.profile.text("current.preview-code"): given.get_secret_value()}) if given else ""

    def look(self, exchange: Exchange) -> str:
        """Return what stands before the store in place of its own answer, or "", and keep it in mind."""
        found = obstacle(exchange, self.profile.text("current.preview-code"))
        self.met = found or self.met
        return found

    @contextmanager
    def watched(self) -> Iterator[None]:
        """Let a scenario that met an obstacle end as inconclusive, however else it would; five in a row end the run."""
        self.met = ""
        try:
            yield
        except Exception as error:
            if not self.met:
                self.blocked *= isinstance(error, NotApplicableError)  # which has asked the store nothing
                raise
        self.blocked = self.blocked + 1 if self.met else 0
        if self.blocked >= PATIENCE:
            self.stopped = f"{PATIENCE} scenarios in a row met this: {self.met}"
        if self.met:
            raise InconclusiveError(self.met)

    def chromium(self) -> Chromium:
        """Return the browser for the target; it is started when it is first needed."""
        return Chromium(self.target.url, self.target.connect, self.pace(self.target.url), code=self._code())

    @property
    def local(self) -> bool:
        """Whether the target is on this machine."""
        return is_loopback(urlsplit(self.target.url).hostname)

    @property
    def host(self) -> str:
        """The host that cookies of the target belong to, as ``http.cookiejar`` names it."""
        return str(eff_request_host(Request(self.target.url))[1])  # noqa: S310 - only asked for its host

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
