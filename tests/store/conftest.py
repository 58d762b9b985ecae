"""A mock store for every test, reset before it, and visitors to it."""

from collections.abc import Iterator
from typing import Any

import pytest

from harness.store.mock import MockStore

from .visiting import StoreWith, Visitor, profile_with


@pytest.fixture(scope="session")
def running() -> Iterator[MockStore]:
    with MockStore(control="on") as store:
        yield store


@pytest.fixture
def store(running: MockStore) -> MockStore:
    running.reset()
    return running


@pytest.fixture
def visitor(store: MockStore) -> Visitor:
    return Visitor(store.url)


@pytest.fixture
def other(store: MockStore) -> Visitor:
    return Visitor(store.url)


@pytest.fixture
def store_with() -> Iterator[StoreWith]:
    """Start a store whose profile differs in some lines: ``store_with({"login.head": "burns"})``."""
    started: list[MockStore] = []

    def start(lines: dict[str, Any], **settings: Any) -> MockStore:
        started.append(MockStore(profile=profile_with(lines), **settings))
        return started[-1]

    yield start
    for one in started:
        one.stop()
