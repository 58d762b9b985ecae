"""Keeping what was found, and running it: the command as users call it, apps that share no code with the harness."""

import json
import os
import subprocess
import sys
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import pytest
from click.testing import CliRunner

from harness.cli.main import cli
from harness.contract.words import Kind
from harness.fuzz.blob import as_blob
from harness.fuzz.recipe import Recipe
from harness.fuzz.steps import Claim, Deviate, Drop, Rewrite, Sign, Step
from harness.suite.kept import kept_file
from tests.cli.command import Done, records, tokenassay

ROOT = Path(__file__).resolve().parents[2]
INTEGRATIONS = ROOT / "fixtures" / "integrations"
PATHS = {"PYTHONPATH": str(INTEGRATIONS)}
TARGET = (ROOT / "fixtures" / "targets" / "broken-app.toml").read_text("utf-8")
BROKEN, SOUND, NOBODY = "audience:ignored", "sound", "always_refuses"
PLACES = {BROKEN: "verifier.broken.audience:ignored", SOUND: "verifier.base.app:sound",
          NOBODY: "verifier.broken.everything:always_refuses"}  # fmt: skip
SECRET = "c0ffee5a17ed000000000000000000decaf000000000000000000000facade01"
AUDIENCES = (Claim("aud", ["ein'e", "häuser"]),)

sys.path.insert(0, str(INTEGRATIONS))
from storefront.serve import running  # noqa: E402


def word(*steps: Step, **more: Any) -> str:
    return as_blob("tokens", Recipe(more.pop("kind", Kind.CURRENT), steps, **more).as_json())


def target(folder: Path, app: str = BROKEN) -> Path:
    path = folder / "app.toml"
    path.write_text(TARGET.replace(PLACES[BROKEN], PLACES[app]), "utf-8")
    return path


def keep(path: Path, *args: str | Path) -> Done:
    return tokenassay("keep", path, *args, env=PATHS)


def noted(path: Path, *args: str | Path) -> Done:
    """Keep in this process, where the target is not asked."""
    done = CliRunner().invoke(cli, ["keep", str(path), *map(str, args)])
    assert done.exception is None or isinstance(done.exception, SystemExit), done.exception
    return Done(done.exit_code, done.stdout, done.stderr)


def run(path: Path, *args: str | Path, command: str = "run") -> tuple[Done, list[dict[str, Any]]]:
    reports = path.parent / "reports"
    done = tokenassay(command, *args, path, "--reports", reports, env=PATHS)
    return done, records(reports) if done.code < 2 or done.code == 3 else []


def reported(folder: Path, words: Sequence[str], name: str = "broken-app") -> Path:
    """Write the reports of a run that found what ``words`` hold, as far as keeping reads them."""
    said = {"rule": "verifier.audience", "level": "must", "expected": "refused", "reason": "it was accepted"}
    found = [{**said, "replay": f"tokenassay fuzz app.toml --replay {one}"} for one in words]
    scenarios = [*found, {"id": "verifier.fuzz", "replay": ""}]
    folder.mkdir()
    (folder / "results.json").write_text(json.dumps({"targets": [{"name": name, "scenarios": scenarios}]}))
    return folder


def test_what_was_found_is_kept_and_fails_until_it_is_mended(tmp_path: Path) -> None:
    path, beside = target(tmp_path), kept_file(str(tmp_path / "app.toml"))
    done = keep(path, word(*AUDIENCES), "--name", "Zwei Häuser!")
    assert done.code == 0, done.said
    name = "verifier.audience.refuses[kept.zwei-häuser]"
    assert name in done.out
    assert beside.name == "app.kept.toml"
    text = beside.read_text("utf-8")
    assert SECRET[:8] not in text + done.said

    again = noted(path, word(*AUDIENCES), "--name", "other")
    assert (again.code, beside.read_text("utf-8")) == (0, text)
    assert name in again.out

    failed, found = run(path, "--rule", "audience", "-k", "kept or another-app]")
    assert failed.code == 1, failed.said
    assert [one["id"] for one in found] == ["verifier.audience.refuses[another-app]", name]
    record = found[1]
    assert (record["verdict"], record["rule"], record["level"]) == ("fail", "verifier.audience", "must")
    assert record["evidence"]["token"]["claims"]["aud"][0] == "ein'e"
    assert record["evidence"]["response"]["status"] == 200
    assert f"tokenassay replay '{name}' " in record["replay"]

    replayed, found = run(path, name, command="replay")
    assert (replayed.code, [one["id"] for one in found]) == (1, [name])

    target(tmp_path, SOUND)
    passed, found = run(path, "-k", "kept", "-n", "2")
    assert passed.code == 0, passed.said
    assert [(one["id"], one["verdict"]) for one in found] == [(name, "pass")]
    assert "refused" in found[0]["observed"]
    assert beside.read_text("utf-8") == text


