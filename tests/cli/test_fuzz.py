"""``tokenassay fuzz``: the real command, what it finds, writes, goes on with and shares."""

import json
import os
import re
import shutil
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.contract.words import Kind
from harness.fuzz.blob import as_blob, from_blob
from harness.fuzz.recipe import Recipe
from tests.optional import lacking

ROOT = Path(__file__).parents[2]
INTEGRATIONS = ROOT / "fixtures" / "integrations"
TARGET = (ROOT / "fixtures" / "targets" / "broken-app.toml").read_text("utf-8")
SECRET = re.findall(r'client_secret = "([^"]+)"', TARGET)[0]


def fuzz(folder: Path, *words: str, place: str = "verifier.broken.audience:ignored", ci: bool = True) -> Any:
    """Run the command in ``folder`` against the app at ``place``."""
    (folder / "app.toml").write_text(TARGET.replace("verifier.broken.audience:ignored", place), "utf-8")
    return subprocess.run(
        [sys.executable, "-m", "harness.cli.main", "fuzz", *words],
        cwd=folder,
        env=environment(ci=ci),
        capture_output=True,
        text=True,
        timeout=120,
        check=False,
    )


def environment(*, ci: bool) -> dict[str, str]:
    env = {**os.environ, "PYTHONPATH": os.pathsep.join((str(INTEGRATIONS), str(ROOT)))}
    env.pop("CI", None)
    return {**env, "CI": "true"} if ci else env


def numbers(folder: Path) -> dict[str, Any]:
    """Return what ``results.json`` says of the hunt in numbers."""
    found: dict[str, Any] = json.loads((folder / "reports" / "results.json").read_text("utf-8"))["fuzz"]
    return found


def scenarios(folder: Path) -> list[dict[str, Any]]:
    target = json.loads((folder / "reports" / "results.json").read_text("utf-8"))["targets"][0]
    return list(target["scenarios"])


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Any]:
    folder = tmp_path_factory.mktemp("broken")
    return folder, fuzz(folder, "app.toml")


def test_a_broken_app_is_found_by_its_rule_with_one_step(broken: tuple[Path, Any]) -> None:
    folder, done = broken
    assert done.returncode == 1, done.stderr
    failed = [one for one in scenarios(folder) if one["verdict"] == "fail"]
    assert [one["rule"] for one in failed] == ["verifier.audience"]
    assert failed[0]["id"] == "verifier.audience.fuzz"
    _, example = from_blob(failed[0]["replay"].split()[-1])
    assert len(example["steps"]) == 1
    assert "found    verifier.audience (must) after" in done.stdout


def test_in_ci_it_is_derandomized_within_a_fixed_budget_and_keeps_nothing(broken: tuple[Path, Any]) -> None:
    folder, done = broken
    assert "budget   2,000 examples; seed 0; examples kept in none" in done.stdout
    assert not (folder / ".tokenassay").exists()
    assert not (folder / ".hypothesis").exists()
    assert "--replay ta1-" in done.stdout


def test_rules_that_held_are_told_with_how_often_they_were_tried(broken: tuple[Path, Any]) -> None:
    passed = {one["rule"]: one for one in scenarios(broken[0]) if one["verdict"] == "pass"}
    assert {"verifier.signature", "verifier.expiry", "verifier.real-tokens"} <= passed.keys()
    assert passed["verifier.signature"]["observed"].endswith("examples agreed")


def test_no_secret_is_written(broken: tuple[Path, Any]) -> None:
    folder, done = broken
    written = [path.read_text("utf-8", "replace") for path in (folder / "reports").rglob("*") if path.is_file()]
    assert len(written) >= 5
    assert not [text for text in (*written, done.stdout, done.stderr) if SECRET in text]


def test_an_example_is_tried_again_and_its_token_minted(broken: tuple[Path, Any]) -> None:
    folder, _ = broken
    failed = next(one for one in scenarios(folder) if one["verdict"] == "fail")
    blob = failed["replay"].split()[-1]
    again = fuzz(folder, "app.toml", "--replay", blob)
    assert again.returncode == 1
    assert "broken   verifier.audience (must)" in again.stdout
    sound = fuzz(folder, "app.toml", "--replay", blob, place="verifier.base.app:sound")
    assert (sound.returncode, "agrees" in sound.stdout) == (0, True)
    words = [sys.executable, "-m", "harness.cli.main", *failed["curl"].split()[1:]]
    minted = subprocess.run(words, cwd=folder, env=environment(ci=True), capture_output=True, text=True, check=False)
    assert minted.stdout.count(".") == 2, minted.stderr


