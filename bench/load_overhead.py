"""What judging every answer costs a load, beside the same Locust users who believe whatever they are told."""

import json
import subprocess
import sys
import tempfile
from collections.abc import Callable
from pathlib import Path

from common import CLIENT_CORE, HERE, SERVER_CORE, Answer, Row, interleaved, main, pinned, ratios, spread
from loading import free_port
from servers import INTEGRATIONS
from verifiers import environment, target_file

from harness.targets.process import running
from harness.targets.tables import StartTable

SECONDS, USERS = 6, 20
SERVE = INTEGRATIONS / "verifier" / "serve.py"
QUESTION = "How many answers a second are judged under load, beside users who judge nothing?"
HOW = (
    "{rounds} rounds of {seconds} s each, taking turns: {users} Locust users in one process, over connections that "
    "stay open, against the sound verifier of `fixtures/integrations` under uvicorn on another core. Both mint "
    "a token for each request, in the usual mix. *Without judging*, answers are counted as Locust counts them, and "
    "not read."
)


def measure(rounds: int) -> Answer:
    """Return the rate of judged answers beside that of counted ones."""
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        target = target_file(folder, f"http://127.0.0.1:{port}")
        command = tuple(pinned(SERVER_CORE, sys.executable, str(SERVE), "sound", str(port)))
        with running(StartTable(command=command), folder, f"http://127.0.0.1:{port}"):
            judged, counted = interleaved(rounds, _loaded(target, {}), _loaded(target, {"UNJUDGED": "1"}))
    rates, bare = ([requests / wall for requests, wall, _ in one] for one in (judged, counted))
    costs = [[requests / cpu for requests, _, cpu in one] for one in (judged, counted)]
    row = Row(
        "judged",
        spread(rates, "/s", 0),
        f"without judging {spread(bare, '/s', 0)}",
        spread(ratios(rates, bare)),
        spread(ratios(*costs)),
    )
    return Answer(QUESTION, HOW.format(rounds=rounds, seconds=SECONDS, users=USERS), (row,))


def _loaded(target: Path, more: dict[str, str]) -> Callable[[], tuple[int, float, float]]:
    """Return what loads the app once, and gives requests, seconds, and seconds of Locust's processor time."""
    found = target.parent / "found.json"
    words = ["-f", str(HERE / "load_users.py"), "--headless", f"--users={USERS}", f"--spawn-rate={USERS}"]
    words += [f"--tokenassay-target={target}", f"--tokenassay-seconds={SECONDS}", "--tokenassay-calm"]
    command = pinned(CLIENT_CORE, sys.executable, "-m", "harness.load", *words)

    def load() -> tuple[int, float, float]:
        env = {**environment(), **more, "FOUND": str(found)}
        done = subprocess.run(command, cwd=HERE.parent, env=env, capture_output=True, text=True, check=False)
        if done.returncode:
            raise RuntimeError(f"the load is worth nothing:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
        data = json.loads(found.read_text())
        return data["requests"], data["wall"], data["cpu"]

    return load


if __name__ == "__main__":
    main(measure, 5)