def test_all_of_a_run_is_kept_and_what_shows_nothing_is_told(tmp_path: Path) -> None:
    path = target(tmp_path)
    words = [word(*AUDIENCES), word(Drop("aud")), word(Claim("exp", {"$now": -500})), word(*AUDIENCES)]
    done = keep(path, "--reports", reported(tmp_path / "found", words))
    assert done.code == 1, done.said
    assert done.out.count("kept      verifier.audience.refuses[kept.") == 2
    assert done.out.count("not kept") == 1
    assert "shows nothing now, the target does right: refused (401)" in done.out
    first = kept_file(str(path)).read_text("utf-8")
    more = keep(path, "--reports", reported(tmp_path / "more", [words[1], word(Claim("aud", "x"))]))
    assert more.code == 0, more.said
    assert kept_file(str(path)).read_text("utf-8").startswith(first)


def test_an_example_of_a_probe_that_is_not_there_is_told(tmp_path: Path) -> None:
    done = keep(target(tmp_path), as_blob("dreams", {}))
    assert (done.code, "is of 'dreams', and on this target there are tokens" in done.err) == (2, True), done.said


def test_without_trying_the_rule_is_that_of_the_report_or_has_to_be_given(tmp_path: Path) -> None:
    path = target(tmp_path, SOUND)
    untried = noted(path, "--untried", "--reports", reported(tmp_path / "found", [word(*AUDIENCES)]))
    assert "verifier.audience.refuses[kept." in untried.out, untried.said
    for more, said in (
        ((), "say which rule the example breaks"),
        (("--rule", "audiense"), "did you mean audience"),
        (("--rule", "expiry", "--name", "!"), "needs a letter or a digit"),
    ):
        done = noted(path, word(Drop("exp")), "--untried", *more)
        assert (done.code, said in done.err) == (2, True), done.said
    assert noted(path, word(Drop("exp")), "--untried", "--rule", "expiry", "--name", "no-end").code == 0


@pytest.mark.parametrize(
    ("args", "said"),
    [
        ((), "--reports DIR"),
        (("ta1-x",), "copy all of it"),
        ((word(Drop("aud")), "--rule", "audience"), "add --untried"),
        ((word(kind=Kind.LOGIN),), "it is of a login token, which no verifier is shown"),
        ((word(Deviate("jti.missing")),), "jti.missing, which is none of current tokens"),
        ((word(Claim("aud", f"x{SECRET}")),), "a secret of the target file"),
        (("--reports", "nowhere"), "nowhere/results.json: No such file"),
    ],
)
def test_what_cannot_be_kept_is_told(tmp_path: Path, args: tuple[str, ...], said: str) -> None:
    done = noted(target(tmp_path), *args)
    assert (done.code, said in done.err) == (2, True), done.said
    assert SECRET[:8] not in done.said
    assert not kept_file(str(tmp_path / "app.toml")).exists()


def test_names_and_reports_that_do_not_fit_are_told(tmp_path: Path) -> None:
    path = target(tmp_path)
    foreign = noted(path, "--reports", reported(tmp_path / "foreign", [], name="another-app"))
    assert (foreign.code, "is about another-app, not about broken-app" in foreign.err) == (2, True)
    assert noted(path, "--reports", reported(tmp_path / "none", [])).code == 0
    two = reported(tmp_path / "two", [word(Drop("aud")), word(*AUDIENCES)])
    assert "a name is for one" in noted(path, "--reports", two, "--name", "both").err
    noted(path, word(Drop("aud")), "--untried", "--rule", "audience", "--name", "One")
    assert "another example is called one" in noted(path, word(*AUDIENCES), "--name", "ONE").err