def test_an_example_from_which_nothing_follows_is_inconclusive(tmp_path: Path) -> None:
    blob = as_blob("tokens", Recipe(Kind.CURRENT).as_json())
    done = fuzz(tmp_path, "app.toml", "--replay", blob, place="verifier.broken.everything:always_refuses")
    assert (done.returncode, done.stderr) == (3, "")
    assert "1. a valid current token" in done.stdout
    assert "unknown  a valid token is refused" in done.stdout


def test_a_sound_app_conforms(tmp_path: Path) -> None:
    done = fuzz(tmp_path, "app.toml", "--examples", "700", place="verifier.base.app:sound")
    assert done.returncode == 0, done.stdout
    assert "conforms" in done.stdout


def test_an_app_that_always_refuses_is_inconclusive(tmp_path: Path) -> None:
    done = fuzz(tmp_path, "app.toml", "--examples", "50", place="verifier.broken.everything:always_refuses")
    assert done.returncode == 3, done.stdout
    assert not [one for one in scenarios(tmp_path) if one["verdict"] == "pass"]


def test_two_lanes_share_a_folder_and_the_hunt_goes_on(tmp_path: Path) -> None:
    first = fuzz(tmp_path, "app.toml", "--examples", "600", "-n", "2", ci=False)
    assert first.returncode == 1, first.stderr
    state = numbers(tmp_path)
    assert state["lanes"] == ["1", "2"]
    assert state["examples"] >= 600
    assert (tmp_path / ".tokenassay" / "examples").is_dir()
    again = fuzz(tmp_path, "app.toml", "--examples", "200", "-n", "2", "--resume", ci=False)
    assert f"going on: {state['examples']:,} examples were tried before" in again.stdout
    later = numbers(tmp_path)
    assert (later["seed"], later["examples"]) == (state["seed"], state["examples"] + 200)
    mended = fuzz(tmp_path, "app.toml", "--examples", "10", place="verifier.base.app:sound", ci=False)
    assert "no longer found" in mended.stdout


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--seconds", "5", "--examples", "5"], "give one of them"),
        (["--replay", "nonsense"], "one starts with ta1-"),
        (["--db", "redis://:hidden@127.0.0.1:1/0"], "--db redis://127.0.0.1:1/0: there is no Redis to be had"),
        (["--db", "env:NOWHERE_TO_BE_FOUND"], "--db: "),
        (["--resume"], "--resume: there is no hunt to go on with"),
        (["--shard", "6/5"], "--shard 6/5"),
        (["--profile", "nobodys"], "nobodys"),
    ],
)
def test_what_cannot_be_done_is_said_with_exit_code_2(tmp_path: Path, words: list[str], said: str) -> None:
    done = fuzz(tmp_path, "app.toml", *words)
    assert done.returncode == 2
    assert said in done.stderr
    assert "Traceback" not in done.stderr
    assert "hidden" not in done.stderr


def test_a_hunt_that_is_stopped_tells_what_it_has(tmp_path: Path) -> None:
    (tmp_path / "app.toml").write_text(TARGET, "utf-8")
    words = [sys.executable, "-u", "-m", "harness.cli.main", "fuzz", "app.toml", "--seconds", "100"]
    pipe = subprocess.PIPE
    with subprocess.Popen(words, cwd=tmp_path, env=environment(ci=False), stdout=pipe, text=True) as process:
        assert process.stdout
        for line in process.stdout:
            if line.startswith("found"):
                process.send_signal(signal.SIGINT)
                break
        rest = process.stdout.read()
    assert process.returncode == 130, rest
    assert [one["rule"] for one in scenarios(tmp_path) if one["verdict"] == "fail"] == ["verifier.audience"]


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[str]:
    if not shutil.which("redis-server"):
        lacking("there is no redis-server: apt-get install redis-server")
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    words = ["redis-server", "--port", str(port), "--bind", "127.0.0.1", "--save", "", "--dir", str(tmp_path)]
    with subprocess.Popen(words, stdout=subprocess.DEVNULL) as process:
        for _ in range(100):
            with socket.socket() as probe:
                if probe.connect_ex(("127.0.0.1", port)) == 0:
                    break
            time.sleep(0.05)
        yield f"redis://127.0.0.1:{port}/0"
        process.terminate()


def test_machines_share_what_they_find_through_redis(tmp_path: Path, redis: str) -> None:
    one, other = tmp_path / "one", tmp_path / "other"
    for folder in (one, other):
        folder.mkdir()
    assert fuzz(one, "app.toml", "--examples", "300", "--db", redis, "--shard", "1/2").returncode == 1
    done = fuzz(other, "app.toml", "--examples", "1", "--db", redis, "--shard", "2/2")
    assert done.returncode == 1, done.stdout
    assert "found    verifier.audience (must) again" in done.stdout
