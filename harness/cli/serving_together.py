"""What ``tokenassay serve --workers --state`` needs: the Redis where the state is, an epoch in it, and the workers."""

import os
import time
from collections.abc import Callable, Collection
from dataclasses import dataclass
from typing import TYPE_CHECKING

import click

from harness.cli.errors import UsageError
from harness.targets.tables import secret

if TYPE_CHECKING:
    from harness.contract.profile import Profile
    from harness.store.listening import Listening
    from harness.store.seeds import Seed
    from harness.store.shared.address import Address
    from harness.store.shared.parts import SharedParts
    from harness.store.state import State

START = "redis-server --bind 127.0.0.1 --save ''"


@dataclass(frozen=True, slots=True)
class Together:
    """How many processes serve the mock, and where they keep what they share."""

    workers: int
    address: "Address"

    def parts(self, seed: "Seed", profile: "Profile") -> "SharedParts":
        """Return the parts of the mock, once the state is there and takes tokens; raise UsageError if it cannot be."""
        from harness.store.shared.parts import SharedParts

        parts = SharedParts(self.address, seed, profile)
        wait = self._begun(parts)
        if wait > 2:
            click.echo(f"the state is new: tokens are taken from {wait:.0f} s on", err=True)
        time.sleep(wait)
        return parts

    def serve(self, listening: "Listening", state: "State", parts: "SharedParts", ready: Callable[[], None]) -> None:
        """Serve until interrupted; ``ready`` is called once all workers serve."""
        from harness.store.shared.workers import Workers

        workers = Workers(
            listening, state, parts.link, self.workers, lambda line: click.echo(f"tokenassay: {line}", err=True)
        )

        def serving(pids: Collection[int]) -> None:
            ready()
            click.echo(f"  state      {self.address}")
            click.echo(f"  workers    {', '.join(map(str, pids))}")

        workers.run(serving)

    def _begun(self, parts: "SharedParts") -> float:
        try:
            from redis.exceptions import RedisError
        except ImportError:
            raise UsageError("--state needs redis-py: pip install 'tokenassay[redis]'") from None
        from harness.store.shared.link import ClockError, EvictsError, OtherMockError, said

        try:
            return parts.link.found()
        except (EvictsError, ClockError) as error:
            raise UsageError(f"--state {self.address}: {said(error)}") from error
        except OtherMockError as error:
            raise UsageError(
                f"--state {self.address}: there is the state of a mock with another seed, profile or version; name "
                f"another database, or empty this one: redis-cli -p {self.address.port} -n {self.address.database} "
                "FLUSHDB"
            ) from error
        except (RedisError, OSError) as error:
            raise UsageError(f"--state {self.address}: {said(error)}; is a Redis there? Start one: {START}") from error
        finally:
            parts.link.close()  # before the workers are forked


def together(workers: int, state: str, *, control: bool) -> Together | None:
    """Return how the options ask for several processes, or None for one by itself; raise UsageError."""
    if not state:
        if workers > 1:
            raise UsageError(
                f"--workers {workers} needs --state: processes that share nothing would each take a login token once. "
                f"Start a Redis ({START}) and say --state redis://127.0.0.1:6379/0"
            )
        return None
    if not hasattr(os, "fork"):
        raise UsageError("--state needs a system on which processes can be forked, such as Linux or macOS")
    if control:
        raise UsageError(
            "--control moves the clock, the journal and the outages of one process, and with --state there may be "
            "others; leave out one of the two"
        )
    from harness.store.shared.address import address_of

    try:
        return Together(workers, address_of(str(secret(state))))
    except ValueError as error:
        raise UsageError(f"--state: {error}") from error
