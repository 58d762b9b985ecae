"""What a machine may lack: there a test is skipped with the command that helps, in continuous integration it fails."""

import os
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Skip the test because ``what`` is missing; fail it where everything has to be there."""
    if os.environ.get("CI"):
        pytest.fail(f"missing in continuous integration: {what}")
    pytest.skip(what)


def browser_needed() -> None:
    """Go on only where there is a browser."""
    from playwright.sync_api import sync_playwright

    from harness.targets.browser.finding import MISSING, find

    with sync_playwright() as driver:
        own = driver.chromium.executable_path
    if not find(own):
        lacking(MISSING)
