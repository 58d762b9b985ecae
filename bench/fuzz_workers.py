"""How much faster two lanes of a hunt are than one."""

import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from common import Answer, Row, interleaved, main, ratios, spread, timed
from verifiers import environment, target_file

EXAMPLES = 8_000
QUESTION = "How much faster does a hunt go in two processes than in one?"
HOW = (
    "{rounds} rounds of whole hunts of {examples:,} examples, taking turns, by the clock: `tokenassay fuzz -n 1` "
    "and `-n 2`, against the integration with joserfc in the process itself, start, hello and reports included."
)


def measure(rounds: int) -> Answer:
    """Return the time of a hunt in one process against that in two."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        target = target_file(folder, callable="verifiers:verify_by_joserfc")
        one, two = interleaved(rounds, *(_hunt(folder, target, lanes) for lanes in (1, 2)))
    faster = ratios(one, two)
    measured = [EXAMPLES / seconds for seconds in two]
    against = f"-n 1 {spread([EXAMPLES / seconds for seconds in one], '/s', 0)}"
    row = Row("examples with -n 2", spread(measured, "/s", 0), against, spread(faster))
    return Answer(QUESTION, HOW.format(rounds=rounds, examples=EXAMPLES), (row,))


def _hunt(folder: Path, target: Path, lanes: int) -> Callable[[], float]:
    """Return what measures a hunt by the clock, and sees to it that nothing was left out."""
    reports = folder / f"reports-{lanes}"
    command = [sys.executable, "-m", "harness.cli.main", "fuzz", str(target), "--seed", "1", "--db", "none"]
    words = [*command, "--examples", str(EXAMPLES), "-n", str(lanes), "--reports", str(reports)]
    work = partial(timed, words, folder, environment())

    def measured() -> float:
        wall, _ = work()
        tried = json.loads((reports / "results.json").read_text("utf-8"))["fuzz"]["examples"]
        assert tried >= EXAMPLES, tried
        return wall

    return measured


if __name__ == "__main__":
    main(measure, 2)
