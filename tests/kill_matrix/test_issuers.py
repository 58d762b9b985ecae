"""Every broken issuer is found by its own rule first, the sound one conforms, and each check earns its place.

The apps share no code with the harness; the real command is run against each. Scenarios that start an app anew take
seconds, so of an app that can be started only those of its own rule are run.
"""

import sys
import tomllib
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest

from harness.contract.rules import rules
from harness.judge.issued import checks
from tests.kill_matrix.matrix import (
    FULL,
    INTEGRATIONS,
    ROOT,
    Found,
    Matrix,
    is_found_first,
    matrix,
    runs_of,
)
from tests.optional import lacking

KEPT = tomllib.loads(Path(__file__).with_name("kept_checks.toml").read_text("utf-8"))["kept"]
"""Checks that no broken app fails, and why they are kept all the same."""
ANEW = {
    "signature": ("mints-nothing", "mints-under", "mints-without"),
    "jti": ("gives-others-after-a-restart",),
    "issued-at": ("says-whether-it-goes", "mints-no-iat-that-is-rounded", "gives-a-later-token"),
    "delivery": ("gives-one-slash",),
}
"""Scenarios that start the app anew, or wait for its clock, under the rules that they are about."""

sys.path.insert(0, str(INTEGRATIONS))
from issuer.base.settings import SECRET  # noqa: E402
from issuer.broken import Broken, broken_issuers  # noqa: E402
from issuer.broken.install import is_there  # noqa: E402

SOUND = Broken("sound", "", "", "A sound app.", "issuer.base.app:sound")
ALWAYS_REFUSES = Broken("always-refuses", "", "", "Nobody gets a token.", "issuer.broken.everything:always_refuses")


def thinned(broken: Broken) -> str:
    """Return the ``-k`` expression for an app: no scenarios of other rules that start it anew."""
    others = [name for rule, names in ANEW.items() for name in names if rule != broken.rule]
    return "" if FULL or "[start]" not in broken.target() else f"not ({' or '.join(others)})"


def lacks(broken: Broken) -> str:
    """Return what this machine lacks to run ``broken``, or ""."""
    return "" if not broken.needs or is_there(broken.needs) else "run fixtures/integrations/issuer/broken/install.py"


@pytest.fixture(scope="module")
def tried() -> Iterator[Matrix]:
    """Yield what runs the command."""
    with matrix() as found:
        yield found


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tried: Matrix) -> Iterator[dict[str, Future[Found]]]:
    """Yield the runs of all selected broken apps, two of them under way at any time."""

    def job(one: Broken, folder: Path) -> Callable[[], Found]:
        return partial(tried.run, one.name, one.target(), folder, [SECRET], thinned(one))

    with runs_of(request, broken_issuers(), lacks, job) as found:
        yield found


@pytest.mark.parametrize("name", broken_issuers())
def test_a_broken_issuer_is_found_by_its_own_rule_first(name: str, runs: dict[str, Future[Found]]) -> None:
    broken = broken_issuers()[name]
    if name not in runs:
        lacking(lacks(broken))
    is_found_first(runs[name].result(), broken, "issuer")


def test_the_sound_base_conforms(tmp_path: Path, tried: Matrix) -> None:
    found = tried.run(SOUND.name, SOUND.target(), tmp_path, [SECRET])
    counts = found.target["counts"]
    assert found.code == 0, found.output
    assert counts["fail"] == counts["advisory"] == counts["inconclusive"] == counts["error"] == 0, found.output
    assert counts["pass"] > 200


def test_an_app_that_always_refuses_is_inconclusive_and_nothing_is_green(tmp_path: Path, tried: Matrix) -> None:
    found = tried.run(ALWAYS_REFUSES.name, ALWAYS_REFUSES.target(), tmp_path, [SECRET])
    assert found.code == 3, found.output
    assert found.target["verdict"] == "inconclusive"
    assert found.target["counts"]["pass"] == 0
    assert not found.target["findings"]


def test_each_check_finds_a_broken_issuer_or_says_why_it_is_kept(runs: dict[str, Future[Found]]) -> None:
    if missing := set(broken_issuers()) - set(runs):
        pytest.skip(f"only some of the broken apps were run; {len(missing)} were not")
    killing = {name for future in runs.values() for name in future.result().killing}
    kept = {name for entry in KEPT for name in entry["checks"]}
    idle = set(checks()) - killing - kept
    assert not idle, "no broken app fails these, and kept_checks.toml does not say why they stay"
    assert not kept & killing, "these find a broken app; kept_checks.toml need not excuse them"


def test_what_is_kept_is_there() -> None:
    for entry in KEPT:
        assert entry["reason"].endswith("."), entry
        assert set(entry["checks"]) <= set(checks())


def test_every_rule_of_an_issuer_has_a_broken_one() -> None:
    wanted = {name.removeprefix("issuer.") for name in rules() if name.startswith("issuer.")}
    assert {one.rule for one in broken_issuers().values()} == wanted
    assert len(broken_issuers()) >= 200


def test_the_target_file_of_the_repository_is_one_of_them() -> None:
    shown = tomllib.loads((ROOT / "fixtures" / "targets" / "broken-issuer.toml").read_text("utf-8"))
    made = tomllib.loads(broken_issuers()["redirect-redirect-url"].target())
    assert {**made, "name": ""} == {**shown, "name": ""}


def test_the_issuers_share_no_code_with_the_harness() -> None:
    for folder in ("base", "broken"):
        for path in (INTEGRATIONS / "issuer" / folder).glob("*.py"):
            text = path.read_text("utf-8")
            assert "import harness" not in text, path
            assert "from harness" not in text, path
