"""What the suite costs beyond pytest and its HTTP, where an app that makes tokens is under test."""

import json
import re
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass
from functools import partial
from pathlib import Path
from typing import Any

from common import (
    CLIENT_CORE,
    HERE,
    SERVER_CORE,
    Answer,
    Row,
    empty_tests,
    interleaved,
    main,
    pin,
    pinned,
    ratios,
    spread,
    timed,
)
from issuer_replay import to_store

TARGET = HERE.parent / "fixtures" / "targets" / "pyjwt-issuer.toml"
APP = HERE.parent / "fixtures" / "integrations" / "issuer" / "python" / "with_pyjwt.py"
COMMAND = re.compile(r"(?m)^command = .*$")
QUESTION = "What does a whole run against an app that makes tokens cost, beyond pytest and its HTTP?"
HOW = (
    "{rounds} rounds of whole processes on one core, taking turns: `tokenassay run` against "
    "`fixtures/targets/pyjwt-issuer.toml`; pytest with as many empty parametrized tests; and the requests of a run, "
    "{asked:,} to the app and {redeemed:,} to the embedded store, written down once and sent again by the same client, "
    "one after the other, to the same app and to a fresh store whose clock shows the time of then, so that it has the "
    "same work with the tokens ({same:.1%} of them were answered by the same status as in the run). A run and what "
    "sends its requests start the app and the store alike. The app is on the other core, and its processor time does "
    "not count; that of the store does, which is a thread of theirs. Once with all {scenarios:,} scenarios, and once "
    "without the {waiting:,} that were seen to sleep: for a clock, for a log, or until the app that they start anew is "
    "ready. The floor has neither such waits nor such starts in it. The last row is what a run takes to start, which "
    "is the same for any number of scenarios."
)
REPLAY = [sys.executable, str(HERE / "issuer_replay.py")]
Cost = tuple[float, float]


@dataclass(frozen=True, slots=True)
class Course:
    """One choice of scenarios: all but ``without``, or ``only`` one; ``folder`` is for what its processes tell."""

    name: str
    folder: Path
    target: Path
    file: Path
    without: Sequence[str] = ()
    only: str = ""

    def run(self) -> Cost:
        """Measure a run."""
        expression = f"not ({' or '.join(self.without)})" if self.without else self.only
        return self._cost("run", str(self.target), expression)

    def send(self) -> Cost:
        """Measure its requests."""
        return self._cost("send", str(self.target), str(self.file), *self.without)

    def told(self, what: str) -> dict[str, int]:
        """Return what the last process of that kind told."""
        found: dict[str, int] = json.loads((self.folder / f"{what}.json").read_text())
        return found

    def candidates(self) -> Iterator[Callable[[], Cost]]:
        """Yield what is to be measured, each tried out once: the run, and its two unavoidable parts."""
        self.run()
        self.send()
        yield from (self.run, empty_tests(self.folder, self.told("run")["scenarios"]), self.send)

    def _cost(self, what: str, *arguments: str) -> Cost:
        wall, _ = timed([*REPLAY, what, str(self.folder / f"{what}.json"), *arguments], self.folder)
        return wall, self.told(what)["cpu"]


def measure(rounds: int) -> Answer:
    """Return the time of a run against that of its two unavoidable parts, with and without what only waits."""
    pin(CLIENT_CORE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        target, file = _target(folder), folder / "requests.json"
        record = [sys.executable, str(HERE / "replay.py"), "record", str(file), str(target)]
        subprocess.run(record, check=True, stdout=subprocess.DEVNULL, cwd=folder)
        recorded = json.loads(file.read_text())
        course = partial(Course, target=target, file=file)
        every = course("all scenarios", _made(folder / "all"))
        prompt = course("without those that wait", _made(folder / "prompt"), without=recorded["waiting"])
        start = course("one scenario alone", _made(folder / "start"), only=_least(recorded))
        found = interleaved(rounds, *prompt.candidates(), *every.candidates(), start.run)
        told = every.told("send")
        redeemed = sum(map(to_store, recorded["lines"]))
        how = HOW.format(
            rounds=rounds,
            asked=told["requests"] - redeemed,
            redeemed=redeemed,
            same=told["same"] / told["requests"],
            scenarios=every.told("run")["scenarios"],
            waiting=len(prompt.without),
        )
    *whole, alone = found
    rows = (*_rows(prompt, *whole[:3]), *_rows(every, *whole[3:]), _start(start, alone, whole[0]))
    return Answer(QUESTION, how, rows)


def _least(recorded: dict[str, Any]) -> str:
    """Return the name of a scenario that waits for nothing and sends least."""
    asked = Counter(line[-1] for line in recorded["lines"] if line[-1] not in ("", *recorded["waiting"]))
    return min(asked, key=lambda name: asked[name])


def _made(folder: Path) -> Path:
    folder.mkdir()
    return folder


def _target(folder: Path) -> Path:
    """Write the target file with the app on the core for servers, and return it."""
    command = json.dumps(pinned(SERVER_CORE, sys.executable, str(APP)))
    file = folder / TARGET.name
    file.write_text(COMMAND.sub(lambda _: f"command = {command}", TARGET.read_text()))
    return file


def _rows(course: Course, whole: Sequence[Cost], *parts: Sequence[Cost]) -> Iterator[Row]:
    walls, cpus = zip(*whole, strict=True)
    (empty, empty_cpu), (sent, sent_cpu) = (tuple(zip(*part, strict=True)) for part in parts)
    cpu = ratios(cpus, [sum(both) for both in zip(empty_cpu, sent_cpu, strict=True)])
    beside = f"empty tests {spread(empty_cpu, ' s', 1)} and requests {spread(sent_cpu, ' s', 1)}"
    yield Row(f"{course.name}, processor time", spread(cpus, " s", 1), beside, cpu=spread(cpu))
    wall = ratios(walls, [sum(both) for both in zip(empty, sent, strict=True)])
    by_clock = f"empty tests {spread(empty, ' s', 1)} and requests {spread(sent, ' s', 1)}"
    yield Row(f"{course.name}, by the clock", spread(walls, " s", 1), by_clock, spread(wall))


def _start(course: Course, alone: Sequence[Cost], whole: Sequence[Cost]) -> Row:
    """Return what of a run is its start, whatever the number of scenarios."""
    (_, cpus), (_, of) = (tuple(zip(*costs, strict=True)) for costs in (alone, whole))
    against = f"without those that wait {spread(of, ' s', 1)}"
    return Row(f"{course.name}, processor time", spread(cpus, " s", 1), against, cpu=spread(ratios(cpus, of)))


if __name__ == "__main__":
    main(measure, 3)
