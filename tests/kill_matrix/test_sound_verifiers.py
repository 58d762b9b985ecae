"""Sound apps in several languages, each on another library and another transport, get no fail."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from tests.optional import lacking

ROOT = Path(__file__).parents[2]
TARGETS = ROOT / "fixtures" / "targets"
INSTALL = ROOT / "fixtures" / "integrations" / "verifier" / "install.py"
APPS = {
    "pyjwt": "python",
    "joserfc": "python",
    "jwcrypto": "python",
    "jsonwebtoken": "node",
    "jose": "node",
    "php": "php",
    "ruby": "ruby",
    "go": "go",
    "perl": "perl",
}
SLOW = ("ruby", "perl")
"""Apps of some hundred requests a second: the bit flips, which find what others find, are left out there."""


def test_every_sound_target_file_is_tried() -> None:
    names = {path.stem.removesuffix("-app") for path in TARGETS.glob("*-app.toml")} - {"broken"}
    assert names == set(APPS)


@pytest.mark.parametrize("name", APPS)
def test_a_sound_app_conforms(name: str, tmp_path: Path) -> None:
    ready = subprocess.run([sys.executable, str(INSTALL), APPS[name]], capture_output=True, text=True, check=False)
    if ready.returncode:
        lacking(f"{ready.stderr.strip()} (python {INSTALL.relative_to(ROOT)} {APPS[name]})")
    command = [sys.executable, "-m", "harness.cli.main", "run", str(TARGETS / f"{name}-app.toml")]
    command += ["--reports", str(tmp_path), *(["-k", "not bit-flip"] if name in SLOW else [])]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    target = json.loads((tmp_path / "results.json").read_text("utf-8"))["targets"][0]
    assert done.returncode == 0, done.stdout + done.stderr
    assert target["counts"]["fail"] == target["counts"]["inconclusive"] == target["counts"]["error"] == 0
    assert target["counts"]["pass"] > 1000
    assert all(one["level"] != "must" for one in target["findings"])
