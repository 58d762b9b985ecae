"""The end of a load: the judged summary, on standard output and as a file."""

import json
import sys
from pathlib import Path
from typing import Any

from harness.load.telling import Ended, Timing, as_json, told
from harness.verdict.evidence import scrubbed


def ended(conductor: Any) -> Ended:
    """Return what the load of ``conductor`` came to."""
    target = conductor.target
    return Ended(
        target.name,
        target.role,
        conductor.tally,
        _timings(conductor.environment.stats),
        max(conductor.until - conductor.since, 0.001) if conductor.since else 0.0,
    )


def tell(conductor: Any) -> None:
    """Tell it, without any secret that an answer may have held."""
    what, secrets = ended(conductor), conductor.secrets
    sys.stdout.write("\n".join(scrubbed(told(what), secrets)) + "\n")
    sys.stdout.flush()
    if conductor.settings.summary:
        text = json.dumps(scrubbed(as_json(what), secrets), indent=1)
        Path(conductor.settings.summary).write_text(text, "utf-8")


def _timings(stats: Any) -> tuple[Timing, ...]:
    entries = sorted(stats.entries.values(), key=lambda one: one.name)
    return tuple(
        Timing(
            one.name,
            one.num_requests,
            float(one.median_response_time or 0),
            float(one.get_response_time_percentile(0.95) or 0),
        )
        for one in entries
    )
