"""Asking the browser: what it refuses is the target's fault, and no page keeps anybody waiting for ever."""

import json
import os
import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from harness.targets.errors import TargetDownError


@contextmanager
def driven(what: str) -> Iterator[None]:
    """Let what the browser refuses in the block be the target's fault: TargetDownError says ``what``, and why."""
    from playwright.sync_api import Error

    try:
        yield
    except Error as error:
        raise TargetDownError(f"{what}: {error.message.partition(chr(10))[0]}") from error


@contextmanager
def guarded(process: int, seconds: float) -> Iterator[None]:
    """End the browser ``process`` if the block takes longer than ``seconds``: what waits for it then goes on.

    For pages that are busy at a moment at which Playwright itself waits without end.
    """
    guard = threading.Timer(seconds, os.kill, (process, signal.SIGKILL))
    guard.daemon = True
    guard.start()
    try:
        yield
    finally:
        guard.cancel()


def told_by(frame: Any, script: str, argument: object, patience: int) -> Any:
    """Return what ``script`` comes to in Playwright's page or ``frame``; its Error after ``patience`` milliseconds."""
    # Unlike evaluate, this gives up on a page that is busy; a text comes with the answer, and is not asked for again.
    once = f"async argument => JSON.stringify({{value: await ({script})(argument)}})"
    found = frame.wait_for_function(once, arg=argument, polling=20, timeout=patience)
    return json.loads(found.json_value()).get("value")
