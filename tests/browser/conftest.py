"""A real browser for the tests of a file: it ends with the file, since no other event loop can run beside it."""

from collections.abc import Iterator

import pytest

from harness.store.mock import MockStore
from harness.targets.browser.chromium import Chromium
from harness.targets.connecting import ConnectTable
from tests.optional import browser_needed


@pytest.fixture(scope="module")
def store() -> Iterator[MockStore]:
    """Yield a mock store that speaks TLS as well."""
    with MockStore(control="on", tls=True) as found:
        yield found


@pytest.fixture(scope="module")
def chromium(store: MockStore) -> Iterator[Chromium]:
    """Yield a browser that trusts the store's certificate."""
    browser_needed()
    browser = Chromium(f"https://{store.tls_host}", ConnectTable(ca_file=str(store.ca_file)))
    yield browser
    browser.close()
