"""One whole visit of a person who signs in, as it was seen: the scenarios that only look, look at this."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass
from typing import Any, Self

from harness.verdict.headless.scraps import Place, Sighting
from harness.verdict.headless.token import Token

TOKEN, PASSWORD = "the token", "the password"
NOT_TYPED = "login.fields fills no input of type password"


@dataclass(frozen=True, slots=True)
class Visit:
    """What was found out.

    ``tokens`` open the account, ``cookies`` are those of them that are cookies, as Playwright tells cookies, and
    ``same_site`` is what a server said of SameSite when it set them.
    ``passwords`` are the names of what was typed into inputs of type password.
    ``secrets`` is all that may be a token, to be kept out of reports. ``reloaded`` and ``tabbed`` say whether the
    account was still open after a reload and in a second tab. ``policies`` are the Referrer-Policies of pages by their
    path, ``requests`` the method and address of what scripts asked of the storefront's own servers, and ``storages``
    what lay in localStorage and sessionStorage, by their names. ``artefacts`` are the files that were kept,
    ``dropped`` the places of which there was more than could be looked through.
    """

    tokens: tuple[Token, ...]
    cookies: tuple[dict[str, Any], ...]
    same_site: dict[str, str]
    passwords: tuple[str, ...]
    secrets: tuple[str, ...]
    sightings: tuple[Sighting, ...]
    reloaded: bool
    tabbed: bool
    policies: dict[str, str]
    requests: tuple[tuple[str, str], ...]
    storages: dict[str, dict[str, str]]
    artefacts: tuple[dict[str, str], ...] = ()
    dropped: tuple[Place, ...] = ()

    def seen(self, what: str, *places: Place) -> list[Sighting]:
        """Return where ``what`` was seen in ``places``."""
        return [one for one in self.sightings if one.what == what and one.place in places]

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON, tokens included."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the visit that ``as_json`` wrote."""
        seen = tuple(Sighting(one["what"], Place(one["place"]), one["where"]) for one in data["sightings"])
        tokens = tuple(map(Token.from_json, data["tokens"]))
        lists = {name: tuple(data[name]) for name in ("cookies", "passwords", "secrets", "artefacts")}
        requests = tuple((method, url) for method, url in data["requests"])
        dropped = tuple(map(Place, data["dropped"]))
        return cls(**{**data, **lists, "dropped": dropped, "tokens": tokens, "sightings": seen, "requests": requests})
