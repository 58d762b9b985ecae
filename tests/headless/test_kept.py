"""What was kept of the visit and of the sign-out stands beside every scenario that looks at them."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest

from harness.targets.browser.chromium import Chromium
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.headless.hello import hello
from harness.verdict.headless.suite import HeadlessSuite, Shared
from harness.verdict.stop import Broken
from scenarios.headless import lifetime, logout
from tests.cli.command import records, tokenassay
from tests.headless.shops import TARGETS, context_of, described, notebook, served
from tests.optional import browser_needed

from headless.base import shop  # isort: skip
from headless.broken import broken_storefronts  # isort: skip


@pytest.fixture(scope="module")
def traced() -> Iterator[Chromium]:
    """Yield a browser that keeps traces."""
    browser_needed()
    browser = Chromium("http://127.0.0.1")
    yield browser
    browser.close()


def suite(context: HeadlessContext, chromium: Chromium, shared: Shared) -> HeadlessSuite:
    """Return what one scenario speaks to."""
    return HeadlessSuite(context, chromium, notebook(context), shared)


def kept(headless: HeadlessSuite, ending: str) -> list[str]:
    """Return the files of ``headless``'s scenario, and see to it that they are there."""
    found = [path for one in headless.note.artefacts for path in one.values() if path.endswith(ending)]
    assert all(Path(headless.context.reports, one).is_file() for one in found)
    return found


def test_every_scenario_of_a_sign_out_shows_its_windows_with_a_trace(tmp_path: Path, traced: Chromium) -> None:
    broken = broken_storefronts()["logout-only-the-cookie"]
    shared = Shared()
    with served(replace(broken.app, sessions={})) as port:
        context = context_of(tmp_path, described("form"), port)
        context.reports = str(tmp_path / "reports")
        hello(context, traced, notebook(context))
        first, second = suite(context, traced, shared), suite(context, traced, shared)
        logout.ends_the_session_in_the_window(first)
        with pytest.raises(Broken):
            logout.ends_the_session_on_the_server(second)
    assert [one for one in kept(first, ".zip") if "departure" in one]
    assert kept(first, ".png") == kept(second, ".png")
    assert first.note.steps == second.note.steps != []


def test_scenarios_that_look_at_the_visit_show_it_with_a_trace(tmp_path: Path, traced: Chromium) -> None:
    with served(replace(shop.sound, sessions={})) as port:
        context = context_of(tmp_path, described("form"), port)
        context.reports = str(tmp_path / "reports")
        hello(context, traced, notebook(context))
    assert context.visit, context.stopped
    assert not context.visit.sightings
    for scenario in (lifetime.keeps_the_session_over_a_reload, lifetime.ends_cookies_in_good_time):
        headless = suite(context, traced, Shared())
        scenario(headless)
        assert kept(headless, ".zip") == ["browser/headless-form/hello/1.zip"], scenario
        assert kept(headless, ".png")


def test_a_visit_that_could_not_be_made_is_shown_beside_all_that_is_inconclusive(
    tmp_path: Path, traced: Chromium
) -> None:
    text = (TARGETS / "headless-form.toml").read_text("utf-8").replace("oolong", "darjeeling")
    serve = f'"{TARGETS.parent / "integrations" / "headless" / "serve.py"}"'
    (tmp_path / "shop.toml").write_text(text.replace('"../integrations/headless/serve.py"', serve), "utf-8")
    done = tokenassay("run", tmp_path / "shop.toml", "--reports", tmp_path / "out", "--rule", "lifetime")
    assert done.code == 3, done.said
    for record in records(tmp_path / "out"):
        assert record["verdict"] == "inconclusive"
        assert {"picture", "log", "trace"} <= record["artefacts"][0].keys()