def test_nothing_passes_that_was_not_tried(tmp_path: Path) -> None:
    path = target(tmp_path, SOUND)
    cases = {
        "not-carried": (word(Rewrite("TOKEN", "append", 0, "\n")), "cannot carry"),
        "valid-here": (word(Claim("another", 1)), "nothing is wrong with this token here"),
        "no-such-key": (word(Sign("no such key", "HS512")), "this cannot be done here: signs with no such key"),
        "no-form": (word(beside="form"), "the target file has nothing for this: form"),
        "refused-rightly": (word(Drop("aud")), ""),
    }
    found = reported(tmp_path / "found", [one for one, _ in cases.values()])
    for name, (blob, _) in cases.items():
        done = noted(path, blob, "--untried", "--rule", "audience", "--name", name)
        assert done.code == 0, done.said
    kept_file(str(path)).write_text(
        kept_file(str(path)).read_text("utf-8").replace('verb = "keeps"', 'verb = "refuses"'), "utf-8"
    )
    assert noted(path, "--reports", found).out.count("already") == len(cases)
    done, tried = run(path, "-k", "kept")
    assert done.code == 0, done.said
    verdicts = {one["id"].partition("kept.")[2].strip("]"): one for one in tried}
    for name, (_, reason) in cases.items():
        assert verdicts[name]["verdict"] == ("not-applicable" if reason else "pass"), verdicts[name]
        assert reason in verdicts[name]["reason"]

    target(tmp_path, NOBODY)
    done, tried = run(path, "-k", "kept")
    assert done.code == 3, done.said
    assert {one["verdict"] for one in tried} == {"inconclusive"}
    refused = keep(path, word(*AUDIENCES))
    assert (refused.code, "a valid token is refused" in refused.err) == (3, True), refused.said


def test_an_entry_may_be_edited_and_what_is_amiss_is_told(tmp_path: Path) -> None:
    path, beside = target(tmp_path), tmp_path / "app.kept.toml"
    for name, blob in (("none", word(Drop("aud"))), ("other", word(Claim("aud", "x")))):
        found = reported(tmp_path / name, [blob])
        assert noted(path, "--reports", found, "--untried", "--name", name).code == 0
    first, _, second = beside.read_text("utf-8").partition("[kept.other]")
    first = first.replace('level = "must"', 'level = "may"').replace('title = "', 'title = "Ours: ')
    beside.write_text(f"{first}[kept.other]{second.replace('verifier.audience', 'verifier.issuer')}", "utf-8")
    done, tried = run(path, "-k", "kept")
    assert done.code == 1, done.said
    ours, other = sorted(tried, key=lambda one: str(one["id"]))
    assert (ours["verdict"], ours["level"], ours["title"][:6]) == ("advisory", "may", "Ours: ")
    assert (other["id"], other["rule"]) == ("verifier.issuer.refuses[kept.other]", "verifier.audience")
    assert (other["verdict"], other["level"]) == ("fail", "must")
    beside.write_text(first.replace('probe = "tokens"', 'probe = "dreams"'), "utf-8")
    done, _ = run(path, "-k", "kept")
    assert (done.code, "kept.none.probe is 'dreams'" in done.err) == (2, True), done.said


def test_plain_pytest_runs_what_is_kept(tmp_path: Path) -> None:
    path = target(tmp_path)
    assert noted(path, word(Drop("aud")), "--name", "none", "--untried", "--rule", "audience").code == 0
    place = ROOT / "scenarios" / "verifier" / "audience.py"
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", place, "-k", "kept"]
    done = subprocess.run(
        [*command, "--tokenassay-target", path], capture_output=True, text=True, timeout=120, check=False,
        cwd=ROOT, env={**os.environ, **PATHS},
    )  # fmt: skip
    assert done.returncode == 1, done.stdout + done.stderr
    assert "verifier.audience.keeps[kept.none]: the token was accepted, though there is no aud" in done.stdout


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
def test_a_store_is_held_to_what_was_found_at_it(tmp_path: Path) -> None:
    text = (ROOT / "fixtures" / "targets" / "second-store.toml").read_text("utf-8").partition("[start]")[0]
    path, token = tmp_path / "store.toml", word(Claim("store_hash", "another"), kind=Kind.LOGIN)
    flow = [["race", {"who": 0}]]  # of a token that is minted for it
    waits = as_blob("flows", [["wait", {"seconds": 1}], *flow])
    for name, blob, codes, verdicts in (
        ("claims-store-ignored", token, (0, 0), []),
        ("replay-never-remembers", as_blob("flows", flow), (0, 1), ["pass", "fail"]),
        ("", waits, (1, 0), ["pass", "pass"]),
    ):
        with running(name) as url:
            path.write_text(text.replace("http://127.0.0.1:8711", url), "utf-8")
            kept = keep(path, blob, "--name", name or "waits")
            done, found = run(path, "-k", "kept") if verdicts else (kept, [])
        assert (kept.code, done.code) == codes, kept.said + done.said
        assert [one["verdict"] for one in sorted(found, key=lambda one: str(one["id"]))] == verdicts, done.said
    assert "the target file has nothing for the step wait" in kept.out
    assert {one["id"] for one in found} == {
        "storefront.claims.refuses[kept.claims-store-ignored]", "storefront.race.keeps[kept.replay-never-remembers]"
    }  # fmt: skip
