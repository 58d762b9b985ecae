"""The pytest plugin in other people's projects, and the scenarios under plain pytest."""

import json
import subprocess
import sys
from pathlib import Path

import pytest

from harness.suite.places import SCENARIOS

TEST = """
import urllib3

def test_signing_in(bigcommerce_store):
    url = bigcommerce_store.login_url("alice", redirect_to="/cart.php")
    answer = urllib3.request("GET", url, redirect=False)
    assert answer.headers["location"] == "/cart.php"
    assert bigcommerce_store.journal.last_login.customer == bigcommerce_store.customers["alice"].id
    assert urllib3.request("GET", url, redirect=False).headers["location"] == "/login.php"
    assert [one.code for one in bigcommerce_store.journal.last_login.reasons] == ["jti-spent"]

def test_a_late_click(bigcommerce_store):
    url = bigcommerce_store.login_url("bob")
    bigcommerce_store.clock.shift(31)
    assert urllib3.request("GET", url, redirect=False).headers["location"] == "/login.php"
"""


def pytest_in(folder: Path, *args: str) -> "subprocess.CompletedProcess[str]":
    command = [sys.executable, "-P", "-m", "pytest", *args]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, timeout=120, check=False)


def test_the_fixture_works_in_a_project_of_ones_own(tmp_path: Path) -> None:
    (tmp_path / "test_login.py").write_text(TEST)
    done = pytest_in(tmp_path, "-q")
    assert "2 passed" in done.stdout, done.stdout + done.stderr


def test_it_shows_itself_by_one_fixture_and_its_prefix_alone(tmp_path: Path) -> None:
    (tmp_path / "test_x.py").write_text("def test_x(): pass\n")
    fixtures = pytest_in(tmp_path, "--fixtures", "-q", "-p", "no:xdist").stdout
    ours = fixtures.partition("harness.pytest_plugin")[2].partition("---- fixtures defined")[0]
    assert "bigcommerce_store" in ours
    assert "storefront" not in fixtures
    options = [line.strip() for line in pytest_in(tmp_path, "--help").stdout.splitlines() if "tokenassay" in line]
    assert all(
        one.startswith(("--tokenassay-", "tokenassay:", "BigCommerce")) or "`pytest scenarios" in one
        for one in options
        if one.startswith("-")
    )
    assert "tokenassay" not in pytest_in(tmp_path, "--markers").stdout


def test_a_seed_of_ones_own(tmp_path: Path) -> None:
    seed = (SCENARIOS.parent / "fixtures/stores/sandbox.toml").read_text().replace("abc123", "mine01")
    (tmp_path / "seed.toml").write_text(seed)
    (tmp_path / "test_x.py").write_text(
        "def test_x(bigcommerce_store):\n    assert bigcommerce_store.store_hash == 'mine01'\n"
    )
    done = pytest_in(tmp_path, "-q", "--tokenassay-seed", "seed.toml")
    assert "1 passed" in done.stdout, done.stdout


@pytest.mark.parametrize("extra", [[], ["-n", "2"]], ids=["alone", "two-workers"])
def test_scenarios_run_under_plain_pytest(tmp_path: Path, extra: list[str]) -> None:
    args = [
        str(SCENARIOS / "storefront" / "scope.py"),
        str(SCENARIOS / "storefront" / "replay.py"),
        "-q",
        "--tokenassay-reports",
        str(tmp_path / "out"),
        *extra,
    ]
    done = pytest_in(SCENARIOS.parent, *args)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "passed" in done.stdout
    found = json.loads((tmp_path / "out" / "results.json").read_text())["targets"][0]
    ids = [one["id"] for one in found["scenarios"]]
    assert len(ids) == len(set(ids)) == sum(found["counts"].values()) >= 17


def test_a_scenario_can_be_named_by_its_printed_id(tmp_path: Path) -> None:
    done = pytest_in(SCENARIOS.parent, str(SCENARIOS), "-q", "-k", "storefront.replay.refuses-a-second-use", "--co")
    assert "refuses_a_second_use" in done.stdout
    assert "tests collected" in done.stdout or "test collected" in done.stdout


def test_a_bad_target_is_a_usage_error(tmp_path: Path) -> None:
    done = pytest_in(SCENARIOS.parent, str(SCENARIOS), "--tokenassay-target", str(tmp_path / "nowhere.toml"))
    assert done.returncode == 4
    assert "nowhere.toml" in done.stderr
    assert "Traceback" not in done.stderr


def test_scenarios_of_another_role_than_the_targets_are_no_traceback() -> None:
    done = subprocess.run(
        [sys.executable, "-m", "pytest", "-q", "scenarios/verifier/version.py"],
        cwd=SCENARIOS.parent, capture_output=True, text=True, timeout=60, check=False,
    )  # fmt: skip
    assert done.returncode == 4
    assert 'scenarios/verifier is for role = "verifier", and the target is a storefront' in done.stderr
