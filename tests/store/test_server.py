"""Starting and stopping: loopback unless told otherwise, ready at once, and quiet."""

import logging
import socket
import subprocess
import sys
import time
from email.utils import parsedate_to_datetime

import pytest

from harness.store.clock import LATEST, Clock
from harness.store.server import run_in_thread

from .visiting import Visitor, raw


@pytest.mark.parametrize("host", ["0.0.0.0", "::", "192.0.2.1"])
def test_addresses_that_others_can_reach_need_to_be_asked_for(host: str) -> None:
    with pytest.raises(ValueError, match=r"bind 127\.0\.0\.1, or say so"):
        run_in_thread(host=host)


def test_any_address_can_be_bound_when_asked_for() -> None:
    running = run_in_thread(host="0.0.0.0", allow_non_loopback=True)
    assert Visitor(running.url).get("/").status == 200
    running.stop()


def test_it_answers_when_it_returns_and_is_gone_when_it_stops() -> None:
    start = time.monotonic()
    running = run_in_thread()
    assert Visitor(running.url).get("/nope").status == 404
    assert time.monotonic() - start < 2
    assert running.url.startswith("http://127.0.0.1:")
    running.stop()
    running.stop()
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2])), timeout=1)


def test_stopping_does_not_wait_for_idle_or_hanging_clients(caplog: pytest.LogCaptureFixture) -> None:
    running = run_in_thread()
    with socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2]))) as hanging:
        hanging.sendall(b"POST /login.php HTTP/1.1\r\nHost: x\r\nContent-Length: 5\r\n\r\n")
        start = time.monotonic()
        running.stop()
        assert time.monotonic() - start < 1
    assert not [record for record in caplog.records if record.levelno >= logging.ERROR]


def test_a_taken_port_is_told_to_the_caller() -> None:
    running = run_in_thread()
    with pytest.raises(OSError, match="in use"):
        run_in_thread(port=int(running.url.rpartition(":")[2]))
    running.stop()


def test_malformed_and_endless_requests_are_400_and_nothing_is_logged(caplog: pytest.LogCaptureFixture) -> None:
    level = logging.getLogger("uvicorn.error").level
    running = run_in_thread()
    assert raw(running.url, b"GARBAGE\r\n\r\n").startswith(b"HTTP/1.1 400 ")
    with socket.create_connection(("127.0.0.1", int(running.url.rpartition(":")[2])), timeout=5) as endless:
        endless.sendall(b"GET / HTTP/1.1\r\nX: ")
        sent = 0
        try:
            while sent < 8_000_000:
                sent += endless.send(b"x" * 65_536)
        except OSError:
            pass
        assert sent < 8_000_000
    assert Visitor(running.url).get("/").status == 200
    running.stop()
    assert logging.getLogger("uvicorn.error").level == level
    assert not [record for record in caplog.records if record.name == "tokenassay.store"]


def test_call_runs_in_the_loop_and_hands_back_results_and_errors() -> None:
    running = run_in_thread()
    assert running.call(lambda: 42) == 42
    with pytest.raises(ZeroDivisionError):
        running.call(lambda: 1 // 0)
    running.stop()


def test_serve_blocks_until_interrupted() -> None:
    code = (
        "from harness.store.server import serve; from harness.store.state import State\n"
        "serve(State(), ready=lambda url, _: print(url, flush=True))"
    )
    with subprocess.Popen([sys.executable, "-c", code], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        url = process.stdout.readline().strip()
        assert Visitor(url).get("/").status == 200
        process.terminate()
        process.wait(timeout=5)


def test_the_clock_moves_every_way() -> None:
    clock = Clock()
    assert clock.now() == pytest.approx(time.time(), abs=1)
    clock.freeze(100.75)
    assert (clock.now(), clock.seconds()) == (100.75, 100)
    clock.advance(0.25)
    assert clock.now() == 101
    clock.set(5_000)
    assert clock.now() == pytest.approx(5_000, abs=1)
    clock.advance(-100)
    assert clock.now() == pytest.approx(4_900, abs=1)
    clock.shift(-60)
    assert clock.now() == pytest.approx(time.time() - 60, abs=1)
    clock.freeze()
    assert clock.now() == clock.now() == pytest.approx(time.time() - 60, abs=1)
    clock.real()
    assert clock.setting()["mode"] == "real"
    for wrong in (-1, LATEST + 1, float("nan"), float("inf")):
        with pytest.raises(ValueError, match="the clock cannot show"):
            clock.freeze(wrong)
    assert parsedate_to_datetime(clock.date(LATEST).decode()).timestamp() == LATEST
