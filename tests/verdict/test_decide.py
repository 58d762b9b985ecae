"""Decisions: the whole table of expectation, answer and twin, and how levels are weighed."""

import itertools

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.contract.words import Answer, Expect, Level, Verdict
from harness.verdict.decide import IDENTITY, Seen, decide, weigh
from harness.verdict.storefront.landing import path_of, resolved, stays

ACCEPTED, REFUSED, UNCLEAN, UNCLEAR = Answer.ACCEPTED, Answer.REFUSED, Answer.UNCLEAN, Answer.UNCLEAR
PASS, FAIL, OPEN = Verdict.PASS, Verdict.FAIL, Verdict.INCONCLUSIVE
TABLE = {
    # expectation, answer: with the twin accepted, with the twin refused
    (Expect.REFUSED, ACCEPTED): (FAIL, FAIL),
    (Expect.REFUSED, REFUSED): (PASS, OPEN),
    (Expect.REFUSED, UNCLEAN): (FAIL, OPEN),
    (Expect.REFUSED, UNCLEAR): (OPEN, OPEN),
    (Expect.ACCEPTED, ACCEPTED): (PASS, PASS),
    (Expect.ACCEPTED, REFUSED): (FAIL, OPEN),
    (Expect.ACCEPTED, UNCLEAN): (FAIL, OPEN),
    (Expect.ACCEPTED, UNCLEAR): (OPEN, OPEN),
    (Expect.LAST_WINS, ACCEPTED): (PASS, PASS),
    (Expect.LAST_WINS, REFUSED): (PASS, OPEN),
    (Expect.LAST_WINS, UNCLEAN): (FAIL, OPEN),
    (Expect.LAST_WINS, UNCLEAR): (OPEN, OPEN),
    (Expect.OWN_ID, ACCEPTED): (PASS, PASS),
    (Expect.OWN_ID, REFUSED): (PASS, OPEN),
    (Expect.OWN_ID, UNCLEAN): (FAIL, OPEN),
    (Expect.OWN_ID, UNCLEAR): (OPEN, OPEN),
    (Expect.CONTAINED, ACCEPTED): (PASS, PASS),
    (Expect.CONTAINED, REFUSED): (PASS, OPEN),
    (Expect.CONTAINED, UNCLEAN): (FAIL, OPEN),
    (Expect.CONTAINED, UNCLEAR): (OPEN, OPEN),
}


def test_the_table_is_whole() -> None:
    assert set(TABLE) == set(itertools.product(Expect, Answer))


@pytest.mark.parametrize(("key", "verdicts"), TABLE.items(), ids=str)
def test_each_answer_leads_to_its_verdict(key: tuple[Expect, Answer], verdicts: tuple[Verdict, Verdict]) -> None:
    expect, answer = key
    found = [decide(expect, Seen(answer), Seen(twin)) for twin in (ACCEPTED, REFUSED)]
    assert tuple(one.verdict for one in found) == verdicts
    assert all(one.reason or one.verdict is PASS for one in found)
    assert found[0].blame == ("robustness" if answer is UNCLEAN else "")


def test_the_wrong_customer_the_wrong_place_and_the_wrong_origin_fail() -> None:
    twin = Seen(ACCEPTED)
    for wrong in (Seen(ACCEPTED, right=False), Seen(ACCEPTED, lands=False)):
        found = decide(Expect.ACCEPTED, wrong, twin)
        assert (found.verdict, found.blame) == (FAIL, IDENTITY)
    assert decide(Expect.OWN_ID, Seen(ACCEPTED, right=False), twin) == found.__class__(
        FAIL, "the token was accepted, and another customer believed", IDENTITY
    )
    assert decide(Expect.LAST_WINS, Seen(ACCEPTED, right=False), twin).verdict is FAIL
    for answer in Answer:
        assert decide(Expect.CONTAINED, Seen(answer, contained=False), twin).verdict is FAIL


@given(
    expect=st.sampled_from(Expect),
    answer=st.sampled_from(Answer),
    twin=st.sampled_from([REFUSED, UNCLEAN, UNCLEAR]),
    right=st.booleans(),
)
def test_nothing_is_green_without_its_twin_but_what_was_accepted(
    expect: Expect, answer: Answer, twin: Answer, right: bool
) -> None:
    found = decide(expect, Seen(answer, right=right), Seen(twin))
    assert found.verdict is not PASS or (answer is ACCEPTED and expect is not Expect.REFUSED)


@pytest.mark.parametrize(
    ("level", "firm", "strict", "expected"),
    [
        (Level.MUST, True, False, FAIL),
        (Level.MUST, False, False, Verdict.ADVISORY),
        (Level.MUST, False, True, Verdict.ADVISORY),
        (Level.SHOULD, True, False, Verdict.ADVISORY),
        (Level.SHOULD, True, True, FAIL),
        (Level.SHOULD, False, True, Verdict.ADVISORY),
        (Level.MAY, True, True, Verdict.ADVISORY),
    ],
)
def test_levels_are_weighed(level: Level, firm: bool, strict: bool, expected: Verdict) -> None:
    assert weigh(FAIL, level, firm, strict) is expected


@given(
    verdict=st.sampled_from([one for one in Verdict if one is not Verdict.FAIL]),
    level=st.sampled_from(Level),
    firm=st.booleans(),
    strict=st.booleans(),
)
def test_only_failures_are_weighed(verdict: Verdict, level: Level, firm: bool, strict: bool) -> None:
    assert weigh(verdict, level, firm, strict) is verdict


BASE = "http://127.0.0.1:8641/login/token/x"


@pytest.mark.parametrize(
    "location", ["", "/", "/a", "a", "?x", "#y", "http://127.0.0.1:8641/z", "/%2f%2fevil", "/x//evil", "/a\\b"]
)
def test_places_on_the_stores_own_origin(location: str) -> None:
    assert stays(BASE, location)


@pytest.mark.parametrize(
    "location",
    [
        "//evil",
        "/\\evil",
        "\\\\evil",
        "https://127.0.0.1:8641/",
        "http://127.0.0.1/",
        "http://127.0.0.1:8641@evil/",
        "///evil",
        "/\t/evil",
        " //evil",
        "javascript:alert(1)",
        "http://[bad",
    ],
)
def test_places_elsewhere(location: str) -> None:
    assert not stays(BASE, location)


def test_a_path_is_resolved_with_its_query() -> None:
    assert path_of(BASE, "/a?b=c#d") == "/a?b=c"
    assert resolved(BASE, "account.php") == "http://127.0.0.1:8641/login/token/account.php"
