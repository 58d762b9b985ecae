"""A token that was found: what it is, by which ways it opens the account, and how long it lives."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, field
from typing import Any, Self

from harness.judge.envelope import Opened, read


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
    """

    value: str = field(repr=False)
    ways: tuple[Way, ...]
    fetches: bool = False

    @property
    def cookie(self) -> str:
        """The name of the cookie that it is, or ""."""
        return next((way.name for way in self.ways if way.kind == "cookie"), "")

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
        return cls(data["value"], tuple(Way(**way) for way in data["ways"]), data["fetches"])
