"""Every broken verifier is found by its own rule first, the sound one conforms, and each deviation earns its place.

The apps share no code with the harness; the real command is run against each. The tables are thinned, for speed: of
the families with many rows only those of the app's own rule are run, but scenarios of every rule always are.
"""

import shutil
import sys
import tomllib
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import cache, partial
from pathlib import Path
from typing import Any

import pytest

from harness.contract.rules import fold, rules
from harness.contract.words import Kind, Role
from harness.faults import deviations
from tests.kill_matrix.matrix import FULL, INTEGRATIONS, ROOT, Found, Matrix, is_found_first, matrix, runs_of
from tests.optional import lacking

KEPT = tomllib.loads(Path(__file__).with_name("kept.toml").read_text("utf-8"))["kept"]
"""Deviations that no broken app falls for, and why they are kept all the same."""
MANY_ROWS = 6
"""A family with more rows than that is run only where its rule is to be found."""
ANY_TOKEN = ("leak", "robustness")
"""Rules that any token can show to be broken, so that the tables are run whole."""

sys.path.insert(0, str(INTEGRATIONS))
from verifier.base.settings import SECRET  # noqa: E402
from verifier.broken import HEAD, Broken, broken_verifiers  # noqa: E402
from verifier.broken.install import NODE, PYTHON, is_there  # noqa: E402

SOUND = Broken("sound", "", "", "A sound app.", "verifier.base.app:sound")
ALWAYS_REFUSES = Broken("always-refuses", "", "", "Nobody is believed.", "verifier.broken.everything:always_refuses")


@cache
def thinned(rule: str) -> str:
    """Return the ``-k`` expression for an app that breaks ``rule``: no large families of other rules."""
    families = Counter((fold(Role.VERIFIER, one.rule).partition(".")[2], one.family) for one in ours().values())
    large = [
        f"{of}.refuses[{family.removeprefix(f'{of}.')}."
        for (of, family), rows in families.items()
        if rows > MANY_ROWS and of not in (rule, "real-tokens")
    ]
    return "" if FULL or rule in ANY_TOKEN or not large else f"not ({' or '.join(large)})"


def ours() -> dict[str, Any]:
    """Return the deviations of current customer tokens."""
    return {name: one for name, one in deviations().items() if Kind.CURRENT in one.kinds}


def lacks(broken: Broken) -> str:
    """Return what this machine lacks to run ``broken``, or ""."""
    if broken.needs in (*PYTHON, *NODE):
        return "" if is_there(broken.needs) else "run fixtures/integrations/verifier/broken/install.py"
    return "" if not broken.needs or shutil.which(broken.needs) else f"there is no {broken.needs}"


@pytest.fixture(scope="module")
def tried() -> Iterator[Matrix]:
    """Yield what runs the command."""
    with matrix() as found:
        yield found


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tried: Matrix) -> Iterator[dict[str, Future[Found]]]:
    """Yield the runs of all selected broken apps, two of them under way at any time."""

    def job(one: Broken, folder: Path) -> Callable[[], Found]:
        return partial(tried.run, one.name, one.target(), folder, [SECRET], thinned(one.rule))

    with runs_of(request, broken_verifiers(), lacks, job) as found:
        yield found


@pytest.mark.parametrize("name", broken_verifiers())
def test_a_broken_verifier_is_found_by_its_own_rule_first(name: str, runs: dict[str, Future[Found]]) -> None:
    broken = broken_verifiers()[name]
    if name not in runs:
        lacking(lacks(broken))
    is_found_first(runs[name].result(), broken, "verifier")


def test_the_sound_base_conforms(tmp_path: Path, tried: Matrix) -> None:
    found = tried.run(SOUND.name, SOUND.target(), tmp_path, [SECRET])
    counts = found.target["counts"]
    assert found.code == 0, found.output
    assert counts["fail"] == counts["advisory"] == counts["inconclusive"] == counts["error"] == 0, found.output
    assert counts["pass"] > 1000


def test_an_app_that_always_refuses_is_inconclusive_and_nothing_is_green(tmp_path: Path, tried: Matrix) -> None:
    found = tried.run(ALWAYS_REFUSES.name, ALWAYS_REFUSES.target(), tmp_path, [SECRET])
    assert found.code == 3, found.output
    assert found.target["verdict"] == "inconclusive"
    assert found.target["counts"]["pass"] == 0
    assert not found.target["findings"]


def test_each_deviation_finds_a_broken_verifier_or_says_why_it_is_kept(
    runs: dict[str, Future[Found]], request: pytest.FixtureRequest
) -> None:
    missing = set(broken_verifiers()) - set(runs)
    if missing:
        pytest.skip(f"only some of the broken apps were run; {len(missing)} were not")
    killing = {name for future in runs.values() for name in future.result().killing}
    presented = {name for future in runs.values() for name in future.result().presented}
    idle = {name for name in presented - killing if not reason(name)}
    assert not idle, "no broken app falls for these, and kept.toml does not say why they stay"


def test_what_is_kept_is_there() -> None:
    for entry in KEPT:
        assert entry["reason"].endswith("."), entry
        for family in entry["families"]:
            assert any(_is_within(name, family) for name in ours()), f"kept.toml: there is no {family}"


def reason(name: str) -> str:
    """Return why the deviation ``name`` is kept though nothing falls for it, or ""."""
    return next(
        (entry["reason"] for entry in KEPT if any(_is_within(name, family) for family in entry["families"])), ""
    )


def _is_within(name: str, family: str) -> bool:
    return name == family or name.startswith(f"{family}.")


def test_every_rule_of_a_verifier_has_a_broken_one() -> None:
    wanted = {name.removeprefix("verifier.") for name in rules() if name.startswith("verifier.")}
    assert {one.rule for one in broken_verifiers().values()} == wanted
    assert len(broken_verifiers()) >= 60


def test_target_files_say_what_the_one_of_the_repository_says() -> None:
    shown = tomllib.loads((ROOT / "fixtures" / "targets" / "broken-app.toml").read_text("utf-8"))
    made = tomllib.loads(broken_verifiers()["audience-ignored"].target())
    assert {name: made[name] for name in ("app", "customers", "send", "accepted", "resource")} == {
        name: shown[name] for name in ("app", "customers", "send", "accepted", "resource")
    }
    assert HEAD.startswith('role = "verifier"')


def test_the_verifiers_share_no_code_with_the_harness() -> None:
    for folder in ("base", "broken"):
        for path in (INTEGRATIONS / "verifier" / folder).glob("*.py"):
            text = path.read_text("utf-8")
            assert "import harness" not in text, path
            assert "from harness" not in text, path
