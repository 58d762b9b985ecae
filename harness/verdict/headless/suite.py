"""What scenarios of the headless role speak to: what was seen of one whole visit, and people to make others."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from typing import Any

from harness.targets.browser.chromium import Chromium
from harness.targets.http import Exchange
from harness.verdict import evidence
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.headless.departure import Departure, depart
from harness.verdict.headless.door import Door
from harness.verdict.headless.scraps import Place
from harness.verdict.headless.shopper import Shopper
from harness.verdict.headless.shoppers import Shoppers, hide
from harness.verdict.headless.token import Token, Way
from harness.verdict.headless.visit import NOT_TYPED, PASSWORD, TOKEN, Visit
from harness.verdict.keeping.masks import telling
from harness.verdict.notebook import Notebook
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError


@dataclass(slots=True)
class Shared:
    """What the scenarios of one process share, so that it is done once."""

    departure: Departure | None = None
    shown: tuple[tuple[Way, str], ...] = ()
    """What opens the door for whoever is signed in here."""


class HeadlessSuite:
    """The storefront under test, as a scenario sees it. Every step is written into the scenario's notebook."""

    def __init__(self, context: HeadlessContext, chromium: Chromium, note: Notebook, shared: Shared) -> None:
        """Stand before the storefront of ``context``."""
        self.context, self.note, self.target = context, note, context.target
        self.shoppers = Shoppers(context, chromium, note)
        self._chromium, self._shared = chromium, shared

    @property
    def visit(self) -> Visit:
        """What was seen of one whole visit; what was kept of it is shown beside the scenario that looks."""
        assert self.context.visit, "without a visit no scenario is run"
        self.note.artefacts.extend(one for one in self.context.visit.artefacts if one not in self.note.artefacts)
        return self.context.visit

    def shopper(self, name: str = "a shopper's", cookies: tuple[Any, ...] = ()) -> Shopper:
        """Return somebody in front of a new window; ``name`` says in the report whose it is."""
        return self.shoppers.one(name, cookies)

    def door(self) -> Door:
        """Return the door of the signed-in, which a guest has tried; inconclusive if it is not there."""
        door = self.context.door()
        if said := door.knock():
            raise InconclusiveError(said)
        return door

    def must_not_be_seen(self, *places: Place, what: str = TOKEN, blame: str = "") -> None:
        """Go on only if ``what`` was seen in none of ``places`` during the visit.

        ``blame`` is the rule that is broken where that is not the scenario's own.
        """
        if what == PASSWORD and not self.visit.passwords:
            raise NotApplicableError(NOT_TYPED)
        found = self.visit.seen(what, *places)
        said = "; ".join(dict.fromkeys(evidence.masked(one.where) for one in found[:5])) or "nowhere"
        self.note.step(f"looked for {what} of a whole visit: {', '.join(places)}", f"seen: {said}")
        if found:
            raise Broken(f"{what} is seen: {said}", blame)
        if beyond := [one for one in places if one in self.visit.dropped]:
            raise InconclusiveError(f"there is more than can be looked through: {', '.join(beyond)}")

    def cookies(self) -> list[dict[str, Any]]:
        """Return the cookies that are tokens; not applicable where none is."""
        if not self.visit.cookies:
            raise NotApplicableError("no cookie opens the account")
        kept = ("name", "domain", "path", "expires", "httpOnly", "secure", "sameSite")
        self.note.evidence["cookies"] = [{name: one.get(name) for name in kept} for one in self.visit.cookies]
        return list(self.visit.cookies)

    def tokens(self) -> Iterator[Token]:
        """Yield the tokens that are no cookies."""
        yield from (one for one in self.visit.tokens if not one.cookie)

    def departure(self) -> Departure:
        """Return what was seen of somebody who signed in and out."""
        gone = self._shared.departure = self._shared.departure or self._depart()
        self.note.steps.extend(gone.steps)
        self.note.artefacts.extend(gone.artefacts)
        return gone

    def _depart(self) -> Departure:
        """Sign in and out in windows that no scenario owns: what is kept of them stands beside each that looks."""
        note = replace(self.note, id="headless.departure", steps=[], evidence={}, artefacts=[], endings=[])
        tokens = self.context.visit.tokens if self.context.visit else ()
        fetching = [name for one in tokens if one.fetches for name in one.names]
        gone = None
        try:
            gone = depart(Shoppers(self.context, self._chromium, note), self.door(), fetching)
        finally:
            note.wind_up(well=gone is not None and gone.well)
            self.note.secrets = note.secrets
            if gone is None:
                self.note.steps.extend(note.steps)
                self.note.artefacts.extend(note.artefacts)
        steps = tuple(evidence.scrubbed(gone.steps, note.secrets))
        return replace(gone, steps=steps, artefacts=tuple(note.artefacts))

    def ask(self, origin: str = "") -> Exchange:
        """Ask at the door as somebody who is signed in; as a script of ``origin`` where that is given."""
        door = self.door()
        self._shared.shown = self._shared.shown or shown([one for one in self.visit.tokens if not one.fetches])
        if not self._shared.shown or not door.lets_in(door.ask(ways=self._shared.shown)):
            shopper = self.shopper()
            shopper.must_sign_in()
            self._shared.shown = self._shows(shopper, door)
        found = (value for _, value in self._shared.shown)  # by another scenario, perhaps
        hide(self.note, (one for one in found if len(one) >= evidence.TELLING))
        return door.ask(ways=self._shared.shown, origin=origin)

    def who(self, shopper: Shopper, door: Door) -> Any:
        """Return who ``shopper`` is, as the door says."""
        return door.who(door.ask(ways=self._shows(shopper, door)))

    def opening(self, shopper: Shopper, said: str) -> list[str]:
        """Return what in ``said`` opens the account of ``shopper``: at the door, or as a cookie for the next token."""
        fetching = {name for one in self.visit.tokens if one.fetches for name in one.names}
        kept = [one["value"] for one in shopper.cookies() if one["name"] in fetching]
        found = [value for value in shopper.candidates() if value in said]
        tokens = self.door().tokens(shopper.cookies(), found, shopper.spy.scraps())
        return [value for value in (*kept, *(one.value for one in tokens)) if telling(value) and value in said]

    def _shows(self, shopper: Shopper, door: Door) -> tuple[tuple[Way, str], ...]:
        """Return what opens the door for ``shopper``."""
        found = door.tokens(shopper.cookies(), shopper.candidates(), shopper.spy.scraps())
        if not found and not self.target.me:
            raise NotApplicableError("the target file has no me, and plain HTTP cannot tell by the account page")
        if not found:
            raise InconclusiveError(f"nothing that was found opens {door.url} by itself")
        return shown(found)

    def saw(self, did: str, exchange: Exchange) -> Exchange:
        """Write down a step that ended in ``exchange``."""
        self.note.step(did, exchange.status or exchange.error)
        self.note.evidence |= evidence.shown(exchange)
        return exchange


def shown(tokens: Sequence[Token]) -> tuple[tuple[Way, str], ...]:
    """Return what of ``tokens`` is to be shown at the door: all that are cookies, or else the last one."""
    if not (cookies := [one for one in tokens if one.cookie]):
        return tuple((one.ways[0], one.value) for one in tokens[-1:])
    beside = [(Way("cookie", name), value) for one in cookies for name, value in one.beside]
    return tuple(dict.fromkeys([*beside, *((one.ways[0], one.value) for one in cookies)]))
