"""One mock for all tests, as it was started before each, and a ledger of the test's own."""

from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.store.mock import MockStore
from tests.sandbox.stores import Sandbox


@pytest.fixture(scope="session")
def standing_store() -> Iterator[MockStore]:
    with MockStore(control="on") as store:
        yield store


@pytest.fixture
def sandbox(standing_store: MockStore, tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Sandbox:
    standing_store.reset()
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return Sandbox(standing_store, tmp_path)
