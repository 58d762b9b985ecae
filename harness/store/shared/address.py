"""Where the Redis is: ``redis://[[user]:password@]host[:port][/database]``, shown without the password."""

import re
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import unquote, urlsplit

_SHAPE = "give redis://HOST:PORT/DATABASE, such as redis://127.0.0.1:6379/0"


@dataclass(frozen=True, slots=True)
class Address:
    """One database of one Redis."""

    host: str
    port: int = 6379
    database: int = 0
    username: str = field(default="", repr=False)
    password: str = field(default="", repr=False)

    def __str__(self) -> str:
        """Return the address as it may be shown."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return f"redis://{host}:{self.port}/{self.database}"

    def settings(self) -> dict[str, Any]:
        """Return what a connection of redis-py takes."""
        return {
            "host": self.host,
            "port": self.port,
            "db": self.database,
            "username": self.username or None,
            "password": self.password or None,
        }


def address_of(url: str) -> Address:
    """Return the address that ``url`` gives; ValueError says what to give instead, and nothing of what was given."""
    try:
        parts = urlsplit(url)
        port = parts.port or 6379
    except ValueError:
        raise ValueError(f"that is no address; {_SHAPE}") from None
    if parts.scheme != "redis" or not parts.hostname:
        raise ValueError(f"that is no address of a Redis; {_SHAPE}")
    if not re.fullmatch(r"/?|/[0-9]{1,5}", parts.path) or parts.query or parts.fragment:
        raise ValueError(f"behind the port stands the number of a database and nothing else; {_SHAPE}")
    username, password = unquote(parts.username or ""), unquote(parts.password or "")
    return Address(parts.hostname, port, int(parts.path.strip("/") or 0), username, password)
