"""What a run was to do, over all of its shards: so that its parts, run on several machines, can be known again.

Scenarios are dealt out as cards are, in the order in which they run: the first to the first shard, the second to the
second, and so on around. Every shard so has its share of each table, of the slow ones and of those that run alone.
"""

import hashlib
import re
from collections.abc import Iterable
from dataclasses import dataclass

_FORM = re.compile(r"([0-9]{1,6})/([0-9]{1,6})", re.ASCII)


@dataclass(frozen=True, slots=True)
class Shard:
    """One of ``total`` parts of a run; ``number`` counts from 1. A whole run is the only part of itself."""

    number: int = 1
    total: int = 1

    def __str__(self) -> str:
        return f"{self.number}/{self.total}"

    @property
    def whole(self) -> bool:
        """Whether there is no other part."""
        return self.total == 1

    @property
    def told(self) -> str:
        """The shard in words, such as ``shard 2 of 5``."""
        return f"shard {self.number} of {self.total}"

    def has(self, place: int) -> bool:
        """Whether the scenario at ``place``, from 0, is dealt to this shard."""
        return place % self.total == self.number - 1

    def share(self, scenarios: int) -> int:
        """Return how many of so many scenarios are dealt to this shard."""
        return len(range(self.number - 1, scenarios, self.total))


def parse_shard(text: str) -> Shard:
    """Return the shard that ``text`` such as ``2/5`` names; ValueError says what is wrong with it."""
    found = _FORM.fullmatch(text)
    if not found:
        raise ValueError("write which part of how many, such as 2/5")
    number, total = map(int, found.groups())
    if not 1 <= number <= total:
        parts = f"they are 1/{total} to {total}/{total}" if total else "there has to be one part at least"
        raise ValueError(f"there is no such part; {parts}")
    return Shard(number, total)


@dataclass(frozen=True, slots=True)
class Planned:
    """One target of a run. ``content`` is the digest of its target file, and of what is kept beside it.

    It is "" for the embedded store.
    ``selection`` are the options that left something out, "" where nothing was. ``scenarios`` and ``ids`` are the count
    and the digest of all that were selected, in every shard; 0 and "" where the target was never asked.
    """

    name: str
    role: str
    content: str = ""
    browser: bool = False
    selection: str = ""
    scenarios: int = 0
    ids: str = ""


@dataclass(frozen=True, slots=True)
class Plan:
    """A run: its targets in their order, ``strict``, and the digest of its profile, "" for one that ships."""

    targets: tuple[Planned, ...]
    strict: bool = False
    profile: str = ""


def digest_of(ids: Iterable[str]) -> str:
    """Return the digest of a set of ids, whatever their order (SHA-256, hexadecimal)."""
    return hashlib.sha256("\n".join(sorted(ids)).encode()).hexdigest()
