"""Flows through issuers: sound ones keep to the model, broken ones are found by the shortest flow that shows it."""

import json
from pathlib import Path
from typing import Any

import pytest

from harness.contract.words import Level
from harness.fuzz.flows.issuer import CHOICES, TAKE, WORDS, issuer_flows
from harness.fuzz.flows.issuer_tending import ANEW, LOG, PAGES, RESTARTS
from harness.fuzz.moments import APART, Moments
from tests.fuzz.ears import FirstNews, found
from tests.fuzz.issuers import issuer

Steps = list[tuple[str, dict[str, Any]]]
LOG_IN: Steps = [("log_in", {"path": "", "browser": 0})]
SHORTEST: dict[str, tuple[str, Steps]] = {
    "authorization-whoever-is-asked-for": ("issuer.authorization", [("ask_for_other", {})]),
    "issuer-missing": ("issuer.issuer", LOG_IN),
    "leak-secret-in-page": ("issuer.leak", [("tend", {"what": PAGES})]),
    "jti-of-the-customer": ("issuer.jti", [("ask", {"path": ""}), ("ask", {"path": ""})]),
}
"""The rule of an app, and the shortest flow that shows it."""
SHOWN: dict[str, tuple[str, Steps]] = {
    "customer-own-number": ("issuer.customer", LOG_IN),
    "issued-at-kept": ("issuer.issued-at", [*LOG_IN, ("wait", {"seconds": 2}), *LOG_IN]),
    "leak-token-in-page": ("issuer.leak", [("ask", {"path": ""}), ("tend", {"what": PAGES})]),
    "leak-token-in-log": ("issuer.leak", [("ask", {"path": ""}), ("tend", {"what": LOG})]),
    "authorization-over": ("issuer.authorization", [("ask_when_over", {})]),
    "authorization-nobody-signed-in": ("issuer.authorization", [("sign_in", {"who": "nobody"}), ("ask", {"path": ""})]),
    "concurrency-customers": ("issuer.concurrency", [("ask_at_once", {"path": ""})]),
    "signature-falls-back-to-a-sample": ("issuer.signature", [("tend", {"what": f"{ANEW} with an empty secret"})]),
    "signature-wants-31-bytes": ("issuer.signature", [("tend", {"what": f"{ANEW} under a secret of 64 characters"})]),
    "jti-counted-from-one": ("issuer.jti", [("tend", {"what": ANEW})]),
}
"""The same, for what takes the right steps; apps that have to be started among them."""
LONG: Steps = [
    ("log_in", {"path": "/cart.php", "browser": 0}),
    ("current", {"browser": 0}),
    ("redeem", {"token": 0, "browser": 1}),
    ("sign_in", {"who": "second"}),
    ("log_in", {"path": "", "browser": 0}),
    ("current", {"browser": 0}),
    ("ask", {"path": "/account.php?page=2"}),
    ("wait", {"seconds": 32}),
    ("redeem", {"token": 0, "browser": 0}),
    ("current", {"browser": 0}),
    ("log_out", {"browser": 0}),
    ("current", {"browser": 0}),
    ("ask_for_other", {}),
    ("ask_when_over", {}),
    ("ask_at_once", {"path": "/account.php"}),
    ("sign_in", {"who": "nobody"}),
    ("ask", {"path": ""}),
    ("tend", {"what": PAGES}),
    ("tend", {"what": LOG}),
]
"""All that can be done at an app in this process."""


def written(steps: Steps) -> Any:
    return json.loads(json.dumps(steps))


def test_a_sound_issuer_keeps_to_the_model(tmp_path: Path) -> None:
    ear = FirstNews(Level.MAY)
    with issuer(tmp_path) as suite:
        probe = issuer_flows(suite)
        assert found(probe, ear, 25) is None
        attempt = probe.attempt(written(LONG))
    assert attempt.breach is None
    assert ear.examples > 15
    assert {"issuer.customer", "issuer.authorization", "issuer.jti", "issuer.leak"} <= ear.put.keys()


def test_every_step_can_be_taken_and_told(tmp_path: Path) -> None:
    assert CHOICES.keys() == TAKE.keys() == WORDS.keys()
    assert {name for name, _ in LONG} == CHOICES.keys()
    with issuer(tmp_path) as suite:
        lines = issuer_flows(suite).told(written(LONG))
    assert lines[0] == "asks the app for a login that leads to '/cart.php', and redeems it in browser 0"
    assert lines[-1] == "reads what the app has printed"


def test_an_app_that_nobody_starts_is_never_started_anew(tmp_path: Path) -> None:
    with issuer(tmp_path) as suite:
        steps = issuer_flows(suite).steps
    assert steps["tend"]["what"]
    assert not {*steps["tend"]["what"]} & {*RESTARTS}


@pytest.mark.parametrize("name", SHORTEST)
def test_a_broken_issuer_is_found_by_the_shortest_flow(name: str, tmp_path: Path) -> None:
    rule, steps = SHORTEST[name]
    with issuer(tmp_path, name) as suite:
        probe = issuer_flows(suite)
        told = found(probe, FirstNews(), 40)
        assert told
        assert (told.breach.rule, told.breach.level) == (rule, "must")
        assert len(told.example) == len(steps)
        assert {name for name, _ in told.example} <= {name for name, _ in steps} | {"log_in"}
        again = probe.replay(told.example)
    assert again
    assert again.rule == rule


@pytest.mark.parametrize("name", SHOWN)
def test_a_flow_shows_what_it_is_about(name: str, tmp_path: Path) -> None:
    rule, steps = SHOWN[name]
    with issuer(tmp_path, name) as suite:
        breach = issuer_flows(suite).replay(written(steps))
    assert breach
    assert (breach.rule, breach.level) == (rule, "must")


def test_every_flow_begins_at_a_time_of_its_own_unless_others_are_at_the_store(tmp_path: Path) -> None:
    with issuer(tmp_path) as suite:
        context, moments = suite.context, Moments(suite)
        first = context.clock
        moments.begin()
        moments.begin()
        assert context.clock == first + 2 * APART
        assert moments.wait(5)
        moments.begin()
        assert context.clock == first + 3 * APART + 5
        context.workers = 2
        moments.begin()
        assert not moments.wait(5)
        assert context.clock == first + 3 * APART + 5
