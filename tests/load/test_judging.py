"""Answers under load are judged one by one: who was believed, what was refused, and what says nothing."""

from pathlib import Path
from random import Random

import pytest

from harness.load.outcome import Fate
from harness.load.settings import Settings
from harness.load.tally import Tally
from harness.targets.reaching import reach
from tests.load.apps import served, strained
from tests.load.trying import issuer, loaded, rules, side_of, strained_verifier, verifier


def test_a_sound_verifier_is_right_about_all_kinds_of_tokens(tmp_path: Path) -> None:
    with served("verifier", "sound") as port:
        tally, outcomes = loaded(verifier(tmp_path, port), valid=0.6)
    assert {one.fate for one in outcomes} == {Fate.RIGHT}, tally.breaches
    kinds = {one.kind for one in outcomes}
    assert {"valid", "valid: again"} < kinds
    assert sum(kind.startswith("refused: ") for kind in kinds) > 10


@pytest.mark.parametrize(
    ("name", "rule", "said"),
    [
        ("reuse-customers-mixed-up", "verifier.reuse", "a customer was taken for another, though"),
        ("audience-ignored", "verifier.audience", "a token with audience."),
        ("reuse-once-only", "verifier.reuse", "a valid token was refused that had been accepted before"),
        ("always-accepts", "verifier.signature", "a token with signature."),
    ],
)
def test_a_broken_verifier_is_told_by_rule_and_deviation(tmp_path: Path, name: str, rule: str, said: str) -> None:
    with served("verifier", name) as port:
        tally, _ = loaded(verifier(tmp_path, port), valid=0.7, steps=40)
    assert rule in rules(tally)
    assert any(one.rule == rule and said in one.reason for one in tally.breaches.values()), tally.breaches


def test_what_is_wrong_only_under_load_is_said_to_be(tmp_path: Path) -> None:
    with served("verifier", "reuse-customers-mixed-up") as port:
        mixed, _ = loaded(verifier(tmp_path, port), valid=1.0)
    with served("verifier", "audience-ignored") as port:
        always, _ = loaded(verifier(tmp_path, port), valid=0.5)
    assert all("though not while it came alone" in reason for _, reason in mixed.breaches)
    assert rules(always) == {"verifier.audience"}
    assert not any("alone" in reason for _, reason in always.breaches)


@pytest.mark.parametrize(
    ("mode", "said"), [("breaks", "broke (500)"), ("cuts", "broke (cut"), ("hangs", "broke (hang)")]
)
def test_an_app_that_breaks_under_load_is_not_robust(tmp_path: Path, mode: str, said: str) -> None:
    with strained(mode) as port:
        tally, _ = loaded(strained_verifier(tmp_path, port, timeout=0.4), steps=6, valid=1.0)
    assert rules(tally) == {"verifier.robustness"}
    assert all(f"the app {said}" in reason for _, reason in tally.breaches), tally.breaches


def test_back_pressure_is_no_mistake_and_has_a_name_of_its_own(tmp_path: Path) -> None:
    with strained("busy") as port:
        tally, outcomes = loaded(strained_verifier(tmp_path, port))
    assert not tally.breaches
    assert {one.name for one in outcomes if one.fate is Fate.WAIT} == {"back-pressure: 503"}
    assert not any(one.failure for one in outcomes)


def test_an_answer_that_nobody_described_is_unclear(tmp_path: Path) -> None:
    with strained("odd") as port:
        tally, outcomes = loaded(strained_verifier(tmp_path, port))
    assert not tally.breaches
    assert tally.total(Fate.UNCLEAR) > 0
    assert any(one.failure.startswith("unclear: status 299 is neither in accepted.status") for one in outcomes)


def test_an_app_that_takes_no_more_connections_is_not_robust(tmp_path: Path) -> None:
    from harness.load.wire import Wire

    with strained("sound") as port:
        path = strained_verifier(tmp_path, port)
        side = side_of(Settings(str(path), faults=0), Tally())
        assert not side.greet(reach(side.context.target, tmp_path))
    shown = side.next(Random(1))  # noqa: S311
    outcome = side.heard(shown, Wire(1.0).send(side.outgoing(shown)))
    assert (outcome.rule, outcome.reason) == ("verifier.robustness", "it takes no more connections (valid)")


def test_a_sound_issuer_is_right_about_all_kinds_of_requests(tmp_path: Path) -> None:
    with served("issuer", "sound") as port:
        tally, outcomes = loaded(issuer(tmp_path, port), valid=0.6)
    assert {one.fate for one in outcomes} == {Fate.RIGHT}, tally.breaches
    assert {one.kind for one in outcomes} == {
        "login",
        "refused: nobody is signed in",
        "refused: another customer's id",
    }


@pytest.mark.parametrize(
    ("name", "rule", "said"),
    [
        ("concurrency-customers", "issuer.concurrency", "customer.the-one-asked-for is broken"),
        ("concurrency-paths", "issuer.concurrency", "leads where somebody else asked to"),
        ("jti-same-in-parallel", "issuer.jti", "the same jti was given to more than one token"),
        ("authorization-whoever-is-asked-for", "issuer.authorization", "a customer got a token for another one"),
        ("authorization-nobody-signed-in", "issuer.authorization", "while nobody was signed in"),
        ("operation-missing", "issuer.operation", "operation.present is broken"),
    ],
)
def test_a_broken_issuer_is_told_by_rule(tmp_path: Path, name: str, rule: str, said: str) -> None:
    with served("issuer", name) as port:
        tally, _ = loaded(issuer(tmp_path, port), valid=0.7)
    assert rule in rules(tally), tally.breaches
    assert any(one.rule == rule and said in one.reason for one in tally.breaches.values()), tally.breaches
