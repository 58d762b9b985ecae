"""Broken stores as a browser finds them: those whose fault HTTP does not show, and enough others for every scenario.

Each run is of the browser's scenarios of the store's own rule alone, for speed.
"""

import ast
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest

from harness.suite.places import BROWSER, SCENARIOS, is_scenario, scenario_id
from tests.kill_matrix.matrix import INTEGRATIONS, Found, Matrix, matrix, runs_of
from tests.kill_matrix.test_storefront_stores import SECRETS, TARGET
from tests.kill_matrix.test_storefront_stores import rule_of as rule_of_store
from tests.optional import browser_needed

sys.path.insert(0, str(INTEGRATIONS))
from storefront.broken import broken_in_browsers
from storefront.serve import running
from storefront.world import EMBEDDING_ORIGIN

OTHERS = (
    "cookies-without-http-only",
    "current-customer-cors-open",
    "current-customer-for-guests",
    "current-customer-shared-cache",
    "login-no-banner",
    "login-wrong-customer",
    "login-wrong-landing",
    "logout-page-asks-first",
    "logout-via-redirect-ignored",
    "redirect-forgets-backslashes",
    "replay-never-remembers",
    "session-stays-the-first-customers",
)
"""Stores that HTTP finds out as well."""
pytestmark = pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
STORES = (*broken_in_browsers(), *OTHERS)


def run(tried: Matrix, name: str, folder: Path, expression: str) -> Found:
    """Run the browser's scenarios that ``expression`` is about against the store ``name``."""
    with running(name) as url:
        text = TARGET.read_text("utf-8").partition("[start]")[0].replace("http://127.0.0.1:8711", url)
        keys = f'driver = "browser"\nembedding_origin = "{EMBEDDING_ORIGIN}"\nrole ='
        return tried.run(name or "sound", text.replace("role =", keys, 1), folder, SECRETS, expression)


@pytest.fixture(scope="module")
def tried() -> Iterator[Matrix]:
    """Yield what runs the command."""
    browser_needed()
    with matrix() as found:
        yield found


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tried: Matrix) -> Iterator[dict[str, Future[Found]]]:
    """Yield the runs of all selected broken stores, two of them under way at any time."""

    def job(name: str, folder: Path) -> Callable[[], Found]:
        return partial(run, tried, name, folder, f"browser and storefront.{rule_of_store(name)}.")

    with runs_of(request, dict(zip(STORES, STORES, strict=True)), lambda _: "", job) as found:
        yield found


@pytest.mark.parametrize("name", STORES)
def test_a_browser_finds_a_broken_store(name: str, runs: dict[str, Future[Found]]) -> None:
    found = runs[name].result()
    assert found.target["findings"], found.output
    assert found.target["findings"][0]["rule"] == f"storefront.{rule_of_store(name)}", found.output
    assert not found.target["counts"]["error"], found.output
    assert not found.target["counts"]["inconclusive"], found.output


def test_the_second_sound_store_conforms_in_a_browser_too(tmp_path: Path, tried: Matrix) -> None:
    found = run(tried, "", tmp_path, "browser")
    counts = found.target["counts"]
    assert found.code == 0, found.output
    assert counts["fail"] == counts["advisory"] == counts["inconclusive"] == counts["error"] == 0, found.output
    assert counts["pass"] > 30


def test_every_scenario_of_the_browsers_finds_a_broken_store(runs: dict[str, Future[Found]]) -> None:
    told = {name.partition("[")[0] for future in runs.values() for name in future.result().told}
    assert in_browsers() - told == ONLY_OVER_TLS


ONLY_OVER_TLS = {"storefront.cookies.keeps-the-session-for-https"}
"""What these stores, which speak plain HTTP, cannot be asked."""


def in_browsers() -> set[str]:
    """Return the ids, without rows, of every scenario of a store that needs a browser."""
    return {
        scenario_id(path, node.name, "")
        for path in (SCENARIOS / "storefront" / BROWSER).glob("*.py")
        for node in ast.parse(path.read_text("utf-8")).body
        if isinstance(node, ast.FunctionDef) and is_scenario(node.name)
    }
