"""How fast a target elsewhere is asked: no faster for there being more processes."""

import json
from pathlib import Path
from types import SimpleNamespace

import pytest

from harness.suite.roles import context_of
from harness.suite.session import INPUT, Merging, Session
from harness.targets.app_target import SendTable
from harness.targets.reaching import HttpApp, reach
from harness.targets.target_file import Target, load_target
from harness.targets.verifier_target import VerifierTarget
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.storefront.context import StorefrontContext

TARGETS = Path(__file__).parents[2] / "fixtures" / "targets"
WORKERS = 4


def elsewhere(name: str) -> Target:
    """Return a shipped target as it would be on another machine."""
    target = load_target(TARGETS / f"{name}.toml")
    far = "https://elsewhere.example"
    if isinstance(target, VerifierTarget):
        return target.model_copy(update={"send": SendTable(url=f"{far}/{{token}}"), "start": None, "sandbox": True})
    return target.model_copy(update={"url": far, "start": None, "sandbox": True})


def handed(target: Target) -> int:
    """Return how many processes a worker is told to share the run with."""
    node = SimpleNamespace(workerinput={"workercount": WORKERS})
    Merging(Session(context_of(target, "observed"), print)).pytest_configure_node(node)
    workers = json.loads(str(node.workerinput[INPUT]))["context"]["workers"]
    assert isinstance(workers, int)
    return workers


@pytest.mark.parametrize(("name", "usual"), [("second-store", 0.2), ("headless-form", 0.2), ("pyjwt-app", 0.2)])
def test_processes_of_a_run_share_the_rate(name: str, usual: float) -> None:
    target = elsewhere(name)
    context = context_of(target, "observed", workers=handed(target))
    match context:
        case StorefrontContext():
            pace = context.site().pace
        case HeadlessContext():
            pace = context.pace
        case _:
            app = reach(context.target, TARGETS, context.workers)
            assert isinstance(app, HttpApp)
            pace = app.site.pace
    assert pace == pytest.approx(WORKERS * usual)
