"""Turns: which of several processes may run a scenario now."""

from collections.abc import Generator
from contextlib import contextmanager


class Turns:
    """Who may run now: many scenarios beside each other, or one alone, over all processes that share a file."""

    def __init__(self, path: str = "") -> None:
        """Take turns over the lock file ``path``; without one there is a single process and nothing to share."""
        self.path = path

    @contextmanager
    def turn(self, *, alone: bool) -> Generator[None]:
        """Hold a turn for as long as the block runs."""
        if not self.path:
            yield
            return
        import fcntl

        with open(self.path, "rb") as handle:  # noqa: PTH123 - flock wants a descriptor
            fcntl.flock(handle, fcntl.LOCK_EX if alone else fcntl.LOCK_SH)
            yield
