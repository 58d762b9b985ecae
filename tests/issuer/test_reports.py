"""What a run against an issuer ends with and writes: exit codes, findings, expectations, and nothing that is secret."""

import re
from pathlib import Path

import pytest

from tests.issuer.apps import OPAQUE
from tests.issuer.trying import APP, APPS, must_be_harmless, started, tried, within


def test_a_broken_must_fails_the_run_and_stands_first(tmp_path: Path) -> None:
    run = tried(tmp_path, within("constant-jti"))
    assert run.done.code == 1, run.done.said
    assert (run.findings[0], run.target["verdict"]) == ("issuer.jti", "violates")
    assert run.verdicts["issuer.jti.gives-each-of-many-its-own"] == "fail"
    assert run.counts["inconclusive"] == run.counts["error"] == 0
    must_rules = [one["rule"] for one in run.target["findings"] if one["level"] == "must"]
    assert must_rules == ["issuer.jti"]


def test_a_broken_should_fails_only_where_that_is_strict(tmp_path: Path) -> None:
    lenient, strict = (tried(tmp_path, within("bare"), "--rule", "delivery", *more) for more in ((), ("--strict",)))
    assert (lenient.done.code, strict.done.code) == (0, 1), lenient.done.said + strict.done.said
    assert lenient.findings == strict.findings == ["issuer.delivery"]
    assert (lenient.counts["fail"], lenient.counts["advisory"] > 0) == (0, True)
    assert strict.counts["fail"] > 0


def test_a_known_failure_can_be_expected(tmp_path: Path) -> None:
    known = tmp_path / "known.toml"
    known.write_text('[[expect]]\nscenario = "issuer.jti.*"\nverdict = "fail"\nreason = "known"\n', "utf-8")
    run = tried(tmp_path, within("constant-jti"), "--rule", "jti", "--expect", str(known))
    assert run.done.code == 0, run.done.said
    assert "were excused by" in run.done.out
    run = tried(tmp_path, within(), "--rule", "jti", "--expect", str(known))
    assert run.done.code == 1, "what was expected did not happen"


@pytest.mark.parametrize("quirk", ["trusts-query", "cookie", "json"])
def test_nothing_that_helps_to_sign_in_is_written(quirk: str, tmp_path: Path) -> None:
    alice, bob = OPAQUE
    people = f'[customers]\nalice = {{ id = 4927, session = "{alice}" }}\nbob = {{ id = 4928, session = "{bob}" }}\n'
    text = within(quirk, more=people).replace("customer-{customer_id}", "{session}")
    run = tried(tmp_path, text, "--rule", "authorization", "--rule", "leak", "--rule", "delivery")
    assert run.done.code == (3 if quirk == "json" else 1), run.done.said
    assert sorted(path.name for path in (tmp_path / "reports").iterdir()) == [
        "events.ndjson", "junit.xml", "report.html", "results.json", "resume.ndjson"
    ]  # fmt: skip
    assert not re.search(r"eyJ[\w-]{8,}\.[\w-]{8,}\.[\w-]{40,}", run.written + run.done.said)


def test_a_program_that_cannot_be_started_tells_no_secret(tmp_path: Path) -> None:
    text = started(KEY="{client_secret}", TOKEN="{access_token}")
    text = re.sub(r"command = \[.*\]", 'command = ["sh", "-c", "echo key=$KEY $TOKEN; exit 1"]', text)
    run = tried(tmp_path, text)
    assert run.done.code == 3
    assert "key=[secret]" in run.done.err
    assert "embedded-store-access-token" in run.done.err, "that one opens nothing but the embedded store"


def test_a_shim_that_tells_the_secret_is_cut_short(tmp_path: Path) -> None:
    (tmp_path / "shim.py").write_text("import os, sys\nprint(os.environ['KEY'])\nsys.stderr.write(os.environ['KEY'])\n")
    text = f'{APP}[shim]\ncommand = ["python", "shim.py"]\nenv = {{ KEY = "{{client_secret}}" }}\n'
    run = tried(tmp_path, text, "--rule", "jti")
    assert run.done.code == 3, run.done.said
    assert "[secret]" in run.written


def test_the_secret_is_in_no_command_line(tmp_path: Path) -> None:
    code = "import sys; print('argv', sys.argv[1:], flush=True); raise SystemExit(1)"
    text = re.sub(
        r"command = \[.*\]", f'command = ["python", "-c", "{code}", "{{client_secret}}", "{{store_url}}"]', started()
    )
    run = tried(tmp_path, text)
    assert run.done.code == 3
    assert "argv ['{client_secret}', 'https://store-abc123.mybigcommerce.com']" in run.done.err
    must_be_harmless(run.done.err)


def test_two_issuers_are_reported_together(tmp_path: Path) -> None:
    (tmp_path / "other.toml").write_text(
        f'{APP.replace("sso", "other")}[inprocess]\ncallable = "{APPS}:never"\n', "utf-8"
    )
    run = tried(tmp_path, within(), str(tmp_path / "other.toml"), "--rule", "store")
    assert run.done.code == 3, run.done.said
    assert run.target["verdict"] == "conforms"
    assert "inconclusive" in run.done.out
