"""An app that hangs is not waited for for ever, however many scenarios it hangs in."""

from dataclasses import dataclass, field
from typing import Any

import pytest

from harness.targets.http import Exchange
from harness.targets.said import Outgoing, Said
from harness.targets.verifier_target import VerifierTarget
from harness.verdict.hanging import ENOUGH_HANGS, HANGS
from harness.verdict.verifier.context import VerifierContext
from harness.verdict.verifier.presenter import Presenter


@dataclass
class Hanging:
    """Hangs at every token."""

    hurried: list[float] = field(default_factory=list)

    def send(self, outgoing: Outgoing, now: int) -> Said:
        return Said(Exchange("GET", "", 0, error="hang"))

    def hurry(self, seconds: float) -> None:
        self.hurried.append(seconds)


def context(timeout: float) -> VerifierContext:
    shim: dict[str, Any] = {"command": ["x"], "timeout": timeout}
    app = {"client_id": "c", "client_secret": "s", "store_hash": "abc123"}
    return VerifierContext(VerifierTarget.model_validate({"role": "verifier", "app": app, "shim": shim}))


@pytest.mark.parametrize(("timeout", "short"), [(10, 1.0), (0.4, 0.4)])
def test_hangs_are_counted_over_all_scenarios(timeout: float, short: float) -> None:
    app, run = Hanging(), context(timeout)
    for number in range(1, ENOUGH_HANGS + 1):
        assert not run.stopped
        Presenter(run, app).present("x")  # type: ignore[arg-type]
        assert app.hurried == ([short] if number >= HANGS else [])
    assert "has hung 25 times" in run.stopped


def test_faces_travel_to_other_processes_as_they_are() -> None:
    import json

    run = context(1)
    run.pristine = {4927: "hello, Alice", 4928: "hello, Bob"}
    again = VerifierContext.from_json(json.loads(json.dumps(run.as_json())))
    assert again.pristine == run.pristine
