"""A token that was found: what it is, by which ways it opens the account, and how long it lives."""

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from harness.judge.envelope import Opened, read
from harness.verdict.keeping.masks import telling


@dataclass(frozen=True, slots=True)
class Way:
    """How a token is shown: ``kind`` is cookie, header or query; ``before`` stands before it in a header."""

    kind: str
    name: str
    before: str = ""

    def __str__(self) -> str:
        """Say it in words."""
        scheme = f" ({self.before.strip()})" if self.before.strip() else ""
        return f"the {'parameter' if self.kind == 'query' else self.kind} {self.name}{scheme}"


@dataclass(frozen=True, slots=True)
class Token:
    """A value that opens the account by each of ``ways``.

    ``fetches`` says that it is a cookie which opens it only in a browser, whose page fetches another token for it.
    ``beside`` are the names and values of other cookies without which it opens nothing.
    """

    value: str = field(repr=False)
    ways: tuple[Way, ...]
    fetches: bool = False
    beside: tuple[tuple[str, str], ...] = field(default=(), repr=False)

    @property
    def cookie(self) -> str:
        """The name of the cookie that it is, or ""."""
        return next((way.name for way in self.ways if way.kind == "cookie"), "")

    @property
    def names(self) -> tuple[str, ...]:
        """The names of all cookies that are shown where it is."""
        return (*([self.cookie] if self.cookie else []), *(name for name, _ in self.beside))

    @property
    def claims(self) -> Mapping[str, Any] | None:
        """What it says, if it is a JWT that can be read."""
        found = read(self.value)
        return found.claims if isinstance(found, Opened) else None

    def left(self, now: float) -> float | None:
        """Return for how many seconds it is still good by its own word; None where it says nothing."""
        exp = (self.claims or {}).get("exp")
        return float(exp) - now if isinstance(exp, (int, float)) else None

    def __str__(self) -> str:
        """Say what it is, and not its value."""
        return " or ".join(map(str, self.ways))

    def as_json(self) -> dict[str, Any]:
        """Return it as plain JSON, its value included."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: Mapping[str, Any]) -> Self:
        """Return the token that ``as_json`` wrote."""
        beside = tuple((name, value) for name, value in data["beside"])
        return cls(data["value"], tuple(Way(**way) for way in data["ways"]), data["fetches"], beside)


def parts(cookies: Sequence[Mapping[str, Any]], *, fetches: bool = False) -> list[Token]:
    """Return which of ``cookies``, as Playwright tells them, are tokens, if all are needed to open the account.

    What tells nothing, such as ``store=1``, is none beside what does; nor is the half that scripts may read of a token
    whose other half is HttpOnly, for it is worth nothing without that.
    """
    secret = [one for one in cookies if telling(one["value"])]
    kept = [one for one in secret if one["httpOnly"]] or secret or cookies
    pairs = [(one["name"], one["value"]) for one in cookies]
    return [
        Token(
            one["value"],
            (Way("cookie", one["name"]),),
            fetches,
            tuple((name, value) for name, value in pairs if name != one["name"]),
        )
        for one in kept
    ]
