"""Where examples are kept between hunts: a folder, or a Redis that several machines share."""

from collections.abc import Iterable
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from harness.fuzz.finds import Within, digest

DEFAULT = ".tokenassay/examples"
"""The folder that is taken where nothing else is said."""
NOTHING = "none"
WAIT = 3.0
"""Seconds that Redis may take to answer."""


class DatabaseError(ValueError):
    """A database that cannot be had; the message says which, without its password, and what to do."""


def open_database(place: str, target: str) -> ExampleDatabase | None:
    """Return the examples of ``target``, which tells it from others, in the database at ``place``; None for none.

    ``place`` is ``none``, a redis:// address or a folder. DatabaseError where it cannot be had.
    """
    if place == NOTHING:
        return None
    if urlsplit(place).scheme in ("redis", "rediss", "unix"):
        whole: ExampleDatabase = Patient(_redis(place))
    else:
        whole = _folder(Path(place))
    return Within(whole, digest(target))


def _folder(path: Path) -> ExampleDatabase:
    try:
        path.mkdir(parents=True, exist_ok=True)
        if str(path) == str(Path(DEFAULT)):
            (path.parent / ".gitignore").write_text("*\n", "utf-8")
    except OSError as error:
        raise DatabaseError(f"{path}: {error.strerror}; give a folder that can be written, or none") from error
    return DirectoryBasedExampleDatabase(path)


def _redis(place: str) -> ExampleDatabase:
    where = shown(place)
    try:
        from hypothesis.extra.redis import RedisExampleDatabase
        from redis import Redis, RedisError
    except ImportError as error:
        raise DatabaseError(f"{where}: install what speaks to Redis: pip install 'tokenassay[redis]'") from error
    try:
        client = Redis.from_url(place, socket_timeout=WAIT, socket_connect_timeout=WAIT)
        client.ping()
    except (RedisError, ValueError) as error:
        said = str(error).replace(place, where)
        raise DatabaseError(f"{where}: there is no Redis to be had ({said:.120}); start one, or say none") from error
    return RedisExampleDatabase(client)


def shown(place: str) -> str:
    """Return ``place`` as it may be shown: without a password."""
    parts = urlsplit(place)
    return parts._replace(netloc=parts.netloc.rpartition("@")[2]).geturl() if "@" in parts.netloc else place


class Patient(ExampleDatabase):
    """A database on another machine, without which a hunt goes on: what it cannot keep is in the reports as well."""

    def __init__(self, whole: ExampleDatabase) -> None:
        super().__init__()
        self._whole = whole
        self.lost = ""

    def _try(self, work: Any, *given: bytes) -> Any:
        if self.lost:
            return None
        try:
            return work(*given)
        except Exception as error:  # noqa: BLE001 - whatever the client raises, the hunt is worth more
            self.lost = f"{type(error).__name__}: {error}"[:120]
            return None

    def save(self, key: bytes, value: bytes) -> None:
        """Keep ``value`` under ``key``, if that can be done."""
        self._try(self._whole.save, key, value)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """Return what is kept under ``key``; nothing where that is not known."""
        return self._try(lambda: list(self._whole.fetch(key))) or ()

    def delete(self, key: bytes, value: bytes) -> None:
        """Forget ``value`` under ``key``, if that can be done."""
        self._try(self._whole.delete, key, value)

    def _start_listening(self) -> None:
        """Hear of no changes: between two rounds is soon enough to look."""

    def _stop_listening(self) -> None:
        """Hear of no changes."""
