"""What reports say of an app's server: nothing that is secret, and command lines that work when they are pasted."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

from tests.optional import lacking
from tests.verifier.trying import ECHO, Tried, send, served, start, tried

LEAKS = "leak or random-key.00]"


@pytest.mark.parametrize("quirk", ["tells-body", "tells-header", "tells-hex"])
def test_a_secret_that_an_app_tells_is_a_finding_and_stands_nowhere(quirk: str, tmp_path: Path) -> None:
    run = tried(tmp_path, start(QUIRK=quirk), "-k", LEAKS)
    assert run.done.code == 1, run.done.said
    assert run.findings[0] == "verifier.leak"
    assert "joe.bloggs" not in run.written + run.done.said


def test_a_secret_in_a_location_stands_nowhere(tmp_path: Path) -> None:
    text = start(QUIRK="tells-location") + "[refused]\nstatus = [302, 401]\n"
    assert tried(tmp_path, text, "-k", LEAKS).findings[0] == "verifier.leak"
    tried(tmp_path, start(QUIRK="tells-location"), "-k", LEAKS)


def test_a_secret_that_is_echoed_as_the_customer_stands_nowhere(tmp_path: Path) -> None:
    assert tried(tmp_path, start(QUIRK="believes-secret"), "-k", "real-tokens or binding").done.code == 1


PLACES = {
    "header": ("/me", 'headers = { Authorization = "Bearer {token}", X-Store = "{store_hash}" }\n'),
    "cookie": ("/me", 'cookies = { bc_token = "{token}", other = "$HOME" }\n'),
    "query": ("/me?first=1", 'query = { token = "{token}", lang = "a b&c" }\n'),
    "path": ("/me/{customer_id}/[1-2]/{token}", ""),
    "form": ("/me", 'method = "POST"\nform = { token = "{token}", note = "a & b + `x`" }\n'),
    "json": ("/me", 'method = "POST"\njson = { auth = { token = "{token}" }, note = "it\'s $HOME \\"!\\"" }\n'),
    "json-by-get": ("/me", 'json = { auth = { token = "{token}" } }\n'),
}


def pasted(line: str) -> str:
    """Run ``line`` in bash, with ``tokenassay`` on the PATH, and return what it prints."""
    path = f"{Path(sys.executable).parent}{os.pathsep}{os.environ['PATH']}"
    done = subprocess.run(
        ["bash", "-c", line], capture_output=True, text=True, timeout=60, check=False, env={**os.environ, "PATH": path}
    )
    assert "Traceback" not in done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.mark.parametrize("place", PLACES)
def test_the_lines_of_a_report_work_when_pasted(place: str, tmp_path: Path) -> None:
    if subprocess.run(["bash", "-c", "command -v curl"], capture_output=True, check=False).returncode:
        lacking("curl: apt-get install curl")
    with socket.create_server(("127.0.0.1", 0)) as probe:
        port = probe.getsockname()[1]
    address, more = PLACES[place]
    with served(port, PLACE=place.partition("-")[0]) as url:
        run: Tried = tried(
            tmp_path, send(url + address, more) + ECHO, "-k", "random-key.00] or integral-float or repeats"
        )
        assert run.done.code == 0, run.done.said
        row = run.records["verifier.signature.refuses[random-key.00]"]
        assert row["verdict"] == "pass"
        assert " 401 " in pasted(row["curl"])
        assert "{" not in row["curl"].replace('{\\"', "")
        assert pasted(row["curl"]).count("HTTP/1") == 1
        assert (" -X GET " in row["curl"]) is (place == "json-by-get"), "curl posts what has a body"
        valid = row["curl"].replace(" --fault signature.random-key.00", "")
        assert " 200 " in pasted(valid)
        assert "exit code 0" in pasted(row["replay"])
