"""``junit.xml`` as two parsers read it back."""

import xml.etree.ElementTree as Xml
from dataclasses import replace
from pathlib import Path

from junitparser import Error, Failure, JUnitXml, Skipped

from harness.contract.words import Verdict
from harness.report.junit import junit_xml
from harness.verdict.records import RunResult


def test_each_verdict_has_its_place(run: RunResult, tmp_path: Path) -> None:
    path = tmp_path / "junit.xml"
    path.write_text(junit_xml(run), encoding="utf-8")
    suite = next(iter(JUnitXml.fromfile(str(path))))
    cases = {case.name: case for case in suite}
    for record in run.targets[0].scenarios:
        case = cases[record.id]
        kinds = [(type(one), one.type) for one in case.result]
        match record.verdict:
            case Verdict.PASS:
                assert case.is_passed
                assert case.system_out is None
            case Verdict.ADVISORY:
                assert case.is_passed
                assert case.system_out.startswith("advisory: ")
            case Verdict.FAIL:
                assert kinds == [(Failure, "fail")]
            case Verdict.INCONCLUSIVE:
                assert kinds == [(Failure, "inconclusive")]
            case Verdict.NOT_APPLICABLE:
                assert kinds == [(Skipped, "not-applicable")]
            case Verdict.ERROR:
                assert kinds == [(Error, "error")]
        assert case.classname == record.rule


def test_the_counts_agree_with_the_cases(run: RunResult) -> None:
    root = Xml.fromstring(junit_xml(run))  # noqa: S314 - our own document
    suites = root.findall("testsuite")
    assert [len(suite.findall("testcase")) for suite in suites] == [int(suite.get("tests", "")) for suite in suites]
    counts = run.targets[0].counts
    assert int(suites[0].get("failures", "")) == counts["fail"] + counts["inconclusive"]
    assert int(suites[0].get("skipped", "")) == counts["not-applicable"]
    assert int(root.get("tests", "")) == sum(len(target.scenarios) for target in run.targets)


def test_targets_of_one_name_stay_two_suites(run: RunResult) -> None:
    twice = replace(run, targets=(run.targets[1], run.targets[1]))
    assert len(Xml.fromstring(junit_xml(twice)).findall("testsuite")) == 2  # noqa: S314 - our own document


def test_every_character_survives_as_xml(run: RunResult) -> None:
    hostile = "".join(map(chr, [*range(0x100), 0x202E, 0xD800, 0xDFFF, 0xFFFE, 0xFFFF, 0x1F512])) + "]]>"
    record = replace(run.targets[0].scenarios[1], id=hostile, reason=hostile, evidence={"differs": hostile})
    target = replace(run.targets[0], name=hostile, scenarios=(record,))
    case = Xml.fromstring(junit_xml(replace(run, targets=(target,)))).find(".//testcase")  # noqa: S314
    assert case is not None
    assert r"\x00\x01" in case.get("name", "")
    assert r"\ud800\udfff\ufffe\uffff" in case.get("name", "")
