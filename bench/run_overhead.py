"""What the suite costs beyond pytest and its HTTP."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Sequence
from functools import partial
from pathlib import Path

from common import CLIENT_CORE, HERE, Answer, Row, aimed, empty_tests, interleaved, main, pin, ratios, spread, timed

QUESTION = "What does a whole run cost, beyond pytest and its HTTP?"
HOW = (
    "{rounds} rounds of three whole processes on one core, taking turns: `tokenassay run`; pytest with {scenarios:,} "
    "empty parametrized tests; and the {requests:,} requests of a run, written down and sent again by the same client "
    "to a fresh store in a thread ({same:.1%} of them were answered by the same status as in the run)."
)


def measure(rounds: int) -> Answer:
    """Return the time of a run against that of its two unavoidable parts."""
    pin(CLIENT_CORE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file = folder / "requests.json"
        replay = [sys.executable, str(HERE / "replay.py")]
        subprocess.run([*replay, "record", str(file)], check=True, stdout=subprocess.DEVNULL, cwd=folder)
        scenarios = json.loads(file.read_text())["scenarios"]
        told = json.loads(subprocess.check_output([*replay, "send", str(file)], text=True))
        command = [sys.executable, "-m", "harness.cli.main", "run", "--reports", str(folder / "reports")]
        whole = partial(timed, command, folder)
        send = partial(timed, [*replay, "send", str(file)], folder)
        found = interleaved(rounds, whole, empty_tests(folder, scenarios), send)
    requests = told["requests"]
    how = HOW.format(rounds=rounds, scenarios=scenarios, requests=requests, same=told["same"] / requests)
    return Answer(QUESTION, how, (_row(*found),))


def _row(whole: Sequence[tuple[float, float]], *parts: Sequence[tuple[float, float]]) -> Row:
    walls, cpus = zip(*whole, strict=True)
    (empty, empty_cpu), (sent, sent_cpu) = (tuple(zip(*part, strict=True)) for part in parts)
    wall = ratios(walls, [sum(both) for both in zip(empty, sent, strict=True)])
    cpu = ratios(cpus, [sum(both) for both in zip(empty_cpu, sent_cpu, strict=True)])
    against = f"empty tests {spread(empty_cpu, ' s', 1)} and requests {spread(sent_cpu, ' s', 1)}"
    shown = f"{spread(cpus, ' s', 1)} of processor time"
    return Row("tokenassay run", shown, against, spread(wall), spread(cpu), aimed(cpu, most=1.5))


if __name__ == "__main__":
    main(measure, 5)
