"""Keeping, of the scenarios that were selected, those of one shard; and how many there are over all shards."""

from collections.abc import Mapping
from typing import Any

import pytest

from harness.suite.collection import ROW
from harness.verdict.plan import Shard, digest_of

TOLD = "tokenassay-selected"
"""Under this a worker tells the process that leads what was selected."""


class Sharding:
    """The hooks of one process. ``scenarios`` and ``ids`` are the count and digest of all shards' scenarios."""

    def __init__(self, shard: Shard) -> None:
        """Keep the scenarios of ``shard``."""
        self.shard, self.scenarios, self.ids = shard, 0, ""

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, config: pytest.Config, items: list[pytest.Item]) -> None:
        """Deal out what every selection, ``-k`` too, has left; the order in which scenarios run stays."""
        self.scenarios, self.ids = len(items), digest_of(item.stash.get(ROW, item.nodeid) for item in items)
        dropped = [item for place, item in enumerate(items) if not self.shard.has(place)]
        if dropped:
            config.hook.pytest_deselected(items=dropped)
            items[:] = [item for place, item in enumerate(items) if self.shard.has(place)]

    @pytest.hookimpl(trylast=True)
    def pytest_sessionfinish(self, session: pytest.Session) -> None:
        """Tell the process that leads, where this one is a worker."""
        told = getattr(session.config, "workeroutput", None)
        if told is not None:
            told[TOLD] = {"scenarios": self.scenarios, "ids": self.ids}

    def learn(self, worker: Mapping[str, Any]) -> None:
        """Take over what a worker has told, in the process that leads; one that was cut off has told nothing."""
        told = worker.get(TOLD)
        if told:
            self.scenarios, self.ids = told["scenarios"], told["ids"]
