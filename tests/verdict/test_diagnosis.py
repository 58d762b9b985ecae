"""Findings are root causes: symptoms folded below, failing ones first, by stage."""

from typing import Any

from harness.contract.words import Level, Standing, Verdict
from harness.verdict.diagnosis import conclude, findings
from harness.verdict.records import Record


def record(
    rule: str,
    verdict: Verdict = Verdict.FAIL,
    deviation: str = "",
    level: Level = Level.MUST,
    name: str = "",
    **more: Any,
) -> Record:
    return Record(
        name or f"{rule}.x[{deviation}]",
        "x",
        rule,
        level,
        Standing.DOCUMENTED,
        verdict,
        "refused",
        "accepted",
        deviation=deviation,
        **more,
    )


def test_what_passes_is_no_finding() -> None:
    assert (
        findings(
            [record("storefront.replay", one) for one in (Verdict.PASS, Verdict.INCONCLUSIVE, Verdict.NOT_APPLICABLE)]
        )
        == ()
    )


def test_a_store_that_checks_no_mac_has_one_root_cause() -> None:
    broken = [
        record("storefront.algorithm"),
        record("storefront.encoding"),
        record("storefront.json", Verdict.ADVISORY),
    ]
    broken.append(record("storefront.signature", deviation="signature.random-key.00"))
    found = findings(broken)
    assert [one.rule for one in found] == ["storefront.signature"]
    assert found[0].explains == ("storefront.algorithm", "storefront.encoding", "storefront.json")
    assert found[0].severity == "critical"


def test_a_weaker_signature_check_does_not_explain_the_encoding() -> None:
    broken = [record("storefront.encoding"), record("storefront.signature", deviation="signature.cut.to-16")]
    assert [one.rule for one in findings(broken)] == ["storefront.encoding", "storefront.signature"]


GARBAGE = record("storefront.signature", deviation="garbage.no-token.word")


def test_where_plain_garbage_is_accepted_the_signature_explains_everything() -> None:
    unchecked = record("storefront.signature", deviation="signature.random-key.00")
    found = findings([GARBAGE, record("storefront.replay"), record("storefront.window"), unchecked])
    assert [one.rule for one in found] == ["storefront.signature"]
    assert found[0].explains == ("storefront.replay", "storefront.window")


def test_there_is_always_a_root_cause() -> None:
    assert [one.rule for one in findings([GARBAGE])] == ["storefront.signature"]


def test_unsigned_tokens_of_earlier_stages_are_symptoms_of_alg_none() -> None:
    unsigned = record("storefront.json", deviation="duplicates.alg-unsigned")
    none = record("storefront.algorithm", deviation="algorithm.none.none")
    assert [one.rule for one in findings([unsigned, none])] == ["storefront.algorithm"]
    other = record("storefront.json", deviation="duplicates.customer.customer")
    assert [one.rule for one in findings([unsigned, other, none])] == ["storefront.json", "storefront.algorithm"]


def test_failing_findings_come_before_advisories_and_by_stage() -> None:
    broken = [
        record("storefront.encoding", Verdict.ADVISORY, level=Level.SHOULD),
        record("storefront.replay"),
        record("storefront.claims"),
    ]
    found = findings(broken)
    assert [(one.rule, one.level) for one in found] == [
        ("storefront.claims", Level.MUST), ("storefront.replay", Level.MUST), ("storefront.encoding", Level.SHOULD),
    ]  # fmt: skip
    assert found[2].severity == "low"


def test_an_advisory_explains_nothing() -> None:
    broken = [record("storefront.signature", Verdict.ADVISORY, level=Level.SHOULD), record("storefront.algorithm")]
    assert [one.rule for one in findings(broken)] == ["storefront.algorithm", "storefront.signature"]


def test_targets_conclude() -> None:
    assert conclude("x", "storefront", [record("storefront.replay", Verdict.PASS)]).verdict == "conforms"
    assert conclude("x", "storefront", [record("storefront.replay")]).verdict == "violates"
    assert conclude("x", "storefront", [record("storefront.replay", Verdict.INCONCLUSIVE)]).verdict == "inconclusive"
    assert conclude("x", "storefront", []).verdict == "inconclusive", "nothing ran, so nothing is green"
    assert conclude("x", "storefront", [record("storefront.replay", Verdict.NOT_APPLICABLE)]).verdict == "inconclusive"


def test_records_travel_as_json() -> None:
    one = record("storefront.replay", believed=4927, evidence={"a": [1, None]})
    assert Record.from_json(one.as_json()) == one


def test_a_broken_duty_is_told_in_plain_words() -> None:
    assert findings([record("verifier.audience")])[0].title == "Is not the audience, exactly"
    assert findings([record("verifier.operation")])[0].title == "Does not want current_customer"


def test_an_app_that_writes_json_anew_for_its_mac_has_one_root_cause() -> None:
    anew = record("verifier.signature", deviation="tampering.rewritten-after-signing.indented")
    refused = record("verifier.real-tokens", deviation="variants.white-space.tabs")
    found = findings([refused, anew])
    assert [(one.rule, one.explains) for one in found] == [("verifier.signature", ("verifier.real-tokens",))]


def test_a_blank_key_explains_headers_that_are_not_obeyed_but_none_that_is() -> None:
    blank = record("verifier.key", deviation="key.blank")
    path = record("verifier.header-key", deviation="header-key.kid-path.dev-null")
    assert [one.rule for one in findings([path, blank])] == ["verifier.key"]
    jwk = record("verifier.header-key", deviation="header-key.jwk")
    assert [one.rule for one in findings([path, blank, jwk])] == ["verifier.key", "verifier.header-key"]


def test_a_server_that_shows_where_it_broke_has_one_root_cause() -> None:
    broke = record("verifier.robustness")
    trace = record("verifier.leak", name="verifier.leak.keeps-its-stack-traces-to-itself")
    assert [one.rule for one in findings([trace, broke])] == ["verifier.robustness"]
    secret = record("verifier.leak", name="verifier.leak.keeps-the-secret-out-of-its-answers")
    assert [one.rule for one in findings([trace, secret, broke])] == ["verifier.robustness", "verifier.leak"]
