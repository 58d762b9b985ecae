"""Load needs Locust, which comes with the development packages."""

from importlib.util import find_spec

import pytest

from tests.optional import lacking


@pytest.fixture(scope="session", autouse=True)
def locust() -> None:
    """Go on only where Locust is installed."""
    if find_spec("locust") is None:
        lacking("Locust: pip install 'tokenassay[load]'")
