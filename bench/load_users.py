"""A locustfile for ``load_overhead.py``: our users as they are, or (``UNJUDGED=1``) with answers counted alone.

Writes to ``$FOUND`` how many requests were answered, in how many seconds, and in how many of processor time.
"""

import json
import os
import time
from pathlib import Path
from typing import Any

from locust import events

from harness.load.locustfile import AppUser, conductor
from harness.load.outcome import Fate, Outcome

__all__ = ["AppUser"]
begun: dict[str, float] = {}


class Unjudged:
    """Asks the same as ``side`` does, and believes every answer."""

    def __init__(self, side: Any) -> None:
        """Ask what ``side`` asks."""
        self.next, self.outgoing = side.next, side.outgoing

    def heard(self, shown: Any, said: Any) -> Outcome:
        """Return that all is well."""
        return Outcome(shown.kind, Fate.RIGHT, said.exchange)


@events.test_start.add_listener
def begin(**_: Any) -> None:
    """Note the time at which users begin to ask."""
    if os.environ.get("UNJUDGED"):
        conductor.side = Unjudged(conductor.side)  # type: ignore[assignment]
    begun.update(wall=time.perf_counter(), cpu=time.process_time())


@events.test_stop.add_listener
def end(environment: Any, **_: Any) -> None:
    """Write down what was measured."""
    found = {
        "requests": environment.stats.total.num_requests,
        "wall": time.perf_counter() - begun["wall"],
        "cpu": time.process_time() - begun["cpu"],
    }
    Path(os.environ["FOUND"]).write_text(json.dumps(found))
