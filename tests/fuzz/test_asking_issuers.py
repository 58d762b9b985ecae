"""Made-up requests: a sound app breaks nothing, a broken one is found and the smallest request tells why."""

import json
from pathlib import Path
from typing import Any

import pytest

from harness.contract.words import Level
from harness.faults import Inapplicable
from harness.fuzz.asking import asks_probe
from harness.verdict.stop import InconclusiveError
from tests.fuzz.ears import FirstNews, found
from tests.fuzz.issuers import issuer

ALONE: list[dict[str, Any]] = [{}]
SMALLEST: dict[str, tuple[str, int, list[dict[str, Any]]]] = {
    "redirect-redirect-url": ("issuer.redirect", 100, [{"path": "/"}]),
    "authorization-cookie-wins": ("issuer.authorization", 400, [{"beside": [["cookie", "customer_id", "{bob}"]]}]),
    "delivery-odd-host": ("issuer.delivery", 400, [{"beside": [["host", "host", ""]]}]),
    "signature-untrimmed": ("issuer.signature", 20, ALONE),
    "leak-token-in-cookie": ("issuer.leak", 20, ALONE),
    "authorization-over": ("issuer.authorization", 400, [{"session": "ended:expired"}]),
}
"""The rule of an app, the examples within which it is found, and the smallest requests that show it."""


def shape_of(asks: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """Return requests without the names of what stands beside them: an app may read a customer's id by several."""
    return [{**one, "beside": [place for place, _, _ in one.get("beside", ())]} for one in asks]


def test_a_sound_issuer_breaks_nothing_whatever_it_is_asked(tmp_path: Path) -> None:
    ear = FirstNews(Level.MAY)
    with issuer(tmp_path) as suite:
        assert found(asks_probe(suite), ear, 150) is None
    assert ear.examples > 100
    assert len(ear.behaviours) > 50
    assert {"issuer.authorization", "issuer.redirect", "issuer.delivery", "issuer.customer"} <= ear.put.keys()


@pytest.mark.parametrize("name", SMALLEST)
def test_a_broken_issuer_is_found_and_told_by_the_smallest_requests(name: str, tmp_path: Path) -> None:
    rule, examples, asks = SMALLEST[name]
    with issuer(tmp_path, name) as suite:
        probe = asks_probe(suite)
        told = found(probe, FirstNews(), examples)
        assert told
        assert (told.breach.rule, told.breach.level) == (rule, "must")
        assert told.example.keys() == {"asks", "rule"}
        assert shape_of(told.example["asks"]) == shape_of(asks)
        again = asks_probe(suite).replay(json.loads(json.dumps(told.example)))
    assert again
    assert again.rule == rule
    assert again.evidence["response"]["status"] == 302


TOGETHER = {"asks": [{}, {"signed_in": "second"}], "together": True}
SEVERAL: dict[str, tuple[str, dict[str, Any]]] = {
    "jti-same-in-parallel": ("issuer.jti", {"asks": ALONE, "times": 2, "together": True}),
    "jti-of-the-second": ("issuer.jti", {"asks": ALONE, "times": 2}),
    "issued-at-kept": ("issuer.issued-at", {"asks": ALONE, "times": 2, "wait": 2}),
    "concurrency-customers": ("issuer.concurrency", TOGETHER),
    "concurrency-paths": ("issuer.concurrency", {"asks": [{"path": "/"}, {}], "together": True}),
    "robustness-crowd": ("issuer.robustness", {"asks": ALONE, "times": 30, "together": True}),
    "customer-own-number": ("issuer.customer", TOGETHER),
    "authorization-nobody-signed-in": ("issuer.authorization", {"asks": [{"signed_in": "nobody"}]}),
    "authorization-in-a-list": ("issuer.authorization", {"asks": [{"beside": [["pairs", "first-of-a-list", ""]]}]}),
    "authorization-only-integers-compared": (
        "issuer.authorization",
        {"asks": [{"beside": [["json", "customer_id", '"{bob}"']]}]},
    ),
    "redirect-decoded-again": ("issuer.redirect", {"asks": [{"path": "/%2fevil.example"}]}),
    "request-ip-forwarded": ("issuer.request-ip", {"asks": [{"beside": [["address", "Forwarded", ""]]}]}),
}


@pytest.mark.parametrize("name", SEVERAL)
def test_an_example_shows_what_only_several_requests_or_odd_ones_do(name: str, tmp_path: Path) -> None:
    rule, example = SEVERAL[name]
    with issuer(tmp_path, name) as suite:
        breach = asks_probe(suite).replay({**example, "rule": rule})
    assert breach
    assert (breach.rule, breach.level) == (rule, "must")
    (tmp_path / "sound").mkdir()
    with issuer(tmp_path / "sound") as suite:
        assert asks_probe(suite).replay(example) is None


def test_what_is_broken_only_softly_is_told_so(tmp_path: Path) -> None:
    with issuer(tmp_path, "authorization-cross-site") as suite:
        breaches = [
            asks_probe(suite).replay({"asks": [{"beside": [["site", name, ""]]}]}) for name in ("image", "link")
        ]
    assert [one and (one.rule, one.level) for one in breaches] == [
        ("issuer.authorization", "should"),
        ("issuer.authorization", "may"),
    ]


@pytest.mark.parametrize(
    "example",
    [
        [],
        {"asks": []},
        {"asks": [{"who": "first"}]},
        {"asks": [{"signed_in": "third"}]},
        {"asks": [{"beside": [["pocket", "", ""]]}]},
        {"asks": [{}], "times": "2"},
        {"asks": [{"beside": [["pairs", "triple", ""]]}]},
    ],
)
def test_an_example_of_another_making_is_refused_with_a_sentence(example: object, tmp_path: Path) -> None:
    with issuer(tmp_path) as suite, pytest.raises(ValueError, match=r"request|asks|there is no"):
        asks_probe(suite).replay(example)


def test_what_an_app_cannot_be_asked_is_not_applicable(tmp_path: Path) -> None:
    with issuer(tmp_path) as suite:
        probe, example = asks_probe(suite), {"asks": [{"session": "ended:never"}]}
        with pytest.raises(Inapplicable, match=r"no \[ended.never\]"):
            probe.attempt(example)
        with pytest.raises(InconclusiveError):
            probe.replay(example)


def test_an_example_is_told_in_words(tmp_path: Path) -> None:
    asks = [{"other": True, "path": "/cart.php"}, {"session": "null", "beside": [["host", "host", ""]]}]
    with issuer(tmp_path) as suite:
        told = asks_probe(suite).told({"asks": asks, "times": 2, "wait": 40})
    assert told == [
        "asks as first for the other customer for a login that leads to '/cart.php'",
        "asks as nobody, with the session 'null', with host: host",
        "does so 2 times, 40 seconds apart",
    ]
