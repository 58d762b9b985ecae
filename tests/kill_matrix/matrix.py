"""Running the command against many broken apps, two at a time, and what each run came to."""

import json
import os
import subprocess
import sys
import threading
import zipfile
from collections.abc import Callable, Iterator, Mapping, Sequence
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any, Protocol

import pytest

ROOT = Path(__file__).parents[2]
INTEGRATIONS = ROOT / "fixtures" / "integrations"
AT_ONCE = 2
FULL = "TOKENASSAY_KILL_MATRIX_FULL" in os.environ
"""Whether the tables are run whole."""
LONGEST = 300
"""Seconds that one run may take."""


class BrokenApp(Protocol):
    """What the matrix knows of an app: the rule that it breaks, and how firmly."""

    rule: str
    level: str


@dataclass(frozen=True, slots=True)
class Found:
    """What a run came to: its exit code, what it printed, and its results for the one target."""

    code: int
    output: str
    target: dict[str, Any]

    @property
    def killing(self) -> set[str]:
        """The deviations and checks that the app fell for, under their own rule."""
        records = self.target.get("scenarios", ())
        own = [one for one in records if one["id"].startswith(f"{one['rule']}.")]
        return {one["deviation"] for one in own if one["verdict"] in ("fail", "advisory")} - {""}

    @property
    def presented(self) -> set[str]:
        """The deviations and checks that could be tried at all."""
        records = self.target.get("scenarios", ())
        return {one["deviation"] for one in records if one["verdict"] != "not-applicable"} - {""}

    @property
    def told(self) -> set[str]:
        """The ids of the scenarios that told something against the app."""
        return {one["id"] for one in self.target.get("scenarios", ()) if one["verdict"] in ("fail", "advisory")}


def contents(path: Path) -> Iterator[bytes]:
    """Yield what is in a file, and of an archive what is in each of its members."""
    if not zipfile.is_zipfile(path):
        yield path.read_bytes()
        return
    with zipfile.ZipFile(path) as archive:
        yield from map(archive.read, archive.namelist())


class Warm:
    """A process that has imported everything, and forks for each run."""

    def __init__(self) -> None:
        path = os.pathsep.join((str(INTEGRATIONS), str(ROOT)))
        self.process = subprocess.Popen(
            [sys.executable, str(Path(__file__).with_name("warm.py"))],
            env={**os.environ, "PYTHONPATH": path},
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )

    def run(self, argv: list[str], folder: Path, output: Path) -> int:
        """Run the command in ``folder`` and return its exit code."""
        assert self.process.stdin
        assert self.process.stdout
        asked = {"argv": argv, "folder": str(folder), "output": str(output)}
        end = threading.Timer(LONGEST, self.process.kill)
        end.start()
        try:
            self.process.stdin.write(json.dumps(asked) + "\n")
            self.process.stdin.flush()
            return int(self.process.stdout.readline() or -1)
        finally:
            end.cancel()

    def close(self) -> None:
        """End the process."""
        assert self.process.stdin
        self.process.stdin.close()
        self.process.wait(10)


class Matrix:
    """Runs of the command, each under a folder of its own; none may write a secret anywhere."""

    def __init__(self) -> None:
        self._mine = threading.local()
        self._all: list[Warm] = []

    def run(self, name: str, text: str, folder: Path, secrets: Sequence[str], expression: str = "") -> Found:
        """Run the command against the target file ``text``; no file or line of it may hold one of ``secrets``."""
        if not hasattr(self._mine, "warm"):
            self._mine.warm = Warm()
            self._all.append(self._mine.warm)
        target, output = folder / f"{name}.toml", folder / "output.txt"
        target.write_text(text, "utf-8")
        argv = ["run", str(target), "--reports", str(folder / "reports"), *(["-k", expression] if expression else [])]
        code = self._mine.warm.run(argv, folder, output)
        said = output.read_text("utf-8", "replace")
        written = [data for path in (folder / "reports").rglob("*") if path.is_file() for data in contents(path)]
        told = (said.encode(), *written)
        assert not [one for one in told if any(secret.encode() in one for secret in secrets)], name
        results = folder / "reports" / "results.json"
        found = json.loads(results.read_text("utf-8"))["targets"][0] if results.exists() else {}
        return Found(code, said, found)

    def close(self) -> None:
        """End the processes."""
        for one in self._all:
            one.close()


@contextmanager
def matrix() -> Iterator[Matrix]:
    """Yield a matrix, and end its processes."""
    found = Matrix()
    try:
        yield found
    finally:
        found.close()


@contextmanager
def runs_of(
    request: pytest.FixtureRequest,
    apps: Mapping[str, Any],
    lacks: Callable[[Any], str],
    job: Callable[[Any, Path], Callable[[], Found]],
    at_once: int = AT_ONCE,
) -> Iterator[dict[str, Future[Found]]]:
    """Yield the runs of those of ``apps`` that the chosen tests are about, ``at_once`` of them under way at any time.

    ``lacks`` says what the machine lacks for an app, ``job`` what to do for one in a folder of its own.
    """
    folders: pytest.TempPathFactory = request.getfixturevalue("tmp_path_factory")
    own = [item for item in request.session.items if item.path == request.path]
    names = {one.callspec.params.get("name") for one in own if hasattr(one, "callspec")}
    wanted = {name: app for name, app in apps.items() if name in names and not lacks(app)}
    with ThreadPoolExecutor(at_once) as pool:
        yield {name: pool.submit(job(app, folders.mktemp("app"))) for name, app in wanted.items()}
        pool.shutdown(cancel_futures=True)


def is_found_first(found: Found, broken: BrokenApp, role: str) -> None:
    """Assert that the app's own rule is what a run tells first, and that nothing is left open."""
    counts = found.target.get("counts", {})
    assert found.code == (1 if broken.level == "must" else 0), found.output
    first = found.target["findings"][0]
    assert first["rule"] == f"{role}.{broken.rule}", found.output
    assert first["level"] == broken.level, found.output
    assert not counts["error"], found.output
    assert not counts["inconclusive"], found.output
