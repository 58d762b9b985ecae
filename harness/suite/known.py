"""Scenarios whose verdict stands from the run that is gone on with: told again, not run again."""

from collections.abc import Collection

import pytest

from harness.suite.collection import ROW

PROPERTY = "tokenassay-known"
"""Names a scenario on a report; its record is with whoever leads the session."""


class Known:
    """The hooks of one process: what is known comes first, and ends at once."""

    def __init__(self, ids: Collection[str]) -> None:
        """Know the scenarios called ``ids``."""
        self.ids = frozenset(ids)

    @pytest.hookimpl(trylast=True)
    def pytest_collection_modifyitems(self, items: list[pytest.Item]) -> None:
        """Put what is known first: pytest then never has to tidy up between two items of which one does not run."""
        items.sort(key=lambda item: _name(item) not in self.ids)

    @pytest.hookimpl(tryfirst=True)
    def pytest_runtest_protocol(self, item: pytest.Item) -> bool | None:
        """Report a scenario that is known, in place of running it."""
        name = _name(item)
        if name not in self.ids:
            return None
        item.ihook.pytest_runtest_logreport(report=_report(item, name))
        return True


def _name(item: pytest.Item) -> str:
    return item.stash.get(ROW, "")


def _report(item: pytest.Item, name: str) -> pytest.TestReport:
    return pytest.TestReport(
        nodeid=item.nodeid,
        location=item.location,
        keywords={},
        outcome="passed",
        longrepr=None,
        when="call",
        user_properties=[(PROPERTY, name)],
    )
