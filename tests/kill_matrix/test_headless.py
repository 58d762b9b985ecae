"""Every broken storefront of one's own is found by its own rule first, and the sound ones conform, in real Chromium.

The storefronts share no code with the harness; the real command is run against each. Signing in takes most of the
time, so scenarios that sign in by themselves are only run where they are about the storefront's own rule.
"""

import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest

from harness.contract.rules import rules
from harness.suite.listing import scenarios
from harness.targets.target_file import load_target
from tests.headless.shops import served
from tests.kill_matrix.matrix import FULL, INTEGRATIONS, ROOT, Found, Matrix, is_found_first, matrix, runs_of
from tests.optional import browser_needed

SIGN_IN = {
    "login": ("refuses-a-wrong-password", "gives-a-new-session", "keeps-two-people-apart"),
    "logout": ("headless.logout",),
    "third-party": ("from-whoever-opened-it",),
    "cors": ("refuses-scripts-of-other-sites",),
    "storage": ("gives-a-thief",),
}
"""Scenarios that sign in by themselves, under the rules that they are about."""
SOUND = ("form", "bff", "spa")
AT_ONCE = 4
"""Runs under way at any time; each waits for its browser for half of its time."""

sys.path.insert(0, str(INTEGRATIONS))
from headless.base.people import CUSTOMERS  # noqa: E402
from headless.broken import Broken, broken_storefronts  # noqa: E402
from headless.broken.everything import ALL  # noqa: E402

KEPT = {"headless.cookie.sets-secure": "No sample is served over https; its twin for this machine finds the same."}
"""Scenarios that find no broken storefront, and why they are kept all the same."""
SECRETS = [one.password for one in CUSTOMERS]


def thinned(broken: Broken) -> str:
    """Return the ``-k`` expression for a storefront: no scenarios of other rules that sign in by themselves."""
    others = [name for rule, names in SIGN_IN.items() for name in names if rule != broken.rule]
    return "" if FULL else f"not ({' or '.join(others)})"


def run(tried: Matrix, broken: Broken, folder: Path, expression: str = "") -> Found:
    """Run the command against ``broken``, served by a thread of ours."""
    with served(broken.app) as port:
        text = broken.target().partition("[start]")[0].replace("{port}", str(port))
        return tried.run(broken.name, text, folder, SECRETS, expression)


@pytest.fixture(scope="module", autouse=True)
def browser() -> None:
    """Skip where there is no browser."""
    browser_needed()


@pytest.fixture(scope="module")
def tried() -> Iterator[Matrix]:
    """Yield what runs the command."""
    with matrix() as found:
        yield found


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tried: Matrix) -> Iterator[dict[str, Future[Found]]]:
    """Yield the runs of all selected broken storefronts, AT_ONCE of them under way at any time."""

    def job(one: Broken, folder: Path) -> Callable[[], Found]:
        return partial(run, tried, one, folder, thinned(one))

    with runs_of(request, broken_storefronts(), lambda _: "", job, AT_ONCE) as found:
        yield found


@pytest.mark.parametrize("name", broken_storefronts())
def test_a_broken_storefront_is_found_by_its_own_rule_first(name: str, runs: dict[str, Future[Found]]) -> None:
    is_found_first(runs[name].result(), broken_storefronts()[name], "headless")


@pytest.mark.parametrize("manner", SOUND)
def test_a_sound_storefront_conforms(manner: str, tmp_path: Path, tried: Matrix) -> None:
    text = (ROOT / "fixtures" / "targets" / f"headless-{manner}.toml").read_text("utf-8")
    found = tried.run(f"headless-{manner}", text.replace("../integrations", str(INTEGRATIONS)), tmp_path, SECRETS)
    counts = found.target["counts"]
    assert found.code == 0, found.output
    assert counts["fail"] == counts["inconclusive"] == counts["error"] == 0, found.output
    assert counts["pass"] > 35
    assert all(one["level"] == "may" for one in found.target["findings"]), found.output


@pytest.mark.parametrize(
    ("name", "said"),
    [
        ("always-refuses", "the sign-in did not open the account"),
        ("always-lets-in", "the account opens for a guest as well"),
    ],
)
def test_what_lets_in_nobody_or_everybody_is_inconclusive(name: str, said: str, tmp_path: Path, tried: Matrix) -> None:
    found = run(tried, Broken(name, "", "", "", ALL[name]), tmp_path)
    assert found.code == 3, found.output
    assert said in " ".join(found.output.split())
    assert not found.target["counts"]["pass"]
    assert not found.target["findings"]


def test_each_scenario_finds_a_broken_storefront_or_says_why_it_is_kept(runs: dict[str, Future[Found]]) -> None:
    if missing := set(broken_storefronts()) - set(runs):
        pytest.skip(f"only some of the broken storefronts were run; {len(missing)} were not")
    told = {name for future in runs.values() for name in future.result().told}
    everything = {one.id for one in scenarios() if one.id.startswith("headless.")}
    assert everything - told == set(KEPT)


def test_every_rule_of_a_headless_storefront_has_a_broken_one() -> None:
    wanted = {name.removeprefix("headless.") for name in rules() if name.startswith("headless.")}
    assert {one.rule for one in broken_storefronts().values()} == wanted
    assert len(broken_storefronts()) >= 40


def test_the_target_file_of_the_repository_is_one_of_them(tmp_path: Path) -> None:
    written = tmp_path / "headless-broken.toml"
    written.write_text(broken_storefronts()["storage-local-storage"].target(), "utf-8")
    shown, made = load_target(ROOT / "fixtures" / "targets" / "headless-broken.toml"), load_target(written)
    assert shown.model_copy(update={"name": "", "start": None}) == made.model_copy(update={"name": "", "start": None})


def test_the_storefronts_share_no_code_with_the_harness() -> None:
    for path in (INTEGRATIONS / "headless").rglob("*.py"):
        text = path.read_text("utf-8")
        assert "import harness" not in text, path
        assert "from harness" not in text, path
