"""Flows through stores: a sound one breaks nothing, each broken one is shown by a short flow, which is taken again."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
from hypothesis import Phase, settings
from hypothesis.stateful import run_state_machine_as_test

from harness.contract.words import Level
from harness.faults import Inapplicable
from harness.fuzz.flows.recording import FlowProbe
from harness.fuzz.flows.storefront import store_flows, storefront_flows
from harness.fuzz.probe import Disagreed
from harness.store.mock import MockStore
from harness.suite.roles import context_of
from harness.suite.standing import standing
from harness.targets.errors import TargetDownError
from harness.targets.storefront import StorefrontDriver
from harness.targets.target_file import load_target
from harness.verdict.notebook import Notebook
from harness.verdict.stop import InconclusiveError
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.storefront.hello import hello
from harness.verdict.storefront.management import management_of
from harness.verdict.storefront.suite import StorefrontSuite
from tests.fuzz.ears import FirstNews, found, how
from tests.kill_matrix.matrix import INTEGRATIONS, ROOT

sys.path.insert(0, str(INTEGRATIONS))
from storefront.serve import running

TEXT = (ROOT / "fixtures" / "targets" / "second-store.toml").read_text("utf-8").partition("[start]")[0]
PLAIN = {"age": 0, "landing": "", "ip": "", "header": ""}
MINT = ["mint", {"who": 0, "age": 0, "landing": "", "ip": ""}]
pytestmark = pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")


def file_of(url: str, folder: Path, *, peer: bool = True) -> Path:
    file = folder / "store.toml"
    text = TEXT if peer else TEXT.replace('peer = "127.0.0.1"\n', "")
    file.write_text(text.replace("http://127.0.0.1:8711", url), "utf-8")
    return file


def suite_of(context: StorefrontContext) -> StorefrontSuite:
    driver = StorefrontDriver(context.site())
    note = Notebook("flows", "flows", "storefront.login", Level.MUST, context.profile, strict=False)
    hello(context, driver, note)
    assert not context.stopped
    return StorefrontSuite(context, driver, note)


@contextmanager
def second(name: str, folder: Path) -> Iterator[FlowProbe]:
    """Serve the second store, or a broken one, and yield the flows through it."""
    with running(name) as url:
        file = file_of(url, folder, peer=name != "behind-a-proxy")
        context = context_of(load_target(file), "observed", file=str(file), seed=0)
        assert isinstance(context, StorefrontContext)
        yield store_flows(suite_of(context))


@contextmanager
def embedded() -> Iterator[StorefrontSuite]:
    with standing("", "observed", 0, strict=False) as context:
        assert isinstance(context, StorefrontContext)
        yield suite_of(context)


def sign_in(who: int = 0, browser: int = 0, **more: Any) -> list[Any]:
    return ["sign_in", {"who": who, "browser": browser, **PLAIN, **more}]


def present(browser: int = 0, method: str = "GET") -> list[Any]:
    return ["present", {"token": 0, "browser": browser, "method": method, "header": ""}]


def at(name: str, browser: int = 0, **more: Any) -> list[Any]:
    return [name, {"browser": browser, **more}]


def copied(how: str) -> list[Any]:
    return ["copy_token", {"token": 0, "how": how, "browser": 1}]


FLOWS = {
    "replay-never-remembers": [sign_in(), present(1)],
    "replay-per-browser": [at("visit", session="new"), sign_in(), present(1)],
    "replay-per-address": [sign_in(), present(2)],
    "replay-freed-by-a-refusal": [sign_in(), present(1), present(1)],
    "replay-each-door-by-itself": [present(0, "POST"), present(1)],
    "replay-remembers-the-string": [sign_in(), copied("new iat")],
    "replay-per-second": [sign_in(), copied("new iat")],
    "replay-per-customer": [sign_in(), copied("other customer")],
    "replay-burnt-by-forgeries": [copied("forged"), present()],
    "replay-remembers-the-last-ten": [sign_in(), ["crowd", {}], present(1)],
    "race-await-between-check-and-mark": [["race", {"who": 0}]] * 3,
    "session-fixation": [at("visit", session="planted"), sign_in()],
    "session-keeps-the-old-customer": [sign_in(), sign_in(1)],
    "session-stays-the-first-customers": [sign_in(), sign_in(1)],
    "session-token-outlives-the-switch": [sign_in(), sign_in(1)],
    "logout-cookie-only": [sign_in(), at("log_out")],
    "logout-page-asks-first": [sign_in(), at("log_out")],
    "logout-via-redirect-ignored": [sign_in(landing="/login.php?action=logout")],
    "current-customer-token-after-logout": [sign_in(), at("log_out")],
    "current-customer-for-guests": [at("current", app="own")],
    "current-customer-lifetime-a-day": [sign_in(), at("current", app="own")],
    "current-customer-wrong-client-id-accepted": [sign_in(), at("current", app="nobody's")],
    "current-customer-first-apps-key": [sign_in(), at("current", app="another")],
    "login-wrong-customer": [sign_in(1)],
    "login-wrong-landing": [sign_in(landing="/cart.php")],
    "redirect-anything": [sign_in(landing="https://evil.example/")],
    "redirect-forgets-backslashes": [sign_in(landing="/\\evil.example/")],
    "redirect-header-injection": [sign_in(landing="/x\r\nset-cookie: planted=1")],
    "request-ip-ignored": [sign_in(ip="far")],
    "request-ip-prefix": [sign_in(ip="longer")],
    "request-ip-same-network": [sign_in(ip="near")],
    "request-ip-skips-what-it-cannot-read": [sign_in(ip="unreadable")],
    "request-ip-trusts-forwarded-for": [sign_in(ip="far", header="X-Forwarded-For")],
    "window-one-hour": [sign_in(age=60)],
    "window-no-lower-bound": [sign_in(age=-3600)],
    "window-five-seconds": [sign_in(age=20)],
}
"""A flow for each of these broken stores; its name begins with the rule that it breaks."""


@pytest.fixture(scope="module")
def sound(tmp_path_factory: pytest.TempPathFactory) -> Iterator[FlowProbe]:
    with second("", tmp_path_factory.mktemp("sound")) as probe:
        yield probe


@pytest.mark.parametrize("name", FLOWS)
def test_a_flow_shows_what_a_broken_store_does_and_a_sound_one_does_not(
    name: str, sound: FlowProbe, tmp_path: Path
) -> None:
    flow = json.loads(json.dumps(FLOWS[name]))
    with second(name, tmp_path) as probe:
        breach = probe.replay(flow)
    assert breach
    assert name.startswith(breach.rule.removeprefix("storefront."))
    assert breach.level is Level.MUST
    assert sound.replay(flow) is None
    assert len(sound.told(flow)) == len(flow)


@pytest.mark.parametrize(
    ("name", "steps"),
    [("replay-remembers-the-string", 2), ("session-keeps-the-old-customer", 2), ("logout-cookie-only", 2)],
)
def test_a_broken_store_is_found_and_the_flow_made_short(name: str, steps: int, tmp_path: Path) -> None:
    rule = f"storefront.{name.partition('-')[0]}"
    with second(name, tmp_path) as probe:
        news = found(probe, FirstNews(rules=(rule,)), 300)
        assert news
        assert news.breach.rule == rule
        assert len(news.example) <= steps
        again = probe.replay(json.loads(json.dumps(news.example)))
        assert again
        assert again.rule == rule


@pytest.mark.parametrize("name", ["", "behind-a-proxy", "rate-limited"])
def test_a_sound_store_that_is_unlike_ours_breaks_nothing(name: str, tmp_path: Path) -> None:
    ear = FirstNews(Level.MAY)
    with second(name, tmp_path) as probe:
        assert found(probe, ear, 30, start=1) is None
    assert ear.examples >= 30
    assert {"storefront.login", "storefront.session"} <= ear.put.keys()


def test_the_embedded_store_breaks_nothing_and_is_as_it_was() -> None:
    ear = FirstNews(Level.MAY)
    with embedded() as suite:
        management = management_of(suite.context)
        assert management
        before = management.told("GET", "/v3/customers")["data"]
        probe = store_flows(suite)
        assert {"wait", "delete", "password"} <= probe.steps.keys()
        assert found(probe, ear, 40) is None
        assert management.told("GET", "/v3/customers")["data"] == before
        assert json.loads(suite.control.send("GET", "/clock").body)["mode"] == "real"
    assert {"storefront.claims", "storefront.window", "storefront.race"} <= ear.put.keys()


def test_a_refusal_is_none_of_a_login_though_its_customer_was_signed_in_before() -> None:
    """Whether a refused token spends its jti is open; the browser stays who it was, and is led to the sign-in page."""
    hostile = ["sign_in", {**PLAIN, "who": 1, "browser": 0, "landing": "//evil.example/"}]
    first = ["copy_token", {"how": "new iat", "token": 0, "browser": 0}]
    again = ["copy_token", {"how": "other customer", "token": 2, "browser": 0}]
    with embedded() as suite:
        assert store_flows(suite).replay([first, hostile, ["crowd", {}], MINT, MINT, again]) is None


def test_time_that_passes_is_counted_at_the_store() -> None:
    with embedded() as suite:
        probe = store_flows(suite)
        assert probe.attempt([MINT, ["wait", {"seconds": 10}], present()]).said == "present: signed in"
        late = probe.attempt([MINT, ["wait", {"seconds": 120}], present()])
        assert (late.breach, late.said) == (None, "present: refused (window)")
        suite.context.workers = 2
        assert "wait" not in store_flows(suite).steps


def test_nothing_is_left_of_a_deleted_customer() -> None:
    with embedded() as suite:
        came = store_flows(suite).attempt([["delete", {"browser": 0}]])
    assert (came.breach, came.said) == (None, "delete: refused (claims)")


def test_a_store_that_goes_away_breaks_nothing(tmp_path: Path) -> None:
    with second("", tmp_path) as probe:
        pass
    with pytest.raises(InconclusiveError):
        probe.replay([sign_in()])
    with pytest.raises(InconclusiveError):
        probe.explore(how(5), 0, FirstNews())


def test_no_flow_is_begun_when_no_more_are_wanted(sound: FlowProbe) -> None:
    class Tired(FirstNews):
        def over(self) -> bool:
            return True

    ear = Tired()
    sound.explore(how(5), 0, ear)
    assert ear.examples == 0


@pytest.mark.parametrize("example", [{}, [["fly", {}]], [["log_out", {}]], [["log_out", {"browser": 7}]], ["log_out"]])
def test_what_is_no_flow_is_told(example: Any, sound: FlowProbe) -> None:
    with pytest.raises(ValueError, match="a flow is a list|is no step here"):
        sound.told(example)


def test_a_step_that_this_target_does_not_have_is_told(sound: FlowProbe) -> None:
    with pytest.raises(Inapplicable, match="delete"):
        sound.replay([["delete", {"browser": 0}]])


def test_a_machine_for_tests_of_ones_own(bigcommerce_store: MockStore, tmp_path: Path) -> None:
    run_state_machine_as_test(storefront_flows(bigcommerce_store), settings=how(10))
    with running("logout-page-asks-first") as url:
        case = storefront_flows(file_of(url, tmp_path)).TestCase
        case.settings = settings(how(200), phases=(Phase.generate,))
        with pytest.raises(Disagreed, match="storefront") as caught:
            case().runTest()
    assert any("logs out" in note for note in caught.value.__notes__)
    with pytest.raises(TargetDownError):
        storefront_flows(file_of(url, tmp_path))
