"""The Management API of the store under test, asked patiently: what it refuses for now is asked again."""

import json
import time
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode, urlsplit

from harness.targets.errors import TargetDownError
from harness.targets.http import Exchange, Site
from harness.targets.realtime import real_monotonic
from harness.verdict.storefront.context import StorefrontContext

LONGEST_WAIT = 30.0
"""Seconds that one answer may ask to wait; a window of the rate limit is as long."""
PATIENCE = 60.0
"""Seconds after which a request is given up, however politely the API asks to wait."""
REPEATABLE = ("GET", "DELETE")
"""Methods that may be sent again where nobody knows what came of them."""


@dataclass(frozen=True, slots=True)
class Management:
    """Asks the Management API at ``site`` below ``path`` on behalf of the holder of the access token in ``headers``."""

    site: Site
    path: str
    headers: Mapping[str, str]

    def __repr__(self) -> str:
        """Return where it is, and nothing of the access token."""
        return f"Management({self.site.url}{self.path})"

    def ask(
        self,
        method: str,
        path: str,
        query: Mapping[str, str] | None = None,
        body: object = None,
        patience: float = PATIENCE,
    ) -> Exchange:
        """Send one request for ``path``, such as ``/v3/customers``; wait and send it again while that can help.

        ``patience`` is in seconds.
        """
        target = self.path + path + (f"?{urlencode(query)}" if query else "")
        data = None if body is None else json.dumps(body).encode()
        headers = self.headers if data is None else {**self.headers, "Content-Type": "application/json"}
        deadline = real_monotonic() + patience
        while True:
            exchange = self.site.request(method, target, headers, data)
            wait = _wait(exchange, method)
            if wait is None or real_monotonic() + wait > deadline:
                return exchange
            time.sleep(wait)

    def told(self, method: str, path: str, query: Mapping[str, str] | None = None, body: object = None) -> Any:
        """Return the JSON of a good answer, None for one without a body; TargetDownError says what was wrong."""
        return content(self.ask(method, path, query, body))


def management_of(context: StorefrontContext) -> Management | None:
    """Return the way to the Management API, where the target file gives one."""
    table = context.target.management
    if table is None:
        return None
    parts = urlsplit(table.url)
    key = context.profile.text("management.auth-header")
    headers = {key: table.access_token.get_secret_value(), "Accept": "application/json"}
    return Management(context.site(f"{parts.scheme}://{parts.netloc}"), parts.path, headers)


def content(exchange: Exchange) -> Any:
    """Return the JSON of a good answer, None for one without a body; TargetDownError says what was wrong."""
    asked = f"management: {exchange.method} {urlsplit(exchange.url).path}"
    if not 200 <= exchange.status < 300:
        raise TargetDownError(f"{asked} was not carried out: {trouble(exchange)}")
    try:
        return json.loads(exchange.body) if exchange.body.strip() else None
    except ValueError as error:
        raise TargetDownError(f"{asked} was not answered in JSON; check management.url") from error


def trouble(exchange: Exchange) -> str:
    """Say in a few words why a request was not carried out, and which key mends it where one does."""
    match exchange.status:
        case 0:
            return f"there is no answer ({exchange.error}); check management.url"
        case 401:
            return "401, the access token is unknown; check management.access_token"
        case 403:
            return "403, the access token lacks the scope, or is another store's"
        case 404:
            return "404, there is no such address; management.url ends with /stores/{store_hash}"
        case status:
            return f"{status}{_title(exchange)}"


def _title(exchange: Exchange) -> str:
    try:
        said = json.loads(exchange.body)["title"]
    except (ValueError, KeyError, TypeError):
        return ""
    return f", {said}" if isinstance(said, str) else ""


def _wait(exchange: Exchange, method: str) -> float | None:
    """Return how long to wait, in seconds, before the same request may help; None where it cannot."""
    if not exchange.asks_to_wait:
        broke = exchange.unclean or exchange.status == 503
        return 1.0 if broke and method in REPEATABLE and not exchange.error.startswith("tls") else None
    told = exchange.header("retry-after") or exchange.header("x-retry-after")
    reset = exchange.header("x-rate-limit-time-reset-ms")
    seconds = float(told) if told.isdecimal() else float(reset) / 1000 if reset.isdecimal() else 1.0
    return min(seconds, LONGEST_WAIT)
