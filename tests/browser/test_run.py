"""``tokenassay run`` with ``driver = "browser"``: over https under the store's own name, or without a browser."""

import shutil
from pathlib import Path

import pytest

from harness.contract.profile import load
from harness.store.mock import MockStore
from harness.suite.standing import sandbox_target
from harness.targets.browser.finding import NAMED
from harness.verdict.storefront.context import StorefrontContext
from tests.cli.command import records, results, tokenassay
from tests.optional import browser_needed

TARGET = Path(__file__).parents[2] / "fixtures" / "targets" / "mock-browser.toml"


def test_the_mock_conforms_in_a_browser_and_nothing_is_left_out(tmp_path: Path) -> None:
    browser_needed()
    done = tokenassay("run", TARGET, "-k", "browser", "--reports", tmp_path, "-n", "2")
    assert done.code == 0, done.said
    counts = results(tmp_path)["targets"][0]["counts"]
    assert counts == {**dict.fromkeys(counts, 0), "pass": len(records(tmp_path))}
    assert sum(bool(one.get("artefacts")) for one in records(tmp_path)) > 25


def test_a_scenario_of_the_browsers_is_found_by_its_id(tmp_path: Path) -> None:
    browser_needed()
    done = tokenassay("replay", "storefront.logout.ends-it-in-every-tab", TARGET, "--reports", tmp_path)
    assert done.code == 0, done.said
    [one] = records(tmp_path)
    assert one["verdict"] == "pass"


def test_the_embedded_store_is_met_in_a_browser_where_that_is_asked_for(tmp_path: Path) -> None:
    browser_needed()
    done = tokenassay("run", "--browser", "--rule", "logout", "--reports", tmp_path)
    assert done.code == 0, done.said
    tabs = next(one for one in records(tmp_path) if one["id"] == "storefront.logout.ends-it-in-every-tab")
    assert tabs["verdict"] == "pass"
    assert tabs["replay"] == "tokenassay replay storefront.logout.ends-it-in-every-tab --browser"
    without = tokenassay("run", "--rule", "logout", "--reports", tmp_path, "--resume")
    assert without.code == 2, without.said
    assert "--browser was on" in without.said


def test_workers_know_that_a_browser_was_asked_for() -> None:
    context = StorefrontContext(sandbox_target("http://127.0.0.1:8641", driver="browser"), browser=True)
    assert StorefrontContext.from_json(context.as_json()).browser


def test_where_current_jwt_is_silent_the_account_page_tells(tmp_path: Path) -> None:
    browser_needed()
    facts = {"current.client-id.status": 404, "current.scope": "nobody_has_it"}
    lines = {key: {"value": value, "standing": "assumed", "source": "a test"} for key, value in facts.items()}
    with MockStore(profile=load().overlaid("silent", lines, "")) as store:
        text = TARGET.read_text("utf-8").partition("\n[start]")[0].replace("https://shop.tea.example:8725", store.url)
        kept = [line for line in text.splitlines() if not line.startswith(("ca_file", "resolve", "[connect]"))]
        (tmp_path / "silent.toml").write_text("\n".join(kept))
        done = tokenassay("run", tmp_path / "silent.toml", "-k", "browser and login.", "--reports", tmp_path)
    assert done.code == 0, done.said
    told = {one["id"]: one["reason"] for one in records(tmp_path) if one["verdict"] == "not-applicable"}
    assert "nothing tells who is signed in" in told["storefront.login.gives-the-account-page"]


def test_no_browser_visits_an_app_that_is_asked_for_tokens() -> None:
    done = tokenassay("run", "--browser", TARGET.with_name("pyjwt-issuer.toml"))
    assert done.code == 2
    assert "pyjwt-issuer.toml is an issuer, which no browser visits; leave it out" in done.said


@pytest.mark.parametrize("workers", ["0", "2"])
def test_without_a_browser_nothing_is_judged_and_the_next_step_is_told(tmp_path: Path, workers: str) -> None:
    env = {NAMED: str(tmp_path / "none")}
    done = tokenassay("run", TARGET, "--reports", tmp_path, "-n", workers, env=env)
    assert done.code == 3, done.said
    assert f"{NAMED} is '{tmp_path / 'none'}', which cannot be run" in done.said
    assert results(tmp_path)["targets"][0]["verdict"] == "inconclusive"


def test_a_browser_that_does_not_start_is_told_in_a_line(tmp_path: Path) -> None:
    false = shutil.which("false")
    done = tokenassay("run", TARGET, "--reports", tmp_path, env={NAMED: str(false)})
    assert done.code == 3, done.said
    assert f"the browser {false} does not start" in done.said
