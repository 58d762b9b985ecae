"""Locust itself, as users start it: on one machine, as one master with workers, and through the command."""

import json
import os
import re
import signal
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest

from harness.load.settings import FAULTS, Settings, standing_target
from harness.targets.errors import TargetError
from tests.cli.command import Done, tokenassay
from tests.load.apps import served
from tests.load.trying import ISSUER_SECRET, VERIFIER_SECRET, issuer, strained_verifier, verifier
from tests.verifier.trying import APPS

LOCUST = [sys.executable, "-m", "locust"]


def free_port() -> int:
    import socket

    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


def locustfile() -> str:
    done = tokenassay("load", "--locustfile")
    assert done.code == 0
    return done.out.strip()


def distributed(target: Path, *more: str) -> tuple[Done, dict[str, Any]]:
    """Load ``target`` from a master and two workers, and return what the master says."""
    summary = target.parent / "summary.json"
    port, common = free_port(), ["-f", locustfile(), f"--tokenassay-target={target}"]
    # Workers stand in a folder that holds another harness, and have the file under another path than the master.
    elsewhere = target.parent / "elsewhere"
    (elsewhere / "harness").mkdir(parents=True)
    (elsewhere / "harness" / "__init__.py").write_text("raise ImportError('the wrong one')")
    (elsewhere / "mine.toml").write_text(target.read_text("utf-8"), "utf-8")
    worker = [
        *LOCUST[:1],
        "-P",
        *LOCUST[1:],
        *common[:2],
        "--tokenassay-target=mine.toml",
        "--worker",
        f"--master-port={port}",
    ]
    quiet: dict[str, Any] = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    workers = [subprocess.Popen(worker, cwd=elsewhere, **quiet) for _ in range(2)]
    words = [
        "--master",
        "--headless",
        "--expect-workers=2",
        "--master-bind-host=127.0.0.1",
        f"--master-bind-port={port}",
    ]
    words += [
        "--users=10",
        "--spawn-rate=10",
        "--tokenassay-seconds=1.5",
        f"--tokenassay-summary={summary}",
        "--only-summary",
    ]
    try:
        done = subprocess.run(
            [*LOCUST, *common, *words, "--expect-workers-max-wait=90", *more],
            capture_output=True, text=True, timeout=150, check=False, cwd=target.parent,
        )  # fmt: skip
    finally:
        said = []
        for one in workers:
            one.terminate()
            said.append(one.communicate(timeout=30)[0])
    for text in (done.stdout, done.stderr, *said):
        assert "Traceback" not in text, text
        assert VERIFIER_SECRET not in text
        assert ISSUER_SECRET not in text
    return Done(done.returncode, done.stdout, done.stderr), json.loads(summary.read_text("utf-8"))


def test_a_sound_verifier_conforms_to_a_master_with_two_workers(tmp_path: Path) -> None:
    with served("verifier", "sound") as port:
        done, summary = distributed(verifier(tmp_path, port))
    assert done.code == 0, {name: summary[name] for name in ("findings", "stopped", "unclear")}
    assert summary["verdict"] == "conforms"
    assert summary["judged"] == sum(one["right"] for one in summary["kinds"].values()) > 50
    assert {"valid", "valid: again"} < summary["kinds"].keys()
    assert len([kind for kind in summary["kinds"] if kind.startswith("refused: ")]) <= FAULTS
    assert done.out.splitlines()[-1].startswith("conforms: ")


