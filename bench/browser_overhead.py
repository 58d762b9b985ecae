"""What the browser's scenarios cost beyond the page visits that they consist of."""

import json
import subprocess
import sys
import tempfile
from functools import partial
from pathlib import Path

from common import HERE, Answer, Row, interleaved, main, ratios, spread, timed

QUESTION = "What do the browser's scenarios of a store cost, beyond the browser?"
HOW = (
    "{rounds} rounds of whole processes, taking turns: `tokenassay run fixtures/targets/mock-browser.toml -k browser`, "
    "{scenarios} scenarios with their checks over HTTP, pictures, logs, traces and reports; and what their windows did "
    "({steps} steps, {visits} of them page visits), written down once and done again by plain Playwright in the same "
    "Chromium, in a fresh store that was started the same way and whose clock shows the time of then ({same:.0%} of "
    "the visits had the same status). Both start the store, over https, and the browser. Processor time is that of "
    "all their processes."
)
REPLAY = [sys.executable, str(HERE / "browser_replay.py")]


def measure(rounds: int) -> Answer:
    """Return the time of a run against that of its page visits alone."""
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        file, told = folder / "steps.json", folder / "told.json"
        subprocess.run([*REPLAY, "record", str(file)], check=True, stdout=subprocess.DEVNULL, cwd=HERE)
        run = partial(timed, [*REPLAY, "run", str(folder / "run.json")], HERE)
        bare = partial(timed, [*REPLAY, "bare", str(told), str(file)], HERE)
        runs, bares = interleaved(rounds, run, bare)
        facts = json.loads((folder / "run.json").read_text()) | json.loads(told.read_text())
    (wall, cpu), (bare_wall, bare_cpu) = (tuple(zip(*found, strict=True)) for found in (runs, bares))
    how = HOW.format(rounds=rounds, **{**facts, "same": facts["same"] / facts["visits"]})
    rows = (
        Row(
            "by the clock",
            spread(wall, " s", 1),
            f"visits {spread(bare_wall, ' s', 1)}",
            spread(ratios(wall, bare_wall)),
        ),
        Row(
            "processor time",
            spread(cpu, " s", 1),
            f"visits {spread(bare_cpu, ' s', 1)}",
            cpu=spread(ratios(cpu, bare_cpu)),
        ),
    )
    return Answer(QUESTION, how, rows)


if __name__ == "__main__":
    main(measure, 3)
