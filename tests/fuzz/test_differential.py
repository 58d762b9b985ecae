"""The differential property against sound and broken apps and stores: found by its rule, by one step, and no more."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest

from harness.contract.words import Level
from harness.fuzz.hunt import Hunt
from harness.fuzz.moves import Source
from harness.fuzz.probe import Probe
from harness.fuzz.tally import Budget, Tally
from harness.suite.probing import probes_of
from harness.suite.roles import hands
from harness.suite.standing import standing

ROOT = Path(__file__).parents[2]
sys.path.insert(0, str(ROOT / "fixtures" / "integrations"))
from storefront.serve import running  # noqa: E402
from verifier.broken import Broken, broken_verifiers  # noqa: E402

SOUND = Broken("sound", "", "", "A sound app.", "verifier.base.app:sound")
STORE = (ROOT / "fixtures" / "targets" / "second-store.toml").read_text("utf-8").partition("[start]")[0]
APPS = (
    "audience-ignored", "algorithm-none", "expiry-ignored", "binding-query", "binding-resource-of-anybody",
    "reuse-once-only", "reuse-cached-by-payload", "leak-mac-in-answer", "robustness-malformed", "customer-by-email",
)  # fmt: skip
STORES = ("claims-issuer-ignored", "scope-ignored", "redirect-anything")
pytestmark = pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")


@contextmanager
def probe_at(text: str, folder: Path, source: Source = Source.BOTH) -> Iterator[Probe]:
    """Yield the probe of tokens for the target of ``text``."""
    file = folder / "target.toml"
    file.write_text(text, "utf-8")
    with (
        standing(str(file), "observed", 0, strict=False) as context,
        hands(context) as reaching,
    ):
        reaching.greet()
        assert not context.stopped, context.stopped
        yield next(probe for probe in probes_of(context, reaching, source) if probe.name == "tokens")


def hunted(probe: Probe, rule: str, level: Level = Level.MUST, examples: int = 6_000) -> Tally:
    """Hunt until ``rule`` is found."""

    def enough(tally: Tally) -> bool:
        return any(find.breach.rule == rule for find in tally.finds)

    return Hunt([probe], Budget(examples), level=level, enough=enough).run()


@pytest.mark.parametrize("name", APPS)
def test_a_broken_app_is_found_by_its_rule_in_one_step(name: str, tmp_path: Path) -> None:
    broken = broken_verifiers()[name]
    rule = f"verifier.{broken.rule}"
    with probe_at(broken.target(), tmp_path) as probe:
        tally = hunted(probe, rule)
        found = next((find for find in tally.finds if find.breach.rule == rule), None)
        assert found, tally
        assert len(found.example["steps"]) <= 1
        assert len(probe.told(found.example)) <= 3
        again = probe.replay(found.example)
    assert again
    assert again.rule == rule


@pytest.mark.parametrize("source", list(Source))
def test_nothing_is_found_at_a_sound_app(source: Source, tmp_path: Path) -> None:
    with probe_at(SOUND.target(), tmp_path, source) as probe:
        tally = Hunt([probe], Budget(1_500), level=Level.SHOULD).run()
    assert not tally.finds
    assert not tally.unsteady
    assert tally.examples == 1_500
    assert len(tally.behaviours) > 40


@pytest.mark.parametrize("name", STORES)
def test_a_broken_store_is_found_by_its_rule(name: str, tmp_path: Path) -> None:
    rule = f"storefront.{name.partition('-')[0]}"
    with running(name) as url, probe_at(STORE.replace("http://127.0.0.1:8711", url), tmp_path) as probe:
        tally = hunted(probe, rule, examples=3_000)
    assert rule in {find.breach.rule for find in tally.finds}


def test_nothing_is_found_at_a_sound_store(tmp_path: Path) -> None:
    with running("") as url, probe_at(STORE.replace("http://127.0.0.1:8711", url), tmp_path) as probe:
        tally = Hunt([probe], Budget(600)).run()
    assert not tally.finds
    assert tally.examples == 600


def test_what_is_no_example_is_told(tmp_path: Path) -> None:
    bad: list[Any] = [None, {}, {"kind": "current"}, []]
    with probe_at(SOUND.target(), tmp_path) as probe:
        for example in bad:
            with pytest.raises(ValueError, match="recipe"):
                probe.replay(example)
