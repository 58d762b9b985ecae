"""Issuers that break, over real sockets: everything ends in time, and nothing that broke is ever a pass."""

import time
from dataclasses import dataclass, field
from pathlib import Path

import pytest

from harness.targets.http import Exchange
from harness.targets.issuer_target import IssuerTarget
from harness.targets.said import Outgoing, Said
from harness.verdict.hanging import ENOUGH_HANGS, HANGS
from harness.verdict.issuer.asker import Ask, Asker
from harness.verdict.issuer.context import IssuerContext
from scenarios.issuer import authorization, delivery, jti, redirect, robustness
from tests.issuer.hostile import hostile
from tests.issuer.trying import APP, PATH, met, send, started, tried
from tests.verifier.hostile import BREAKS, CLEAN, UNCLEAR

CHOSEN = (
    "hang", "drip-headers", "drip-body", "drop", "reset", "drop-after-status", "garbage",
    "endless-body", "gzip-bomb", "cut-chunk", "endless-continue", "server-error",
)  # fmt: skip
LONGEST = 15
"""Seconds that one scenario and the first words may take at worst."""


def text(port: int) -> str:
    return APP + send(f"http://127.0.0.1:{port}{PATH}", 0.2)


@pytest.mark.parametrize("name", CHOSEN)
def test_what_breaks_on_a_refused_request_alone_is_told_and_bounded(name: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    with hostile(BREAKS[name]) as port, met(tmp_path, text(port)) as one:
        assert not one.context.stopped
        assert one.run(delivery.mints_what_signs_the_customer_in).verdict == "pass"
        record = one.run(authorization.refuses_when_nobody_is_signed_in)
    assert (record.verdict, record.rule, record.level) == ("advisory", "issuer.robustness", "should")
    assert record.reason.startswith("the app broke: broke (")
    assert time.monotonic() - begun < LONGEST


@pytest.mark.parametrize("name", ["other-status", "another-body", "short-length", "busy"])
def test_a_refusal_that_nobody_described_is_inconclusive(name: str, tmp_path: Path) -> None:
    with hostile(UNCLEAR[name]) as port, met(tmp_path, text(port)) as one:
        assert one.context.stopped.startswith("asked with nobody signed in, the app does not refuse as described: ")
        assert one.run(authorization.refuses_when_nobody_is_signed_in).verdict == "inconclusive"


@pytest.mark.parametrize("name", [*CLEAN, "redirect-loop"])
def test_an_odd_refusal_is_a_refusal(name: str, tmp_path: Path) -> None:
    with hostile({**CLEAN, **UNCLEAR}[name]) as port, met(tmp_path, text(port)) as one:
        assert one.run(authorization.refuses_when_nobody_is_signed_in).verdict == "pass"


@pytest.mark.parametrize("name", ["hang", "drop", "endless-body", "garbage", "server-error"])
def test_where_it_breaks_for_everybody_nothing_is_concluded(name: str, tmp_path: Path) -> None:
    begun = time.monotonic()
    with hostile(BREAKS[name], to_everybody=True) as port, met(tmp_path, text(port)) as one:
        assert one.context.stopped.startswith("the app breaks on an honest request (broke (")
        assert one.run(delivery.mints_what_signs_the_customer_in).verdict == "inconclusive"
    assert time.monotonic() - begun < LONGEST


def test_an_app_that_dies_in_the_middle_gets_nothing_green_from_then_on(tmp_path: Path) -> None:
    with met(tmp_path, started(QUIRK="dies-on-unicode")) as one:
        assert one.run(delivery.mints_what_signs_the_customer_in).verdict == "pass"
        record = one.run(redirect.keeps_a_deep_link, redirect.DEEP["unicode"])
        assert record.verdict == "inconclusive"
        assert record.reason.endswith("unclear (down): the app does not answer")
        after = [one.run(delivery.mints_what_signs_the_customer_in) for _ in range(6)]
    assert {record.verdict for record in after} == {"inconclusive"}
    assert "5 valid tokens in a row were refused" in after[-1].reason or "does not answer" in after[-1].reason


def test_a_run_against_an_app_that_dies_ends_with_3(tmp_path: Path) -> None:
    run = tried(tmp_path, started(QUIRK="dies-on-unicode"), "-k", "deep-link or mints-for-each or authorization")
    assert run.done.code == 3, run.done.said
    assert run.verdicts["issuer.redirect.keeps-a-deep-link[unicode]"] == "inconclusive"
    order = list(run.verdicts.values())
    assert "pass" not in order[list(run.verdicts).index("issuer.redirect.keeps-a-deep-link[unicode]") :]


def test_an_app_that_asks_to_wait_at_times_is_asked_again(tmp_path: Path) -> None:
    with met(tmp_path, started(QUIRK="busy-at-times")) as one:
        assert not one.context.stopped
        assert one.run(delivery.mints_what_signs_the_customer_in).verdict == "pass"
        assert one.run(authorization.refuses_when_nobody_is_signed_in).verdict == "pass"


def test_an_app_that_breaks_on_an_honest_path_breaks_a_must(tmp_path: Path) -> None:
    with met(tmp_path, started(QUIRK="breaks-on-unicode")) as one:
        record = one.run(redirect.keeps_a_deep_link, redirect.DEEP["unicode"])
        assert (record.verdict, record.rule, record.level) == ("fail", "issuer.robustness", "must")
        odd = one.run(robustness.keeps_answering_after_an_odd_path, robustness.PATHS["unicode"])
        assert (odd.verdict, odd.rule, odd.level) == ("advisory", "issuer.robustness", "should")
        assert one.run(jti.gives_a_new_one_to_a_retry).verdict == "pass"


@dataclass
class Hanging:
    """Hangs at every request."""

    hurried: list[float] = field(default_factory=list)

    def send(self, outgoing: Outgoing, now: float) -> Said:
        return Said(Exchange("GET", "", 0, error="hang"))

    def hurry(self, seconds: float) -> None:
        self.hurried.append(seconds)


@pytest.mark.parametrize(("timeout", "short"), [(10, 1.0), (0.4, 0.4)])
def test_hangs_are_counted_over_all_scenarios(timeout: float, short: float) -> None:
    app = {"client_id": "c", "client_secret": "s", "store_hash": "abc123"}
    data = {"role": "issuer", "app": app, "shim": {"command": ["x"], "timeout": timeout}}
    hanging, context = Hanging(), IssuerContext(IssuerTarget.model_validate(data))
    ask = Ask(context.people[0], context.people[0])
    for number in range(1, ENOUGH_HANGS + 1):
        assert not context.stopped
        Asker(context, hanging).ask(ask)  # type: ignore[arg-type]
        assert hanging.hurried == ([short] if number >= HANGS else [])
    assert "has hung 25 times" in context.stopped
