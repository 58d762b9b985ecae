"""What a hunt came to: in lines, in numbers, and written down for going on with it."""

import json
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

from harness.fuzz.probe import Probe
from harness.fuzz.tally import Tally
from harness.report.text import count
from harness.suite.fuzzing.asked import Asked
from harness.suite.fuzzing.tallies import as_json

STATE = "fuzz.json"
"""The file below the reports that holds how far a hunt is."""


def keep(reports: Path, target: str, asked: Asked, tallies: Mapping[str, Tally]) -> None:
    """Write down in ``reports`` how far the hunt of each lane is."""
    lanes = {name: as_json(tally) for name, tally in tallies.items()}
    state = {"schema": "tokenassay/fuzz/1", "target": target, "seed": asked.seed, "lanes": lanes}
    (reports / STATE).write_text(json.dumps(state, indent=1, default=str), "utf-8")


def numbers_of(whole: Tally, asked: Asked, seconds: float) -> dict[str, Any]:
    """Return the hunt in numbers, as they stand in ``results.json``; ``rate`` is in examples a second.

    ``examples`` counts those of the hunt that was gone on with as well, ``rate`` does not.
    """
    before = sum(int(one.get("examples", 0)) for one in asked.before.values())
    return {
        "examples": whole.examples,
        "rate": round((whole.examples - before) / seconds, 1) if seconds else 0.0,
        "behaviours": len(whole.behaviours),
        "shrinks": whole.shrinks,
        "rounds": whole.rounds,
        "seed": asked.seed,
        "lanes": asked.names,
        "unsteady": dict(whole.unsteady),
        "softer": dict(whole.softer),
        "mended": len(whole.mended),
    }


def told(whole: Tally, probes: Mapping[str, Probe], target: str, reports: Path | None) -> list[str]:
    """Return the lines that end a hunt."""
    lines = [f"fuzzed   {whole.examples:,} examples, {len(whole.behaviours):,} behaviours, {whole.shrinks:,} to shrink"]
    for rule, times in sorted(whole.softer.items()):
        lines.append(f"softer   {rule}: seen {count(times, 'time')} (--level should or may tells more)")
    lines += [f"mended   no longer found: {one}" for one in _mended(whole, probes)]
    if whole.finds and target:
        written = f" --reports {reports}" if reports else ""
        lines.append(f"keep     tokenassay keep {target}{written}    makes scenarios of these findings")
    return lines


def _mended(whole: Tally, probes: Mapping[str, Probe]) -> Iterator[str]:
    """Yield the examples that were found before and are right now, in words."""
    for stored in whole.mended:
        found = json.loads(stored)
        yield "; ".join(probes[found["probe"]].told(found["example"]))[:160]
