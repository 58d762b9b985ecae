"""What an app has printed, where tokenassay has started it."""

from pathlib import Path

from harness.verdict.issuer.context import IssuerContext

LOG = 1_000_000
"""Bytes of an app's log that are looked at, from its end."""
LINES, WIDE = 5, 300
"""Lines that are shown where an app breaks, and characters of each."""


def read_log(context: IssuerContext) -> str:
    """Return the end of what the program of [start] has printed; "" where none was started."""
    if not context.log or not Path(context.log).exists():
        return ""
    with Path(context.log).open("rb") as file:
        file.seek(max(0, Path(context.log).stat().st_size - LOG))
        return file.read().decode("utf-8", "replace")


def tail(context: IssuerContext) -> list[str]:
    """Return the last lines of the log."""
    lines = [line.strip()[:WIDE] for line in read_log(context).splitlines() if line.strip()]
    return lines[-LINES:]
