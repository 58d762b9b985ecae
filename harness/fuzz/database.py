"""Where examples are kept between hunts: a folder, or a Redis that several machines share."""

from pathlib import Path

from hypothesis.database import DirectoryBasedExampleDatabase, ExampleDatabase

from harness.fuzz.finds import Within, digest
from harness.fuzz.patient import Patient

DEFAULT = ".tokenassay/examples"
"""The folder that is taken where nothing else is said."""
NOTHING = "none"
REDIS = ("redis", "rediss", "unix")
"""How the address of a Redis begins."""
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
    whole = _redis(place) if place.partition("://")[0] in REDIS else _folder(Path(place))
    return Within(Patient(whole, shown(place)), digest(target))


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
    except ValueError:  # what it says may hold a piece of a password
        raise DatabaseError(f"{where}: that is no address; give redis://HOST:PORT/DATABASE, or none") from None
    except RedisError as error:
        raise DatabaseError(f"{where}: there is no Redis to be had ({error!s:.120}); start one, or say none") from error
    return RedisExampleDatabase(client)


def shown(place: str) -> str:
    """Return ``place`` as it may be shown: without a password, wherever it stands, and however it is written."""
    scheme, mark, rest = place.partition("://")
    if scheme not in REDIS or not mark:
        return place
    return f"{scheme}://{rest.rpartition('@')[2].partition('?')[0]}"
