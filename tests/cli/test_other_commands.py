"""mint, list, serve, and help."""

import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path

import pytest
import urllib3

from harness.cli.main import COMMANDS
from tests.cli.command import tokenassay
from tests.cli.test_run import target_file


@pytest.mark.parametrize("name", COMMANDS)
def test_help_has_an_example(name: str) -> None:
    done = tokenassay(name, "--help")
    assert done.code == 0
    assert f"tokenassay {name}" in done.out.partition("Example")[2] or name == "inspect"


def test_help_names_every_command_and_the_exit_codes() -> None:
    done = tokenassay("--help")
    assert all(name in done.out for name in COMMANDS)
    assert "Exit codes" in done.out
    assert "130 stopped" in done.out


@pytest.mark.parametrize(("name", "code"), [("run", "130 stopped"), ("doctor", "4 a fault of ours")])
def test_help_names_every_exit_code(name: str, code: str) -> None:
    assert code in " ".join(tokenassay(name, "--help").out.split())


def test_help_of_calibrate_tells_of_customers_that_are_created() -> None:
    assert "created for that and removed at the end" in " ".join(tokenassay("calibrate", "--help").out.split())


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["login", "--fault", "replay.nope"], "no deviation is called 'replay.nope'"),
        (["login", "--fault", "key.form-of-the-secret.trimmed"], "cannot be made here"),
        (["login", "--claim", "redirect_to=/cart.php"], "a text needs quotes"),
        (["login", "--claim", "redirect_to"], "write NAME=JSON"),
        (["login", "--customer", "nobody"], "[customers] has alice, bob"),
        (["payload", "--fault", "issued-at.expired.31-s"], "does not apply to payload"),
        (["current", "--as", "url"], "only login tokens"),
        (["login", "--target", "nowhere.toml"], "nowhere.toml"),
    ],
)
def test_mint_says_what_is_wrong(args: list[str], said: str) -> None:
    done = tokenassay("mint", *args)
    assert done.code == 2
    assert said in done.err


def test_mint_takes_the_target_files_app(tmp_path: Path) -> None:
    (tmp_path / "store.toml").write_text(target_file("http://127.0.0.1:9", client_id="my-client", secret="my-secret"))
    token = tokenassay("mint", "login", "--target", tmp_path / "store.toml", "--customer", "bob").out.strip()
    done = tokenassay("inspect", token, "--target", tmp_path / "store.toml")
    assert done.code == 0
    assert '"customer_id": 4928' in done.out


def test_mint_encodes_for_a_path() -> None:
    assert (
        tokenassay("mint", "login", "--fault", "characters.space-after.newline", "--as", "path")
        .out.strip()
        .endswith("%0A")
    )


def test_list_rules_shows_rule_level_standing_and_source() -> None:
    done = tokenassay("list", "rules")
    assert done.out.splitlines()[0].split() == ["rule", "level", "standing", "does", "source"]
    assert re.search(r"storefront\.window +must +documented +hold 0 <= now - iat <= 30 +Customer Login API", done.out)


@pytest.mark.parametrize(("what", "least"), [("rules", 38), ("scenarios", 450), ("faults", 1000), ("facts", 70)])
def test_lists_are_whole_and_can_be_searched(what: str, least: int) -> None:
    done = tokenassay("list", what)
    assert len(done.out.splitlines()) > least
    assert f"{what}" in done.err
    assert len(tokenassay("list", what, "-k", "redirect").out.splitlines()) < len(done.out.splitlines())


def test_list_scenarios_has_the_ids_that_runs_print() -> None:
    lines = tokenassay("list", "scenarios").out.splitlines()
    assert lines[0].split() == ["id", "title"]
    assert any(line.startswith("storefront.replay.refuses-a-second-use ") for line in lines)


@pytest.fixture
def served() -> Iterator[str]:
    """Start ``tokenassay serve`` on a free port; yield its URL."""
    command = [sys.executable, "-u", "-m", "harness.cli.main", "serve", "--port", "0", "--control"]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        line = process.stdout.readline()
        found = re.search(r"http://\S+", line)
        assert found, line
        yield found[0]
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) in (0, 130, -2)
        assert "Traceback" not in process.stdout.read()


def test_serve_stands_by_itself(served: str) -> None:
    answer = urllib3.request(
        "GET", f"{served}/login/token/{tokenassay('mint', 'login', '--as', 'path').out.strip()}", redirect=False
    )
    assert answer.headers["location"] == "/account.php"
    header = {"X-Auth-Token": "sandbox-access-token-abc123-all"}
    assert (
        abs(urllib3.request("GET", f"{served}/stores/abc123/v2/time", headers=header).json()["time"] - time.time()) < 3
    )
    assert urllib3.request("GET", f"{served}/_tokenassay/journal").status == 200


def test_serve_says_when_it_cannot() -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        done = tokenassay("serve", "--port", str(listener.getsockname()[1]))
    assert done.code == 2
    assert "give another --port or --host" in done.err
    done = tokenassay("serve", "--seed", "nowhere.toml")
    assert done.code == 2
    assert "nowhere.toml" in done.err
    done = tokenassay("serve", "--host", "0.0.0.0")
    assert done.code == 2
    assert "--allow-non-loopback" in done.err