def test_ids_that_come_again_are_found_by_all_processes(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    with served("issuer", "jti-same-in-parallel") as port:
        done = tokenassay(
            "load", issuer(tmp_path, port), "--seconds=1", "--users=10", "--processes=2", "--reports", reports
        )
    assert done.code == 1, done.said
    assert "load     10 users in 2 processes for 1 s on http://127.0.0.1:" in done.out
    assert "wrong    issuer.jti: the same jti was given to more than one token; " in done.out
    summary = json.loads((reports / "load.json").read_text("utf-8"))
    assert [one["rule"] for one in summary["findings"]] == ["issuer.jti"]


def test_the_command_tells_which_forged_tokens_were_believed(tmp_path: Path) -> None:
    reports = tmp_path / "reports"
    with served("verifier", "always-accepts") as port:
        path = verifier(tmp_path, port)
        # Another load's configuration is none of ours.
        (tmp_path / "locust.conf").write_text("worker = true\nmaster-host = 192.0.2.1\n")
        env = {"LOCUST_USERS": "1", "LOCUST_HEADLESS": "false", "LOCUST_TAGS": "nothing"}
        done = tokenassay(
            "load", path.name, "--seconds=1", "--users=5", "--valid=0.5", "--reports", reports, cwd=tmp_path, env=env
        )
    assert done.code == 1, done.said
    assert re.search(r"^wrong    verifier\.signature: a token with signature\.\S+ was accepted; ", done.out, re.M)
    assert "mend     verifier.signature: " in done.out
    assert done.out.splitlines()[-1].startswith("violates: ")
    names = {one.name for one in reports.iterdir()}
    assert {"load.json", "load.html", "load_stats.csv", "load_failures.csv"} <= names
    assert "verifier.signature: a token with signature." in (reports / "load_failures.csv").read_text("utf-8")
    for one in reports.iterdir():
        assert VERIFIER_SECRET not in one.read_text("utf-8"), one
        assert VERIFIER_SECRET.encode().hex() not in one.read_text("utf-8")
    assert VERIFIER_SECRET not in done.said


def test_an_app_that_does_not_answer_is_inconclusive(tmp_path: Path) -> None:
    done = tokenassay("load", verifier(tmp_path, free_port()), "--seconds=1", "--reports", tmp_path / "reports")
    assert done.code == 3
    assert "stopped  the app does not answer" in done.out


def test_a_load_of_an_app_that_is_started_tells_what_it_has_seen_when_it_is_stopped(tmp_path: Path) -> None:
    begin = f'[start]\ncommand = ["python", "{APPS}", "serve"]\nenv = {{ PORT = "{{port}}" }}\n'
    path = strained_verifier(tmp_path, 0)
    path.write_text(path.read_text("utf-8").replace(":0/me", ":{port}/me") + begin, "utf-8")
    command = [sys.executable, "-m", "harness.cli.main", "load", str(path), "--reports", str(tmp_path / "reports")]
    terminal, end = os.openpty()
    process = subprocess.Popen([*command, "--seconds=120", "--users=2"], stdout=subprocess.PIPE, stderr=end, text=True)
    os.close(end)
    shown = ""
    while not re.search(r"[1-9]\d* judged", shown):
        shown += os.read(terminal, 10_000).decode()
    process.send_signal(signal.SIGTERM)
    out = process.communicate(timeout=60)[0]
    os.close(terminal)
    assert process.returncode == 130, (out, shown)
    assert "conforms: " in out


def test_a_fault_of_ours_ends_the_load_and_is_told_as_ours(tmp_path: Path) -> None:
    broken = tmp_path / "broken.py"
    broken.write_text(
        "from harness.load.locustfile import AppUser, conductor\n"
        "from harness.load.verifier import VerifierLoad\n"
        "VerifierLoad.outgoing = lambda self, shown: 1 / 0\n"
    )
    with served("verifier", "sound") as port:
        words = ["-f", str(broken), f"--tokenassay-target={verifier(tmp_path, port)}", "--headless", "--users=3"]
        command = [sys.executable, "-m", "harness.load", *words, "--run-time=60", "--loglevel=WARNING"]
        done = subprocess.run(command, capture_output=True, text=True, check=False, timeout=90)
    assert done.returncode == 4, done.stdout + done.stderr
    assert "stopped  a fault in tokenassay itself, please report it: ZeroDivisionError" in done.stdout
    assert "Traceback" not in done.stdout + done.stderr


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (('[send]', '[inprocess]\nasgi = "a:b"\n[send]'), "load needs an app that is reached over HTTP"),
        (("127.0.0.1:8713", "app.example.com"), "say --remote-is-mine if it is yours"),
        ((":8713", ":{port}"), "name its port by --tokenassay-port"),
    ],
    ids=["way", "remote", "port"],
)  # fmt: skip
def test_what_cannot_be_loaded_is_said(tmp_path: Path, change: tuple[str, str], said: str) -> None:
    path = verifier(tmp_path, 8713)
    start = '[start]\ncommand = ["python", "app.py", "{port}"]\n' if "{port}" in change[1] else ""
    path.write_text("sandbox = true\n" + path.read_text("utf-8").replace(*change) + start, "utf-8")
    with pytest.raises(TargetError, match=re.escape(said)):
        standing_target(Settings(str(path)), "--remote-is-mine")


def test_only_apps_are_loaded_and_only_with_leave(tmp_path: Path) -> None:
    store = Path(__file__).parents[2] / "fixtures" / "targets" / "second-store.toml"
    done = tokenassay("load", store, "--reports", tmp_path / "reports")
    assert done.code == 2, done.said
    assert "role is storefront; load is put on apps: role verifier or issuer" in done.err
    path = verifier(tmp_path, 8713)
    path.write_text("sandbox = true\n" + path.read_text("utf-8").replace("127.0.0.1:8713", "app.example.com"), "utf-8")
    found = standing_target(Settings(str(path), mine=True), "--remote-is-mine")
    assert found.where == "http://app.example.com/me"


def test_without_locust_the_command_says_how_to_get_it(tmp_path: Path) -> None:
    code = (
        "import sys, importlib.util as u; find = u.find_spec\n"
        "u.find_spec = lambda name, *more: None if name == 'locust' else find(name, *more)\n"
        "sys.argv = ['tokenassay', 'load', 'app.toml']\n"
        "from harness.cli.main import main; main()"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=False, cwd=tmp_path)
    assert done.returncode == 2
    assert "pip install 'tokenassay[load]'" in done.stderr


def test_the_rest_of_the_package_does_not_import_locust() -> None:
    code = (
        "import sys, harness.cli.load_command, harness.cli.loading, harness.load.verifier, harness.load.issuer;"
        "print(*(name for name in ('locust', 'gevent') if name in sys.modules))"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == []
