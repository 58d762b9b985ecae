"""Ending a hunt from outside."""

import os
import signal
import threading
from pathlib import Path

import pytest

from harness.suite.fuzzing.stopping import heeding, insisting, wishing


def test_the_first_signal_is_a_wish_and_the_second_interrupts(tmp_path: Path) -> None:
    stop, before = tmp_path / "stop", signal.getsignal(signal.SIGTERM)
    with heeding(insisting(stop)):
        os.kill(os.getpid(), signal.SIGTERM)
        assert stop.exists()
        with pytest.raises(KeyboardInterrupt):
            os.kill(os.getpid(), signal.SIGINT)
    assert signal.getsignal(signal.SIGTERM) is before


def test_a_lane_that_was_quicker_does_not_make_the_first_signal_the_second(tmp_path: Path) -> None:
    wishing(tmp_path / "stop")()
    insisting(tmp_path / "stop")()


def test_a_wish_that_comes_too_late_goes_unsaid(tmp_path: Path) -> None:
    wishing(tmp_path / "gone" / "stop")()
    assert not list(tmp_path.iterdir())


def test_another_thread_leaves_signals_alone(tmp_path: Path) -> None:
    before, seen = signal.getsignal(signal.SIGINT), list[object]()

    def elsewhere() -> None:
        with heeding(wishing(tmp_path / "stop")):
            seen.append(signal.getsignal(signal.SIGINT))

    thread = threading.Thread(target=elsewhere)
    thread.start()
    thread.join()
    assert seen == [before]
