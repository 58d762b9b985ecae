"""A run against a store: the address it sees us come from, and the parties it knows."""

import time
from dataclasses import dataclass
from http.cookiejar import eff_request_host  # type: ignore[attr-defined]
from typing import Any, ClassVar
from urllib.parse import urlsplit
from urllib.request import Request
from uuid import uuid4

from harness.targets.browser.chromium import Chromium
from harness.targets.http import Site
from harness.targets.storefront_target import StorefrontTarget
from harness.targets.tables import is_loopback
from harness.tokens import App, Customer, Scene, Store
from harness.verdict.context import Context, party

PACE = 0.2
"""Seconds between two requests to a store on another machine."""


@dataclass(slots=True)
class StorefrontContext(Context):
    """``peer`` is the address that the store sees us come from, "" where that is not known."""

    target: StorefrontTarget
    peer: str = ""

    TRAVELS: ClassVar[tuple[str, ...]] = (*Context.TRAVELS, "peer")

    @property
    def reader(self) -> App:
        """The app on whose behalf current.jwt is asked."""
        return party(self.target.current_customer or self.target.app)

    def site(self, url: str = "", source: str = "") -> Site:
        """Return connections to the target, or to ``url``; a server on another machine is not hurried."""
        url = url or self.target.url
        pace = 0.0 if is_loopback(urlsplit(url).hostname) else PACE
        return Site(url, pace=pace, source=source, via=self.target.connect)

    def chromium(self) -> Chromium:
        """Return the browser for the target; it is started when it is first needed."""
        return Chromium(self.target.url, self.target.connect, 0.0 if self.local else PACE)

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
