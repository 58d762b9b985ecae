"""What worker processes gain where the app, and not the machine, takes the time."""

import json
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from pathlib import Path

from common import Answer, Row, aimed, interleaved, main, ratios, spread, timed
from loading import ours
from verifiers import target_file

DELAY = 50
WORKERS = 8
QUESTION = "How much faster are workers, where the app takes its time?"
HOW = (
    "{rounds} rounds of whole runs of {scenarios:,} scenarios, taking turns: in one process, with `-n 1` and with "
    "`-n {workers}`, against the sound app of `fixtures/integrations/verifier/base` behind a wait of {delay} ms, which "
    "takes no processor time. By the clock; all cores are open to the workers. Every scenario had the same verdict in "
    "every run."
)


def measure(rounds: int) -> Answer:
    """Return the time of a run with workers against that without."""
    with tempfile.TemporaryDirectory() as name, ours("verifier", DELAY) as server:
        folder = Path(name)
        target = target_file(folder, server.url)
        lone, single, many = interleaved(rounds, *(_run(folder, target, number) for number in (0, 1, WORKERS)))
    verdicts = [one for runs in (lone, single, many) for _, one in runs]
    for other in verdicts[1:]:
        odd = sorted(key for key in other | verdicts[0] if other.get(key) != verdicts[0].get(key))
        assert not odd, f"verdicts depend on the number of workers: {odd[:5]}"
    walls, alone, plain = ([wall for wall, _ in one] for one in (many, single, lone))
    faster, dearer = ratios(alone, walls), ratios(alone, plain)
    by_one = f"-n 1 {spread(alone, ' s', 1)}"
    how = HOW.format(rounds=rounds, scenarios=len(verdicts[0]), workers=WORKERS, delay=DELAY)
    rows = (
        Row(f"-n {WORKERS}", spread(walls, " s", 1), by_one, spread(faster), aim=aimed(faster, least=5)),
        Row("-n 1", spread(alone, " s", 1), f"one process {spread(plain, ' s', 1)}", spread(dearer)),
    )
    return Answer(QUESTION, how, rows)


def _run(folder: Path, target: Path, workers: int) -> Callable[[], tuple[float, dict[str, str]]]:
    """Return what measures a run by the clock and tells its verdicts by scenario."""
    reports = folder / f"reports-{workers}"
    command = [sys.executable, "-m", "harness.cli.main", "run", "-n", str(workers), "--reports", str(reports)]
    work = partial(timed, [*command, str(target)], folder)

    def measured() -> tuple[float, dict[str, str]]:
        wall, _ = work()
        found = json.loads((reports / "results.json").read_text())["targets"][0]["scenarios"]
        return wall, {one["id"]: one["verdict"] for one in found}

    return measured


if __name__ == "__main__":
    main(measure, 1)
