"""The scenarios there are, found by pytest's own collection, without a target."""

from dataclasses import dataclass

import pytest

from harness.faults import Deviation
from harness.suite.collection import ROW
from harness.suite.places import SCENARIOS
from harness.suite.run import Quiet, quiet_arguments, quiet_environment
from harness.suite.session import Collecting


@dataclass(frozen=True, slots=True)
class Listed:
    """One scenario's id and title."""

    id: str
    title: str


class _Listing:
    """Keeps what was collected."""

    leads_scenarios = True

    def __init__(self) -> None:
        self.found: list[Listed] = []

    def pytest_collection_finish(self, session: pytest.Session) -> None:
        """Take the ids and titles of all items."""
        for item in session.items:
            assert isinstance(item, pytest.Function)
            deviation = item.callspec.params.get("deviation") if hasattr(item, "callspec") else None
            said = (
                deviation.title
                if isinstance(deviation, Deviation)
                else (item.function.__doc__ or "").split("\n")[0].rstrip(".")
            )
            self.found.append(Listed(item.stash[ROW], said))


def scenarios() -> list[Listed]:
    """Return every scenario, in the order in which they run."""
    listing = _Listing()
    with quiet_environment():
        pytest.main(
            [str(SCENARIOS), "--collect-only", *quiet_arguments()], plugins=[listing, Collecting((), ""), Quiet()]
        )
    return listing.found
