"""How far a load is, on one line that changes, or on one every few seconds where nothing can change."""

import sys
import time
from typing import Any

import gevent

from harness.load.outcome import Fate
from harness.load.tally import Tally

EVERY, RARELY = 0.5, 5.0
"""Seconds between two lines on a terminal, and elsewhere."""


def show(conductor: Any) -> None:
    """Show how far the load of ``conductor`` is, until it ends; Locust's own tables show it unless we are calm."""
    if not conductor.settings.calm:
        return
    terminal = sys.stderr.isatty()
    while not conductor.until:
        gevent.sleep(EVERY if terminal else RARELY)
        if conductor.until:
            break
        seconds = time.monotonic() - conductor.since if conductor.since else 0.0
        said = line(conductor.tally, conductor.environment.runner.user_count, seconds)
        sys.stderr.write(f"\r\x1b[K{said}" if terminal else f"{said}\n")
        sys.stderr.flush()
    if terminal:
        sys.stderr.write("\r\x1b[K")


def line(tally: Tally, users: int, seconds: float) -> str:
    """Return one line: time, users, answers, and what was not right."""
    wrong, waits = tally.total(Fate.WRONG), tally.total(Fate.WAIT)
    judged = tally.total(Fate.RIGHT) + wrong
    said = f"{seconds:4.0f} s  {users} users  {judged:,} judged ({judged / max(seconds, 0.1):,.0f}/s)  {wrong:,} wrong"
    said += f"  {waits:,} asked to wait" if waits else ""
    unclear = tally.total(Fate.UNCLEAR)
    return f"{said}  {unclear:,} unclear" if unclear else said
