"""A console that goes on when nobody reads it any more: the reports still have to be written."""

import os
import sys

from rich.console import Console


class Patient(Console):
    """rich's console, which would otherwise end the program at a broken pipe (``tokenassay run | head``)."""

    def on_broken_pipe(self) -> None:
        """Write to nowhere from now on."""
        self.quiet = True
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
