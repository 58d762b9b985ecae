"""The end of a load: the judged summary, on standard output and as a file."""

import json
import sys
from pathlib import Path
from typing import Any

from locust.stats import StatsEntry

from harness.load.telling import REFUSED, Ended, Timing, as_json, told
from harness.verdict.evidence import scrubbed

FEW = 3
"""Kinds of refusals that have a line each."""


def ended(conductor: Any) -> Ended:
    """Return what the load of ``conductor`` came to."""
    target = conductor.target
    return Ended(
        target.name,
        target.role,
        conductor.tally,
        _timings(conductor.environment.stats),
        _refused(conductor.environment.stats),
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
    return tuple(_timing(one) for one in sorted(stats.entries.values(), key=lambda one: one.name))


def _refused(stats: Any) -> Timing | None:
    """Return all kinds of refusals as one, None where they are few."""
    kinds = [one for one in stats.entries.values() if one.name.startswith(REFUSED)]
    if len(kinds) <= FEW:
        return None
    whole = StatsEntry(stats, f"{REFUSED}{len(kinds)} kinds", "", use_response_times_cache=False)
    for one in kinds:
        whole.extend(one)
    return _timing(whole)


def _timing(entry: Any) -> Timing:
    median, slow = entry.median_response_time or 0, entry.get_response_time_percentile(0.95) or 0
    return Timing(entry.name, entry.num_requests, float(median), float(slow))
