"""The ledger: which test customers each run owes a store the removal of. One small file for each run, and no secrets.

A run holds a lock on its page for as long as it lives, so a page that nobody holds is of a run that was cut off. The
system lets go of a lock however a process ends. Pages are appended to, and each line is on the disk before the step
that it tells of is taken; half a line at the end is passed over.
"""

import fcntl
import json
import os
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from harness.targets.errors import TargetError

SCHEMA = "tokenassay/ledger/1"
_DOOR = "door"


@dataclass(frozen=True, slots=True)
class Place:
    """The store that customers are in, as far as it matters for finding them again."""

    store_hash: str
    url: str

    def holds(self, other: "Place") -> bool:
        """Whether ``other`` is this very place, however its address is spelled."""
        return self.store_hash == other.store_hash and _spelled(self.url) == _spelled(other.url)


class Page:
    """One run's page, locked; ``emails`` are those of its customers, ``ids`` their ids as far as they are known.

    ``settled`` says that the store has answered whether it created them.
    """

    def __init__(self, path: Path, file: IO[str]) -> None:
        """Read the page at ``path``, which is open and locked as ``file``."""
        self.path, self._file = path, file
        self.place: Place | None = None
        self.emails: tuple[str, ...] = ()
        self.ids: dict[str, int] = {}
        self.settled = False
        file.seek(0)
        for line in file:
            with suppress(ValueError, KeyError, TypeError, AttributeError):
                self._take(json.loads(line))

    def owe(self, place: Place, emails: tuple[str, ...]) -> None:
        """Write down that customers with ``emails`` are about to be created at ``place``."""
        self._write({"schema": SCHEMA, "store_hash": place.store_hash, "url": place.url, "emails": list(emails)})

    def learn(self, ids: dict[str, int]) -> None:
        """Write down which ids the store gave them; none, if it refused to create them."""
        self._write({"ids": ids})

    def strike(self) -> None:
        """Take the page away: the store has none of its customers any more."""
        self.path.unlink(missing_ok=True)

    def close(self) -> None:
        """Let go of the page."""
        self._file.close()

    def _take(self, line: dict[str, Any]) -> None:
        if "emails" in line:
            self.place = Place(str(line["store_hash"]), str(line["url"]))
            self.emails = tuple(map(str, line["emails"]))
        elif "ids" in line:
            self.settled = True
            self.ids |= {str(email): int(number) for email, number in line["ids"].items()}

    def _write(self, line: dict[str, Any]) -> None:
        with _told():
            self._file.seek(0, os.SEEK_END)
            self._file.write(json.dumps(line) + "\n")
            self._file.flush()
            os.fsync(self._file.fileno())
        self._take(line)


def folder() -> Path:
    """Return where the pages are: ``tokenassay/ledger`` below XDG_STATE_HOME, which is ~/.local/state by default.

    TargetError where nobody knows what ~ is.
    """
    named = Path(os.environ.get("XDG_STATE_HOME", ""))
    try:
        state = named if named.is_absolute() else Path.home() / ".local" / "state"
    except RuntimeError as error:
        raise _unwritable("~/.local/state", "this user has no home folder") from error
    return state / "tokenassay" / "ledger"


@contextmanager
def new_page(name: str) -> Iterator[Page]:
    """Open a page called ``name`` and hold it for the block; TargetError where the ledger cannot be written."""
    with _at_the_door(), _told():
        path = folder() / f"{name}.ndjson"
        file = path.open("a+", encoding="utf-8")
        fcntl.flock(file, fcntl.LOCK_EX)
    page = Page(path, file)
    try:
        yield page
    finally:
        page.close()


@contextmanager
def left_pages(place: Place) -> Iterator[list[Page]]:
    """Hold for the block the pages of runs at ``place`` that were cut off; none where the ledger cannot be read."""
    with _held() as pages:
        for page in pages:
            if page.place is None:  # cut off before anything was owed
                page.strike()
        yield [page for page in pages if page.place and page.place.holds(place)]


@contextmanager
def pages_elsewhere(place: Place) -> Iterator[list[Page]]:
    """Hold for the block the pages of runs that were cut off at the same store, reached by another address."""
    with _held() as pages:
        same = [page for page in pages if page.place and page.place.store_hash == place.store_hash]
        yield [page for page in same if page.place and not page.place.holds(place)]


@contextmanager
def _held() -> Iterator[list[Page]]:
    """Hold for the block the pages of all runs that were cut off."""
    pages: list[Page] = []
    try:
        with suppress(OSError, TargetError):
            if folder().is_dir():
                with _at_the_door():
                    pages += filter(None, map(_claimed, sorted(folder().glob("*.ndjson"))))
        yield pages
    finally:
        for page in pages:
            page.close()


def _claimed(path: Path) -> Page | None:
    """Return the page at ``path``, locked, or None where a run that goes on holds it."""
    try:
        file = path.open("r+", encoding="utf-8")
    except OSError:
        return None
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        file.close()
        return None
    return Page(path, file)


@contextmanager
def _at_the_door() -> Iterator[None]:
    """Keep others from opening pages for the block: one must not be found before it is locked."""
    with _told():
        folder().mkdir(parents=True, exist_ok=True, mode=0o700)
        door = (folder() / _DOOR).open("a")
        fcntl.flock(door, fcntl.LOCK_EX)
    with door:
        yield


@contextmanager
def _told() -> Iterator[None]:
    """Let a ledger that the block cannot write be told with the next step."""
    try:
        yield
    except OSError as error:
        raise _unwritable(folder(), error.strerror) from error


def _unwritable(where: Path | str, why: str | None) -> TargetError:
    return TargetError(
        f"the ledger of test customers cannot be written in {where}: {why}; "
        "let XDG_STATE_HOME name a folder that can be"
    )


def _spelled(url: str) -> str:
    """Return ``url`` with scheme and host in small letters, and no slash at its end."""
    scheme, _, rest = url.partition("://")
    host, _, path = rest.partition("/")
    return f"{scheme.lower()}://{host.lower()}/{path.rstrip('/')}"
