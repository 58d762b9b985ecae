"""What the pytest plugin adds to the start of pytest in a project that does not use it."""

import os
import shutil
import subprocess
import sys
import sysconfig
import tempfile
from collections.abc import Mapping
from functools import partial
from importlib.metadata import distribution
from pathlib import Path

from common import CLIENT_CORE, HERE, Answer, Row, aimed, interleaved, main, pin, ratios, spread, timed

ROOT = HERE.parent
QUESTION = "What does the plugin cost a project that does not use it?"
HOW = (
    "{rounds} rounds of `pytest --collect-only` in a project with one empty test, with the same packages, once with "
    "and once without tokenassay's entry point and list of files as its wheel has them; processor time."
)


def measure(rounds: int) -> Answer:
    """Return the start of pytest with the plugin against that without it."""
    pin(CLIENT_CORE)
    with tempfile.TemporaryDirectory() as name:
        folder = Path(name)
        project = folder / "project"
        project.mkdir()
        (project / "test_nothing.py").write_text("def test_nothing():\n    pass\n")
        installed, bare = _site(folder / "with", plugin=True), _site(folder / "without", plugin=False)
        assert _knows(project, installed), "the plugin is there"
        assert not _knows(project, bare), "the plugin is not there"
        having, lacking = interleaved(rounds + 1, partial(_start, project, installed), partial(_start, project, bare))
    having, lacking = having[1:], lacking[1:]
    found = ratios(having, lacking)
    more = spread([1000 * (one - other) for one, other in zip(having, lacking, strict=True)], " ms", 1)
    against = f"without {spread([1000 * one for one in lacking], ' ms', 0)}"
    row = Row("start of pytest", f"{more} more", against, cpu=spread(found, digits=3), aim=aimed(found, most=1.05))
    return Answer(QUESTION, HOW.format(rounds=rounds), (row,))


def _site(folder: Path, *, plugin: bool) -> Mapping[str, str]:
    """Make a folder of all installed packages, and return the environment that uses it."""
    folder.mkdir()
    for path in Path(sysconfig.get_path("purelib")).iterdir():
        if not path.name.startswith(("tokenassay", "_editable_impl_tokenassay")):
            (folder / path.name).symlink_to(path)
    if plugin:
        _install(folder)
    return {"PATH": os.environ["PATH"], "PYTHONPATH": f"{folder}{os.pathsep}{ROOT}"}


def _install(folder: Path) -> None:
    ours = distribution("tokenassay")
    entry = ours.locate_file(f"tokenassay-{ours.version}.dist-info")
    copy = folder / f"tokenassay-{ours.version}.dist-info"
    shutil.copytree(str(entry), copy)
    files = [path.relative_to(ROOT) for part in ("harness", "scenarios") for path in (ROOT / part).rglob("*.*")]
    (copy / "RECORD").write_text("".join(f"{path},,\n" for path in files if "__pycache__" not in path.parts))


def _knows(project: Path, environment: Mapping[str, str]) -> bool:
    return b"--tokenassay-target" in subprocess.check_output(_pytest("--help"), cwd=project, env=environment)


def _start(project: Path, environment: Mapping[str, str]) -> float:
    """Return the seconds of processor time of one start."""
    _, seconds = timed(_pytest("--collect-only", "-q"), cwd=project, env=environment)
    return seconds


def _pytest(*arguments: str) -> list[str]:
    # Without site (-S) the only packages are those of PYTHONPATH.
    return [sys.executable, "-S", "-m", "pytest", "-p", "no:cacheprovider", *arguments]


if __name__ == "__main__":
    main(measure, 30)
