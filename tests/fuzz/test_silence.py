"""Apps that a token ends: the hunt ends as well, names that token, and takes nothing for a right answer."""

import sys
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.fuzz.blob import from_blob
from harness.fuzz.hunt import Hunt
from harness.fuzz.probe import Probe
from harness.fuzz.recipe import Recipe
from harness.fuzz.tally import Budget
from harness.suite.probing import probes_of
from harness.suite.roles import hands
from harness.suite.standing import standing
from harness.verdict.stop import InconclusiveError

ROOT = Path(__file__).parents[2]
PYTHON = ROOT / "fixtures" / "integrations" / "verifier" / "python"
TARGET = (ROOT / "fixtures" / "targets" / "pyjwt-app.toml").read_text("utf-8")
COMMAND = '"python", "../integrations/verifier/python/with_pyjwt.py"'
MORTAL = f"""
import os, sys
sys.path.insert(0, {str(PYTHON)!r})
import uvicorn, with_pyjwt

async def app(scope, receive, send):
    if dict(scope.get("headers", ())).get(b"authorization", b"").count(b".") > 2:
        os._exit(3)
    await with_pyjwt.app(scope, receive, send)

uvicorn.run(app, host="127.0.0.1", port=int(os.environ["PORT"]), log_level="error")
"""


@pytest.fixture
def probe(tmp_path: Path) -> Iterator[Probe]:
    """A probe for an app that ends itself at a token of more than three parts."""
    (tmp_path / "mortal.py").write_text(MORTAL, "utf-8")
    file = tmp_path / "app.toml"
    file.write_text(TARGET.replace(COMMAND, f'"{sys.executable}", "mortal.py"'), "utf-8")
    with standing(str(file), "observed", 0, strict=False) as context, hands(context) as reaching:
        reaching.greet()
        assert not context.stopped, context.stopped
        yield probes_of(context, reaching)[0]


def test_the_token_that_ends_an_app_is_named_and_not_taken_for_mended(probe: Probe) -> None:
    tally = Hunt([probe], Budget(2000)).run()
    assert not tally.finds
    assert "--replay ta1-" in tally.stopped
    blob = next(word for word in tally.stopped.replace("`", " ").split() if word.startswith("ta1-"))
    name, example = from_blob(blob)
    assert name == "tokens"
    assert any("serialization" in step for step in probe.told(example)), probe.told(example)
    with pytest.raises(InconclusiveError):
        probe.replay(Recipe.from_json(example).as_json())


def test_what_a_token_puts_to_the_test_beside_what_is_wrong_with_it(probe: Probe) -> None:
    tally = Hunt([probe], Budget(60)).run()
    assert tally.rules["verifier.robustness"] == tally.rules["verifier.leak"] == tally.examples
    circumstances = tally.rules["verifier.reuse"] + tally.rules["verifier.binding"]
    assert 0 < circumstances < tally.examples
