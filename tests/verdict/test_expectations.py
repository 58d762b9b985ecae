"""Expectation files: only ``*`` is special, an idle entry is an error, and mistakes are told by entry and key."""

from datetime import date
from pathlib import Path

import pytest

from harness.contract.words import Level, Standing, Verdict
from harness.suite.run import exit_code
from harness.verdict.diagnosis import conclude
from harness.verdict.expectations import Expectation, ExpectationError, excuse, load_expectations
from harness.verdict.records import Record, TargetResult

TODAY = date(2026, 11, 20)


def result(*verdicts: tuple[str, Verdict]) -> TargetResult:
    rows = [
        Record(name, name, "storefront.replay", Level.MUST, Standing.DOCUMENTED, verdict, "", "")
        for name, verdict in verdicts
    ]
    return conclude("shop", "storefront", rows)


FAILED = result(("a.b.refuses[x.y]", Verdict.FAIL), ("a.b.refuses[z]", Verdict.PASS))


def code(*expected: Expectation) -> int:
    return exit_code([FAILED], excuse(expected, [FAILED], TODAY))


def expect(scenario: str, verdict: Verdict = Verdict.FAIL, target: str = "*", until: date | None = None) -> Expectation:
    return Expectation(scenario, verdict, "known", target, until)


def test_a_known_failure_is_excused() -> None:
    assert code() == 1
    assert code(expect("a.b.refuses[x.y]")) == 0
    assert code(expect("a.b.*")) == 0
    assert code(expect("*")) == 0
    assert code(expect("a.b.*", target="sh*")) == 0


def test_only_the_star_is_special() -> None:
    assert code(expect("a.b.refuses[x?y]")) == 1
    assert code(expect("a?b.*")) == 1
    assert code(expect("a.b.refuses[xy]")) == 1


def test_what_does_not_happen_is_an_error() -> None:
    assert code(expect("*"), expect("a.b.refuses[z]")) == 1
    assert code(expect("*"), expect("*", Verdict.INCONCLUSIVE)) == 1
    assert code(expect("*", target="other")) == 1


def test_an_entry_ends() -> None:
    assert code(expect("*", until=TODAY)) == 0
    assert code(expect("*", until=date(2026, 11, 19))) == 1


def test_a_file_is_read(tmp_path: Path) -> None:
    path = tmp_path / "known.toml"
    path.write_text('[[expect]]\nscenario = "a.*"\nverdict = "fail"\nreason = "ticket 7"\nuntil = 2027-01-31\n')
    assert load_expectations(path) == (Expectation("a.*", Verdict.FAIL, "ticket 7", "*", date(2027, 1, 31)),)


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('[[expect]]\nverdict = "fail"\nreason = "x"', "expect[0].scenario is missing"),
        ('[[expect]]\nscenario = "*"\nverdict = "fail"', "expect[0].reason is missing"),
        ('[[expect]]\nscenario = "*"\nverdict = "pass"\nreason = "x"', "expect[0].verdict is 'pass'"),
        ('[[expect]]\nscenario = "*"\nverdict = "fail"\nreason = "x"\nuntill = 1', "expect[0].untill is unknown"),
        (
            '[[expect]]\nscenario = "*"\nverdict = "fail"\nreason = "x"\nuntil = "soon"',
            "expect[0].until must be a date",
        ),
        ("[expected]", "expected is unknown"),
        ("=", "is not TOML"),
    ],
)
def test_a_bad_file_is_told_by_entry_and_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "bad.toml"
    path.write_text(text)
    with pytest.raises(ExpectationError) as caught:
        load_expectations(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
