"""``tokenassay serve --tls``, and the target file that ships for it."""

import re
import shutil
import signal
import subprocess
import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.targets.connecting import ConnectTable
from harness.targets.http import Site
from tests.cli.command import tokenassay

NAME = "shop.tea.example"
SHIPPED = Path(__file__).parents[2] / "fixtures/targets/remote-sandbox.toml"


@pytest.fixture(scope="module")
def served(tmp_path_factory: pytest.TempPathFactory) -> Iterator[tuple[str, Path]]:
    """Serve under a name of one's own; yield what was printed, and where the authority is."""
    ca_file = tmp_path_factory.mktemp("tls") / "remote-ca.pem"
    words = ["serve", "--port", "0", "--tls", "--tls-port", "0", "--name", NAME, "--ca-file", str(ca_file)]
    command = [sys.executable, "-u", "-m", "harness.cli.main", *words]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    assert process.stdout is not None
    try:
        lines = ""
        while "[connect]" not in lines and (line := process.stdout.readline()):
            lines += line
        yield lines, ca_file
    finally:
        process.send_signal(signal.SIGINT)
        assert process.wait(10) in (0, 130, -2)
        assert "Traceback" not in process.stdout.read()


def port_of(lines: str) -> int:
    found = re.search(rf"https://{NAME}:(\d+)\n", lines)
    assert found, lines
    return int(found[1])


def test_it_says_how_to_get_there(served: tuple[str, Path]) -> None:
    lines, ca_file = served
    assert f"trust      {ca_file}\n" in lines
    assert f'resolve = {{ "{NAME}" = "127.0.0.1" }}' in lines
    for name in (NAME, "store-abc123.localhost", "localhost"):
        resolve = {NAME: "127.0.0.1"}
        site = Site(f"https://{name}:{port_of(lines)}", via=ConnectTable(ca_file=str(ca_file), resolve=resolve))
        assert site.request("GET", "/", {}).status == 200


def test_the_target_file_that_ships_runs_against_it(served: tuple[str, Path], tmp_path: Path) -> None:
    lines, ca_file = served
    text = SHIPPED.read_text("utf-8").replace(":8643", f":{port_of(lines)}").replace("pace = 0.02", "pace = 0")
    (tmp_path / SHIPPED.name).write_text(text.replace('"remote-ca.pem"', f'"{ca_file}"'))
    done = tokenassay("run", tmp_path / SHIPPED.name, "--reports", tmp_path / "out", "--rule", "replay")
    assert done.code == 0, done.said


def test_before_the_mock_is_there_the_target_file_says_what_is_missing(tmp_path: Path) -> None:
    shutil.copy(SHIPPED, tmp_path)
    done = tokenassay("run", tmp_path / SHIPPED.name)
    assert done.code == 2
    assert "connect.ca_file: cannot read" in done.err


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (["--name", NAME], "--name is for https; say --tls as well"),
        (["--ca-file", "ca.pem"], "--ca-file is for https; say --tls as well"),
        (["--tls", "--name", "https://shop"], "--name https://shop: give the name of a host"),
        (["--tls", "--tls-port", "0", "--ca-file", "/nowhere/ca.pem"], "--ca-file /nowhere/ca.pem: No such file"),
    ],
)
def test_what_cannot_be_is_told(words: list[str], said: str) -> None:
    done = tokenassay("serve", "--port", "0", *words)
    assert done.code == 2
    assert said in done.err
