"""A real browser for the tests of a file: it ends with the file, since no other event loop can run beside it."""

from collections.abc import Iterator

import pytest

from harness.store.mock import MockStore
from harness.targets.browser.chromium import Chromium
from harness.targets.browser.finding import MISSING, find
from harness.targets.connecting import ConnectTable
from tests.optional import lacking


def _needed() -> None:
    from playwright.sync_api import sync_playwright

    with sync_playwright() as driver:
        own = driver.chromium.executable_path
    if not find(own):
        lacking(MISSING)


@pytest.fixture(scope="module")
def store() -> Iterator[MockStore]:
    """Yield a mock store that speaks TLS as well."""
    with MockStore(control="on", tls=True) as found:
        yield found


@pytest.fixture(scope="module")
def chromium(store: MockStore) -> Iterator[Chromium]:
    """Yield a browser that trusts the store's certificate."""
    _needed()
    browser = Chromium(f"https://{store.tls_host}", ConnectTable(ca_file=str(store.ca_file)))
    yield browser
    browser.close()
