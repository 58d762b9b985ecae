"""Whether a run's cost per scenario stays the same as the table grows.

Run by itself as ``python verifier_scaling.py run TIMES REPORTS TARGET``, it is a run whose tables are repeated.
"""

import json
import sys
import tempfile
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from common import CLIENT_CORE, HERE, Answer, Row, aimed, interleaved, main, pin, spread, timed
from verifiers import environment, target_file

TIMES = (1, 2, 4)
ONE = "verifier.expiry.says-how-long-a-token-works-after-its-end"
QUESTION = "Does a scenario cost the same, however many there are?"
HOW = (
    "{rounds} rounds of whole runs against the sound ASGI app of `fixtures/integrations/verifier/base` in their own "
    "process, so that no server blurs them, taking turns: with every table once, twice and four times, and with one "
    "scenario alone ({start}), whose cost is that of the start and is taken off; processor time."
)


def measure(rounds: int) -> Answer:
    """Return the cost per scenario of longer tables against that of the table as it is."""
    pin(CLIENT_CORE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        target = target_file(folder, asgi="verifier.base.app:sound")
        runs = [_run(folder, target, times) for times in TIMES]
        start, *found = interleaved(rounds, _run(folder, target, 0), *runs)
    each = [[1000 * (cpu - bare) / count for (cpu, count), (bare, _) in zip(one, start, strict=True)] for one in found]
    rows = []
    for times, costs, ((_, count), *_) in zip(TIMES[1:], each[1:], found[1:], strict=True):
        ratio = [one / single for one, single in zip(costs, each[0], strict=True)]
        against = f"the table once ({found[0][0][1]:,}) {spread(each[0], ' ms')}"
        name = f"the table {times} times ({count:,})"
        rows.append(
            Row(name, f"{spread(costs, ' ms')} a scenario", against, cpu=spread(ratio), aim=aimed(ratio, most=1.1))
        )
    how = HOW.format(rounds=rounds, start=spread([cpu for cpu, _ in start], " s"))
    return Answer(QUESTION, how, tuple(rows))


def _run(folder: Path, target: Path, times: int) -> Callable[[], tuple[float, int]]:
    """Return what measures a run's processor time and counts its scenarios; 0 times is one scenario alone."""
    reports = folder / f"reports-{times}"
    command = [sys.executable, str(HERE / "verifier_scaling.py"), "run", str(times), str(reports), str(target)]
    work = partial(timed, command, folder, environment())

    def measured() -> tuple[float, int]:
        _, cpu = work()
        return cpu, len(json.loads((reports / "results.json").read_text())["targets"][0]["scenarios"])

    return measured


def repeated(times: int, reports: Path, target: str) -> int:
    """Run the suite with every row of every table ``times`` times, each time under an id of its own."""
    from harness.cli.request import Request
    from harness.cli.running import run
    from harness.suite import collection

    rows_of = collection.rows_of
    collection.rows_of = lambda rule, verb: [
        replace(row, id=f"{row.id}.again-{number}") if number else row
        for number in range(max(times, 1))
        for row in rows_of(rule, verb)
    ]
    exact = "" if times else ONE
    return run(Request((target,), reports, strict=False, seed=0, profile="observed", exact=exact))


if __name__ == "__main__":
    if sys.argv[1:2] == ["run"]:
        sys.exit(repeated(int(sys.argv[2]), Path(sys.argv[3]), sys.argv[4]))
    main(measure, 3)
