"""The door of the signed-in over plain HTTP: [me], or else [account]; whoever shows it a token is let in, or is not."""

import json
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from jsonpath_rfc9535 import JSONPathError
from jsonpath_rfc9535 import find as find_path

from harness.targets.headless_target import HeadlessTarget
from harness.targets.http import Exchange, Site
from harness.verdict.headless.candidates import MOST, SHORTEST
from harness.verdict.headless.scraps import Place, Scrap
from harness.verdict.headless.token import Token, Way, parts
from harness.verdict.stop import InconclusiveError


@dataclass(slots=True)
class Door:
    """Asks for ``url`` with and without what may open it."""

    target: HeadlessTarget
    pace: float
    url: str = field(init=False)
    guest: Exchange = field(init=False)
    _site: Site = field(init=False)

    def __post_init__(self) -> None:
        """Stand before the door; nothing is asked yet."""
        place = self.target.me.path if self.target.me else self.target.account.path
        self.url = place if "://" in place else self.target.url + place
        self._site = Site(self.origin, pace=self.pace, via=self.target.connect)

    @property
    def origin(self) -> str:
        """The server that the door is at."""
        parts = urlsplit(self.url)
        return f"{parts.scheme}://{parts.netloc}"

    @property
    def key(self) -> str:
        """The key of the target file that the door stands in."""
        return "me.path" if self.target.me else "account.path"

    def knock(self) -> str:
        """Ask as a guest, and return why that says nothing, or ""."""
        self.guest = self.ask()
        if self.guest.error or self.guest.status >= 500:
            return f"{self.url} answers guests with {self.guest.error or self.guest.status}: correct {self.key}"
        if self._identity(self.guest) is not None:
            return f"{self.url} says that a guest is somebody (me.customer_id): nobody needs to sign in there"
        if self._may_be_in(self.guest) and self.ask().body != self.guest.body:
            return f"{self.url} answers each guest otherwise: say in me.customer_id what only the signed-in are told"
        return ""

    def ask(
        self, cookies: Mapping[str, str] | None = None, ways: Sequence[tuple[Way, str]] = (), origin: str = ""
    ) -> Exchange:
        """Ask with ``cookies``, and with values shown in other ways; as a script of ``origin`` where that is given."""
        sent = {"Accept": "application/json, text/html", **({"Origin": origin} if origin else {})}
        parts = urlsplit(self.url)
        target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
        jar = dict(cookies or {})
        for way, value in ways:
            match way.kind:
                case "cookie":
                    jar[way.name] = value
                case "header":
                    sent[way.name] = way.before + value
                case "query":
                    target += f"{'&' if '?' in target else '?'}{quote(way.name)}={quote(value, safe='')}"
        if jar:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in jar.items())
        return self._site.request("GET", target, sent)

    def preflight(self, url: str, origin: str, method: str) -> Exchange:
        """Ask on behalf of ``origin`` whether its scripts may send ``method`` to ``url`` (Fetch 4.8)."""
        parts = urlsplit(url)
        asked = {"Origin": origin, "Access-Control-Request-Method": method}
        site = Site(f"{parts.scheme}://{parts.netloc}", pace=self.pace, via=self.target.connect)
        return site.request("OPTIONS", parts.path or "/", asked)

    def lets_in(self, exchange: Exchange) -> bool:
        """Whether the answer is one for somebody who is signed in; inconclusive where it is no answer at all."""
        if exchange.error or exchange.asks_to_wait or exchange.status >= 500:
            said = exchange.error or f"status {exchange.status}"
            raise InconclusiveError(f"{self.url} neither lets in nor refuses: {said}")
        if not self._may_be_in(exchange):
            return False
        if self.target.me and self.target.me.customer_id:
            return self._identity(exchange) is not None
        return not self._may_be_in(self.guest) or exchange.body != self.guest.body

    def opens_for(self, token: Token) -> bool:
        """Whether ``token`` opens the door right now, alone or with the cookies that it needs."""
        return any(self._opens(dict(token.beside), [(way, token.value)]) for way in token.ways)

    def who(self, exchange: Exchange) -> Any:
        """Return who the answer is for: the identity of [me], or else all of it."""
        found = self._identity(exchange)
        return exchange.body if found is None else found

    def tokens(
        self, cookies: Sequence[Mapping[str, Any]], found: Iterable[str], scraps: Sequence[Scrap]
    ) -> list[Token]:
        """Return which of ``cookies``, and of the first MOST other values in ``found``, open the door."""
        alone = [one for one in cookies if self._opens(_jar([one]))]
        tokens = [token for one in alone for token in parts([one])]
        tokens += parts(self._needed([one for one in cookies if one not in alone]))
        known = {one.value for one in tokens}
        headers = ways_in(scraps)
        for value in [one for one in found if one not in known][:MOST]:
            ways = tuple(way for way in headers if self._opens(ways=[(way, value)]))
            if ways:
                tokens.append(Token(value, ways))
        return tokens

    def _needed(self, cookies: Sequence[Mapping[str, Any]]) -> Sequence[Mapping[str, Any]]:
        """Return the cookies without which the door does not open, if it opens with all of them."""
        if len(cookies) < 2 or not self._opens(_jar(cookies)):
            return []
        for one in list(cookies):
            rest = [other for other in cookies if other is not one]
            if self._opens(_jar(rest)):
                cookies = rest
        return cookies

    def _opens(self, cookies: Mapping[str, str] | None = None, ways: Sequence[tuple[Way, str]] = ()) -> bool:
        """Whether the door opens for what is shown; one that breaks at it, and not at guests, does not."""
        exchange = self.ask(cookies, ways)
        broke = exchange.unclean and not self.ask().unclean
        return not broke and self.lets_in(exchange)

    def _identity(self, exchange: Exchange) -> Any:
        if not self.target.me or not self.target.me.customer_id:
            return None
        try:
            return next(iter(find_path(self.target.me.customer_id, json.loads(exchange.body)).values()), None)
        except (ValueError, RecursionError, JSONPathError):
            return None

    @staticmethod
    def _may_be_in(exchange: Exchange) -> bool:
        return 200 <= exchange.status < 300


def _jar(cookies: Iterable[Mapping[str, Any]]) -> dict[str, str]:
    return {one["name"]: one["value"] for one in cookies}


BEARER = Way("header", "Authorization", "Bearer ")
"""RFC 6750 2.1."""
WAYS = 8
"""Ways that are tried with each candidate."""


def ways_in(scraps: Iterable[Scrap]) -> list[Way]:
    """Return how the storefront's own scripts show tokens: by which headers and parameters; as bearers, too.

    First come those whose values are as long as a token, the last seen first: guests send others.
    """
    ways: dict[Way, bool] = {}
    for scrap in reversed(list(scraps)):
        for way, value in _shown(scrap):
            ways[way] = ways.get(way, False) or len(value) >= SHORTEST
    return list(dict.fromkeys([BEARER, *sorted(ways, key=lambda one: not ways[one])]))[:WAYS]


def _shown(scrap: Scrap) -> Iterator[tuple[Way, str]]:
    """Yield the ways in which ``scrap`` may show a token, and what is shown there."""
    name, _, value = scrap.text.partition(": ")
    if scrap.place is Place.HEADER and name.lower() not in ("accept", "content-type", "origin"):
        before, _, shown = value.rpartition(" ")
        yield Way("header", name.title(), f"{before} " if before else ""), shown
    elif scrap.place is Place.REQUEST:
        for name, _, shown in (part.partition("=") for part in urlsplit(scrap.text).query.split("&")):
            if len(shown) >= SHORTEST:
                yield Way("query", name), shown
