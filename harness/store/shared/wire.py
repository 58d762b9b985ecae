"""One connection to one run of a Redis server: when the server ends, so does the wire, for good."""

import re
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cache
from hashlib import sha1
from importlib.resources import files
from typing import Any

from harness.store.shared.address import Address

TIMEOUT = 1.0
"""Seconds for a connection to come about, and for every answer."""


@dataclass(frozen=True, slots=True)
class Wire:
    """A connection, and the run id of the server that it leads to, which cannot change under it.

    After any error but one that the server itself answered with, it must not be used again: a connection object
    connects again by itself, perhaps to another run of the server.
    """

    run_id: str
    _connection: Any  # a redis.Connection, which has no types

    def run(self, script: str, values: Sequence[object]) -> Any:
        """Run ``script`` of the folder ``lua`` with the run id and ``values``; raises what redis-py raises."""
        from redis.exceptions import NoScriptError

        text, digest = _script(script)
        try:
            return self._ask("EVALSHA", digest, 0, self.run_id, *values)
        except NoScriptError:  # then nothing of it was done
            return self._ask("EVAL", text, 0, self.run_id, *values)

    def is_whole(self) -> bool:
        """Whether the server is at the other end still, as far as that is known here without asking it."""
        from redis.exceptions import RedisError

        try:
            return not self._connection.can_read(timeout=0)
        except (RedisError, OSError):
            return False

    def close(self) -> None:
        """End the connection."""
        self._connection.disconnect()

    def _ask(self, *command: object) -> Any:
        self._connection.send_command(*command)
        return self._connection.read_response()


def connected(address: Address) -> Wire:
    """Return a wire to the server at ``address``; raises what redis-py raises."""
    from redis.backoff import NoBackoff
    from redis.connection import Connection
    from redis.exceptions import InvalidResponse
    from redis.retry import Retry

    connection: Any = Connection(  # type: ignore[no-untyped-call]
        **address.settings(),
        socket_timeout=TIMEOUT,
        socket_connect_timeout=TIMEOUT,
        decode_responses=True,
        protocol=2,
        retry=Retry(NoBackoff(), 0),  # what may have been done is never done again
    )
    connection.connect()
    connection.send_command("INFO", "server")
    found = re.search(r"^run_id:(\w+)", connection.read_response(), re.MULTILINE)
    if found is None:
        raise InvalidResponse("INFO tells no run_id")
    return Wire(found[1], connection)


@cache
def _script(name: str) -> tuple[str, str]:
    """Return the text of a script and the digest that the server knows it by."""
    folder = files("harness.store.shared") / "lua"
    head = "" if name == "found" else (folder / "head.lua").read_text("utf-8")
    text = head + (folder / f"{name}.lua").read_text("utf-8")
    return text, sha1(text.encode(), usedforsecurity=False).hexdigest()
