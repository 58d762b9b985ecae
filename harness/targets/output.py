"""What an app in this process prints: kept away from the terminal, as that of one in a process of its own is."""

import io
import sys
from collections.abc import Iterator
from contextlib import contextmanager

KEPT = 20_000
"""Characters of the newest output that are kept."""


class Output(io.TextIOBase):
    """Stands in for standard output and standard error while an app has the word; its loggers may keep it."""

    def __init__(self) -> None:
        """Keep nothing yet."""
        self.text = ""

    def writable(self) -> bool:
        """Say that it can be written to."""
        return True

    def write(self, text: str) -> int:
        """Keep the end of what is written."""
        self.text = (self.text + text)[-KEPT:]
        return len(text)

    @contextmanager
    def caught(self) -> Iterator[None]:
        """Keep what the block prints."""
        saved = sys.stdout, sys.stderr
        sys.stdout = sys.stderr = self
        try:
            yield
        finally:
            sys.stdout, sys.stderr = saved
