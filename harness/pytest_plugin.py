"""The pytest plugin: a mock BigCommerce for other people's tests, and the shipped scenarios under plain pytest.

In other projects it shows itself by the fixture ``bigcommerce_store`` and the options ``--tokenassay-*`` alone, and
imports nothing until one of them is used.
"""

from collections.abc import Iterator
from pathlib import Path
from typing import TYPE_CHECKING

import pytest

if TYPE_CHECKING:
    from harness.store.mock import MockStore

HELP = {
    "target": "target file for `pytest scenarios/…`; without one the embedded store is tested",
    "reports": "write results.json, events.ndjson, junit.xml and report.html to this folder",
    "seed": "seed file (TOML) for the mock store of the bigcommerce_store fixture",
    "profile": "platform profile: observed, documented, or a TOML file",
}


def pytest_addoption(parser: pytest.Parser) -> None:
    """Add the options, all of them under one prefix."""
    group = parser.getgroup("tokenassay", "BigCommerce customer tokens")
    for name, text in HELP.items():
        group.addoption(f"--tokenassay-{name}", metavar="FILE", default=None, help=text)
    group.addoption("--tokenassay-strict", action="store_true", help="let broken should-rules fail, too")


def pytest_configure(config: pytest.Config) -> None:
    """Set up the scenarios, if they are what pytest was asked to run."""
    sent = getattr(config, "workerinput", {}).get("tokenassay")
    if sent:
        from harness.suite.session import worker

        worker(config, sent)
    elif hunted := getattr(config, "workerinput", {}).get("tokenassay-fuzz"):
        from harness.suite.fuzzing.session import worker as lane

        lane(config, hunted)
    elif not _is_led(config) and any(_below_scenarios(arg) for arg in config.args):
        from harness.suite.plain import lead

        lead(config)


@pytest.fixture
def bigcommerce_store(request: pytest.FixtureRequest) -> "Iterator[MockStore]":
    """Return a fresh mock BigCommerce on loopback: ``url``, ``app``, ``customers``, ``clock``, ``journal``."""
    from harness.contract.profile import load
    from harness.store.mock import MockStore
    from harness.store.seeds import load_seed

    seed = request.config.getoption("--tokenassay-seed")
    profile = request.config.getoption("--tokenassay-profile")
    with MockStore(load_seed(seed), load(profile or "observed")) as store:
        yield store


def _is_led(config: pytest.Config) -> bool:
    """Whether this is a worker, or ``tokenassay run`` has brought its own session."""
    if hasattr(config, "workerinput"):
        return True
    return any(getattr(plugin, "leads_scenarios", False) for plugin in config.pluginmanager.get_plugins())


def _below_scenarios(arg: str) -> bool:
    if "scenarios" not in arg:
        return False
    from harness.suite.places import SCENARIOS

    path = Path(arg.split("::", maxsplit=1)[0]).resolve()
    return path == SCENARIOS or SCENARIOS in path.parents
