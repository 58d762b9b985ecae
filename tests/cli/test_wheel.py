"""The wheel in a fresh environment, started from a folder that holds other people's files of the same names."""

import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[2]


@pytest.fixture(scope="module")
def wheel(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Build the wheel."""
    folder = tmp_path_factory.mktemp("wheel")
    command = [sys.executable, "-m", "pip", "wheel", "--quiet", "--no-deps", "--wheel-dir", str(folder), str(ROOT)]
    subprocess.run(command, check=True, timeout=300)
    return next(folder.glob("tokenassay-*.whl"))


def test_the_wheel_holds_what_is_needed_and_nothing_else(wheel: Path) -> None:
    names = zipfile.ZipFile(wheel).namelist()
    assert {name.split("/")[0] for name in names if ".dist-info" not in name} == {"harness", "scenarios"}
    for wanted in (
        "harness/py.typed",
        "harness/contract/bigcommerce.toml",
        "harness/store/sandbox.toml",
        "scenarios/pytest.ini",
        "harness/report/templates/report.html.j2",
    ):
        assert wanted in names


def test_the_wheel_runs_in_a_fresh_environment(wheel: Path, tmp_path: Path) -> None:
    subprocess.run([sys.executable, "-m", "venv", str(tmp_path / "env")], check=True, timeout=120)
    bin_ = tmp_path / "env" / "bin"
    subprocess.run([bin_ / "pip", "install", "--quiet", str(wheel)], check=True, timeout=300)
    work = tmp_path / "work"
    for name in ("harness", "scenarios"):
        (work / name).mkdir(parents=True)
        (work / name / "__init__.py").write_text("raise SystemExit('the wrong one')")
    (work / "conftest.py").write_text("raise SystemExit('the wrong one')")
    (work / "tox.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    done = subprocess.run(
        [bin_ / "tokenassay", "run", "--rule", "replay", "--rule", "claims"],
        cwd=work,
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )
    assert done.returncode == 0, done.stdout + done.stderr
    assert "conforms" in done.stdout
