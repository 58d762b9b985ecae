"""What was found, kept beside Hypothesis' own examples in one database that several machines may share."""

import json
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any

from hypothesis.database import ExampleDatabase, ListenerEventT

from harness.fuzz.patient import Patient
from harness.fuzz.probe import Breach, Json


@dataclass(frozen=True, slots=True)
class Find:
    """A breach and the smallest example of it. ``examples`` is how many had been tried when it was first seen.

    ``shrinks`` is how many it took from there to the smallest one.
    """

    probe: str
    example: Json
    breach: Breach
    examples: int = 0
    shrinks: int = 0

    def stored(self) -> bytes:
        """Return what the database keeps: how to make it again, and no word of what was seen."""
        return json.dumps({"probe": self.probe, "example": self.example}, sort_keys=True).encode()


class Within(ExampleDatabase):
    """A part of another database, under keys that start with ``prefix``: one target does not try another's examples."""

    def __init__(self, whole: ExampleDatabase, prefix: bytes) -> None:
        super().__init__()
        self._whole, self._prefix = whole, prefix

    @property
    def lost(self) -> str:
        """Why nothing is kept any more, "" as long as it is."""
        return self._whole.lost if isinstance(self._whole, Patient) else ""

    def save(self, key: bytes, value: bytes) -> None:
        """Keep ``value`` under ``key``."""
        self._whole.save(self._prefix + key, value)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """Return the values under ``key``."""
        return self._whole.fetch(self._prefix + key)

    def delete(self, key: bytes, value: bytes) -> None:
        """Forget ``value`` under ``key``."""
        self._whole.delete(self._prefix + key, value)

    def _start_listening(self) -> None:
        """Hear of no changes: between two rounds is soon enough to look."""

    def _stop_listening(self) -> None:
        """Hear of no changes."""

    def _broadcast_change(self, event: ListenerEventT) -> None:
        """Tell nobody."""


KEY = b"finds"


@dataclass(frozen=True, slots=True)
class Finds:
    """The finds of one target in ``database``; None keeps nothing."""

    database: ExampleDatabase | None

    @property
    def lost(self) -> str:
        """Why nothing is kept any more, "" as long as it is."""
        return self.database.lost if isinstance(self.database, Within) else ""

    def save(self, find: Find) -> None:
        """Keep ``find``."""
        if self.database:
            self.database.save(KEY, find.stored())

    def forget(self, stored: bytes) -> None:
        """Take out what is found no more."""
        if self.database:
            self.database.delete(KEY, stored)

    def __iter__(self) -> Iterator[tuple[bytes, str, Json]]:
        """Yield what is kept, with the name of its probe and the example; what cannot be read is passed over."""
        for stored in sorted(self.database.fetch(KEY) if self.database else ()):
            try:
                found: dict[str, Any] = json.loads(stored)
                yield stored, found["probe"], found["example"]
            except (ValueError, KeyError, TypeError):
                continue


def identity(*parts: str) -> str:
    """Return what tells a target from others by ``parts``, none of which is a secret."""
    return json.dumps(parts)


def digest(text: str) -> bytes:
    """Return a short key for a target, by what tells it from others."""
    return blake2b(text.encode(), digest_size=8).hexdigest().encode() + b":"
