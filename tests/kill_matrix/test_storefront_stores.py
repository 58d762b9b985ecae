"""The suite is itself under test: every broken store is found by its own rule first, and a sound one conforms.

The stores share no code with the harness; the real command is run against each. The tables are thinned, for speed:
of the families with many rows only those of the store's own rule are run, but scenarios of every rule always are.
"""

import re
import sys
from collections.abc import Callable, Iterator
from concurrent.futures import Future
from functools import partial
from pathlib import Path

import pytest

from harness.contract.rules import rules
from tests.kill_matrix.matrix import FULL, INTEGRATIONS, ROOT, Found, Matrix, matrix, runs_of

TARGET = ROOT / "fixtures" / "targets" / "second-store.toml"
RULES = sorted(
    (rule.removeprefix("storefront.") for rule in rules() if rule.startswith("storefront.")), key=len, reverse=True
)

ADVISORY = """
bit-flip form-of-the-secret junk-signed junk-in-signature foreign-in-signature lenient-syntax in-text misspelled wrapped
asymmetric-label encryption-label wrong-type something-around payload-not-an-object trailing bad-utf8 sibling
over-other-bytes type. crit. old-notation registered-times registered-names unknown-header typ-in-other-case
ipv6-form without-a-slash by-another-name encrypted-shape too-much lone-surrogate not-a-number duplicates.claim
"""
"""Families of which no row is a must, and bit-flip, which has 256 rows and finds what others find."""
BULK = {
    "algorithm": "none-disguised relabelled none.none- old-signature in-other-case",
    "signature": "placeholder kid-command kid-sql kid-of-odd-type kid-path jku x5u jwk-odd replaced extended cut.to- "
    "claims-changed public-value",
    "encoding": "junk-in-payload junk-in-header foreign-in-payload space-in space-after space-before tail",
    "serialization": "too-little",
    "json": "header-not-an-object other-encoding enormous deep",
    "claims": "near padded homoglyph cased nobody wraps-around in-another-form issuer.another operation.another",
    "channel": "channel.unknown",
    "window": "expired far-away future other-unit fractional issued-at.text young-enough",
    "redirect": "off-origin other-scheme control-characters encoded redirect.relative",
    "request-ip": "another-address wildcard only-a-header",
    "login": "jti-format white-space escapes unescaped-unicode unknown-claim",
    "race": "refuses-all-but-one",
    "robustness": "odd-paths odd-methods odd-headers",
}
"""Words of the ids of large families, by rule: left out where another rule is meant to be found."""

sys.path.insert(0, str(INTEGRATIONS))
from storefront.broken import broken_stores  # noqa: E402
from storefront.different import DIFFERENT  # noqa: E402
from storefront.serve import running  # noqa: E402

STORES = tuple(broken_stores())
SECRETS = re.findall(r'(?:client_secret|password) = "([^"]+)"', TARGET.read_text("utf-8"))
"""What no report may hold, not even where a store tells it."""
pytestmark = pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")


def rule_of(name: str) -> str:
    """Return the rule that the broken store ``name`` breaks."""
    return next(rule for rule in RULES if name.startswith(f"{rule}-"))


def thinned(rule: str) -> str:
    """Return the ``-k`` expression for a store that breaks ``rule``."""
    if FULL:
        return ""
    words = ADVISORY.split()
    for other, bulk in BULK.items():
        words += bulk.split() if other != rule else []
    return f"not ({' or '.join(words)})"


def run(tried: Matrix, name: str, folder: Path, expression: str = "") -> Found:
    """Run the command against the store ``name`` in ``folder``."""
    with running(name) as url:
        text = TARGET.read_text("utf-8").partition("[start]")[0]
        if "proxy" in name:
            text = text.replace('peer = "127.0.0.1"\n', "")
        text = text.replace("http://127.0.0.1:8711", url)
        return tried.run(name or "second-store", text, folder, SECRETS, expression)


@pytest.fixture(scope="module")
def tried() -> Iterator[Matrix]:
    """Yield what runs the command."""
    with matrix() as found:
        yield found


@pytest.fixture(scope="module")
def runs(request: pytest.FixtureRequest, tried: Matrix) -> Iterator[dict[str, Future[Found]]]:
    """Yield the runs of all selected broken stores, two of them under way at any time."""

    def job(name: str, folder: Path) -> Callable[[], Found]:
        return partial(run, tried, name, folder, thinned(rule_of(name)))

    with runs_of(request, dict(zip(STORES, STORES, strict=True)), lambda _: "", job) as found:
        yield found


@pytest.mark.parametrize("name", STORES)
def test_a_broken_store_is_found_by_its_own_rule_first(name: str, runs: dict[str, Future[Found]]) -> None:
    found = runs[name].result()
    assert found.code == 1, found.output
    first = found.target["findings"][0]
    assert (first["rule"], first["level"]) == (f"storefront.{rule_of(name)}", "must"), found.output
    assert not found.target["counts"]["error"]


def test_the_second_sound_store_conforms(tmp_path: Path, tried: Matrix) -> None:
    found = run(tried, "", tmp_path)
    counts = found.target["counts"]
    assert found.code == 0, found.output
    assert counts["fail"] == counts["inconclusive"] == counts["error"] == 0
    assert counts["pass"] > 1000


@pytest.mark.parametrize("unlike", DIFFERENT)
def test_a_sound_store_that_is_different_gets_no_fail(unlike: str, tmp_path: Path, tried: Matrix) -> None:
    found = run(tried, unlike, tmp_path, thinned("request-ip" if "proxy" in unlike else "robustness"))
    counts = found.target["counts"]
    assert found.code == 0, found.output
    assert counts["fail"] == counts["inconclusive"] == counts["error"] == 0, found.output
    assert counts["pass"] > 100


def test_a_store_that_always_refuses_is_inconclusive_and_nothing_is_green(tmp_path: Path, tried: Matrix) -> None:
    found = run(tried, "always-refuses", tmp_path, thinned(""))
    assert found.code == 3, found.output
    assert found.target["verdict"] == "inconclusive"
    assert found.target["counts"]["pass"] == 0
    assert not found.target["findings"]


def test_a_store_that_always_accepts_is_found_by_its_root_cause(tmp_path: Path, tried: Matrix) -> None:
    found = run(tried, "always-accepts", tmp_path, thinned("serialization"))
    assert found.code == 1, found.output
    assert found.target["findings"], "the findings explain each other away"
    assert found.target["findings"][0]["rule"] in ("storefront.serialization", "storefront.signature")
    assert found.target["findings"][0]["level"] == "must"


def test_every_rule_of_a_storefront_has_a_broken_store() -> None:
    assert {rule_of(name) for name in STORES} == set(RULES)
    assert len(STORES) >= 32
    assert all((store.__doc__ or "").strip().endswith(".") for store in broken_stores().values())


def test_the_stores_share_no_code_with_the_harness() -> None:
    for path in (INTEGRATIONS / "storefront").rglob("*.py"):
        text = path.read_text("utf-8")
        assert "import harness" not in text, path
        assert "from harness" not in text, path
