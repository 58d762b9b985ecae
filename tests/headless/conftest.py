"""A real browser for the tests of a file."""

from collections.abc import Iterator

import pytest

from harness.targets.browser.chromium import Chromium
from tests.optional import browser_needed


@pytest.fixture(scope="module")
def chromium() -> Iterator[Chromium]:
    """Yield a browser that keeps no traces."""
    browser_needed()
    browser = Chromium("http://127.0.0.1", traced=False)
    yield browser
    browser.close()
