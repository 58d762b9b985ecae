"""The control API of a mock store, where the target file names one: clock, errors, journal."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from urllib.parse import urlsplit

from harness.targets.connecting import ConnectTable
from harness.targets.errors import TargetDownError
from harness.targets.http import Exchange, Site


@dataclass(frozen=True, slots=True)
class Remote:
    """A mock's control API at ``url``, such as ``http://127.0.0.1:8641/_tokenassay``."""

    url: str
    via: ConnectTable = field(default_factory=ConnectTable)

    def send(self, method: str, path: str, body: object = None) -> Exchange:
        """Send one command; TargetDownError if the mock does not carry it out."""
        parts = urlsplit(self.url)
        data = None if body is None else json.dumps(body).encode()
        site = Site(f"{parts.scheme}://{parts.netloc}", via=self.via)
        exchange = site.request(method, f"{parts.path}{path}", {"Content-Type": "application/json"}, data)
        if not 200 <= exchange.status < 300:
            seen = exchange.body.strip()[:200] or exchange.status or exchange.error
            raise TargetDownError(f"control: {method} {self.url}{path} was not carried out: {seen}")
        return exchange

    @contextmanager
    def frozen(self, at: int) -> Iterator[None]:
        """Let the mock's clock stand at ``at`` (Unix seconds) for the block, then run again."""
        self.send("PUT", "/clock", {"mode": "freeze", "seconds": at})
        try:
            yield
        finally:
            self.send("PUT", "/clock", {"mode": "real"})

    def move(self, at: int) -> None:
        """Let the frozen clock stand at another time."""
        self.send("PUT", "/clock", {"mode": "freeze", "seconds": at})
