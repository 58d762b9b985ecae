"""What the suite costs beyond pytest and its HTTP, where an app's server is under test."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from common import CLIENT_CORE, HERE, Answer, Row, aimed, empty_tests, interleaved, main, pin, ratios, spread, timed
from loading import ours
from verifiers import target_file

QUESTION = "What does a whole run against an app's server cost, beyond pytest and its HTTP?"
HOW = (
    "{rounds} rounds of three whole processes on one core, taking turns: `tokenassay run`; pytest with {scenarios:,} "
    "empty parametrized tests; and the {requests:,} requests of a run, written down just before and sent again by the "
    "same client ({same:.1%} of them were answered by the same status as in the run, at the least). The app is the "
    "sound one of `fixtures/integrations/verifier/base`, served by uvicorn in a process of its own on the other core; "
    "its processor time does not count."
)
REPLAY = [sys.executable, str(HERE / "replay.py")]
Cost = tuple[float, float]


def measure(rounds: int) -> Answer:
    """Return the time of a run against that of its two unavoidable parts."""
    pin(CLIENT_CORE)
    shares: list[float] = []
    with tempfile.TemporaryDirectory() as name, ours("verifier") as server:
        folder = Path(name)
        file, target = folder / "requests.json", target_file(folder, server.url)
        told = _record(file, target)
        command = [sys.executable, "-m", "harness.cli.main", "run", "--reports", str(folder / "reports"), str(target)]

        def sent() -> Cost:
            # What was written down a while ago would be refused by now.
            _record(file, target)
            cost = timed([*REPLAY, "app", str(file), server.url, str(folder / "same.json")], folder)
            shares.append(json.loads((folder / "same.json").read_text())["same"] / told["requests"])
            return cost

        empty = empty_tests(folder, told["scenarios"])
        found = interleaved(rounds, partial(timed, command, folder), empty, sent)
    how = HOW.format(rounds=rounds, **told, same=min(shares))
    return Answer(QUESTION, how, _rows(*found))


def _record(file: Path, target: Path) -> dict[str, int]:
    command = [*REPLAY, "record", str(file), str(target)]
    subprocess.run(command, check=True, stdout=subprocess.DEVNULL, cwd=file.parent)
    told = json.loads(file.read_text())
    return {"scenarios": told["scenarios"], "requests": len(told["lines"])}


def _rows(whole: Sequence[Cost], *parts: Sequence[Cost]) -> tuple[Row, Row]:
    walls, cpus = zip(*whole, strict=True)
    (empty, empty_cpu), (sent, sent_cpu) = (tuple(zip(*part, strict=True)) for part in parts)
    wall = ratios(walls, [sum(both) for both in zip(empty, sent, strict=True)])
    cpu = ratios(cpus, [sum(both) for both in zip(empty_cpu, sent_cpu, strict=True)])
    beside = f"empty tests {spread(empty_cpu, ' s', 1)} and requests {spread(sent_cpu, ' s', 1)}"
    by_clock = f"empty tests {spread(empty, ' s', 1)} and requests {spread(sent, ' s', 1)}"
    return (
        Row("processor time", spread(cpus, " s", 1), beside, cpu=spread(cpu), aim=aimed(cpu, most=1.3)),
        Row("by the clock", spread(walls, " s", 1), by_clock, spread(wall), aim=aimed(wall, most=1.3)),
    )


if __name__ == "__main__":
    main(measure, 5)
