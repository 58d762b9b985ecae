"""Sound apps in several languages, each on another library and another transport, get no fail; stopped, they get 3."""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from tests.optional import lacking

ROOT = Path(__file__).parents[2]
TARGETS = ROOT / "fixtures" / "targets"
VERIFIERS = {
    "pyjwt-app": "python",
    "joserfc-app": "python",
    "jwcrypto-app": "python",
    "jsonwebtoken-app": "node",
    "jose-app": "node",
    "php-app": "php",
    "ruby-app": "ruby",
    "go-app": "go",
    "perl-app": "perl",
}
ISSUERS = {
    "pyjwt-issuer": "python",
    "official-client-issuer": "python",
    "jsonwebtoken-issuer": "node",
    "jose-issuer": "node",
    "php-issuer": "php",
    "ruby-issuer": "ruby",
}
SLOW = ("ruby-app", "perl-app")
"""Apps of some hundred requests a second: the bit flips, which find what others find, are left out there."""


def run(target: Path, folder: Path, *options: str) -> tuple["subprocess.CompletedProcess[str]", dict[str, Any]]:
    command = [sys.executable, "-m", "harness.cli.main", "run", str(target), "--reports", str(folder), *options]
    done = subprocess.run(command, capture_output=True, text=True, timeout=300, check=False)
    return done, json.loads((folder / "results.json").read_text("utf-8"))["targets"][0]


def ready(role: str, language: str) -> None:
    install = ROOT / "fixtures" / "integrations" / role / "install.py"
    done = subprocess.run([sys.executable, str(install), language], capture_output=True, text=True, check=False)
    if done.returncode:
        lacking(f"{done.stderr.strip()} (python {install.relative_to(ROOT)} {language})")


def test_every_sound_target_file_is_tried() -> None:
    names = {path.stem for end in ("app", "issuer") for path in TARGETS.glob(f"*-{end}.toml")}
    assert names - {"broken-app", "broken-issuer"} == {*VERIFIERS, *ISSUERS}


@pytest.mark.parametrize("name", VERIFIERS)
def test_a_sound_verifier_conforms(name: str, tmp_path: Path) -> None:
    ready("verifier", VERIFIERS[name])
    options = ["-k", "not bit-flip"] if name in SLOW else []
    done, target = run(TARGETS / f"{name}.toml", tmp_path, *options)
    conforms(done, target)
    assert target["counts"]["pass"] > 1000


@pytest.mark.parametrize("name", ISSUERS)
def test_a_sound_issuer_conforms(name: str, tmp_path: Path) -> None:
    ready("issuer", ISSUERS[name])
    done, target = run(TARGETS / f"{name}.toml", tmp_path)
    conforms(done, target)
    assert target["counts"]["pass"] > 230
    assert target["counts"]["not-applicable"] < 30


def conforms(done: "subprocess.CompletedProcess[str]", target: dict[str, Any]) -> None:
    assert done.returncode == 0, done.stdout + done.stderr
    assert target["counts"]["fail"] == target["counts"]["inconclusive"] == target["counts"]["error"] == 0
    assert all(one["level"] != "must" for one in target["findings"])


@pytest.mark.parametrize("name", ["pyjwt-app", "pyjwt-issuer"])
def test_an_app_that_is_down_is_inconclusive(name: str, tmp_path: Path) -> None:
    text = (TARGETS / f"{name}.toml").read_text("utf-8")
    stopped = tmp_path / "stopped.toml"
    stopped.write_text(text.partition("[start]")[0].replace("{port}", "9"), "utf-8")
    done, target = run(stopped, tmp_path / "reports")
    assert done.returncode == 3, done.stdout + done.stderr
    assert target["counts"]["pass"] == 0
    assert "start it, or correct send.url" in done.stdout
