"""The first words with an app: what is wrong with the target is told, and what an app is like is borne."""

from pathlib import Path

import pytest

from tests.verifier.apps import SECRET
from tests.verifier.trying import APPS, ECHO, Tried, send, start, tried

SMALL = "(real-tokens or expiry or reuse or audience) and not under-hs256"


def must_conform(run: Tried) -> None:
    assert run.done.code == 0, run.done.said
    assert run.counts["fail"] == run.counts["inconclusive"] == run.counts["error"] == 0


def nothing_is_green(run: Tried) -> None:
    assert run.done.code == 3, run.done.said
    assert set(run.verdicts.values()) == {"inconclusive"}
    assert run.target["verdict"] == "inconclusive"
    assert not run.findings


def test_a_wrong_secret_names_the_keys_to_check(tmp_path: Path) -> None:
    other = tried_with(tmp_path, "another-secret-of-32-characters-")
    nothing_is_green(other)
    assert "a valid token is refused: check app.client_secret, app.client_id" in str(other.target["scenarios"][0])


def tried_with(tmp_path: Path, secret: str) -> Tried:
    import tests.verifier.trying as trying

    saved = trying.APP
    trying.APP = saved.replace(SECRET, secret)
    try:
        return tried(tmp_path, start(), "-k", "real-tokens")
    finally:
        trying.APP = saved


def test_an_app_that_always_refuses_gets_nothing_green(tmp_path: Path) -> None:
    nothing_is_green(tried(tmp_path, f'[inprocess]\ncallable = "{APPS}:nobody"\n'))


def test_an_app_that_always_accepts_has_one_root(tmp_path: Path) -> None:
    run = tried(tmp_path, f'[inprocess]\ncallable = "{APPS}:everybody"\n')
    assert run.done.code == 1
    assert run.findings[0] == "verifier.signature"
    assert len([one for one in run.target["findings"] if one["level"] == "must"]) <= 3, run.findings


def test_an_app_that_knows_hs256_alone_is_told_so_first_and_is_tried_with_it(tmp_path: Path) -> None:
    run = tried(tmp_path, start(QUIRK="hs256"), "-k", SMALL)
    assert run.done.code == 1
    assert run.findings[0] == "verifier.real-tokens"
    assert run.verdicts["verifier.real-tokens.accepts-a-token-signed-with-hs512"] == "fail"
    assert run.counts["pass"] > 100
    assert {run.verdicts[name] for name in run.verdicts if "audience.refuses" in name} <= {"pass", "not-applicable"}
    assert run.counts["inconclusive"] == 0


def test_an_app_that_takes_fresh_tokens_alone_is_told_so_and_the_run_goes_on(tmp_path: Path) -> None:
    run = tried(tmp_path, start(QUIRK="fresh"), "-k", SMALL)
    assert run.findings[0] == "verifier.real-tokens"
    assert run.verdicts["verifier.real-tokens.accepts-a-token-that-is-ten-minutes-old"] in ("fail", "advisory")
    assert run.counts["pass"] > 100
    assert run.counts["inconclusive"] == 0


@pytest.mark.parametrize("offset", ["7200", "-7200", "40"])
def test_a_clock_of_its_own_is_measured(offset: str, tmp_path: Path) -> None:
    must_conform(tried(tmp_path, start(OFFSET=offset), "-k", SMALL))


def test_without_a_date_the_clock_is_taken_for_ours(tmp_path: Path) -> None:
    must_conform(tried(tmp_path, start(DATE="no"), "-k", SMALL))


def test_a_clock_that_is_off_and_not_told_is_inconclusive(tmp_path: Path) -> None:
    run = tried(tmp_path, start(DATE="no", OFFSET="7200"), "-k", "real-tokens")
    nothing_is_green(run)
    assert "the token's iat was" in str(run.target["scenarios"][0])


@pytest.mark.parametrize("command", ["no-such-program", "false"])
def test_a_shim_that_does_not_run_is_inconclusive_at_once(command: str, tmp_path: Path) -> None:
    run = tried(tmp_path, f'[shim]\ncommand = ["{command}"]\n', "-k", "real-tokens")
    assert run.done.code == 3, run.done.said
    assert run.target["role"] == "verifier"
    assert run.target["verdict"] == "inconclusive"
    assert not run.findings


def test_an_app_that_refuses_a_form_is_not_inconclusive(tmp_path: Path) -> None:
    run = tried(tmp_path, f'[inprocess]\ncallable = "{APPS}:verify_strict_text"\n', "-k", "json or serialization")
    assert run.counts["inconclusive"] == 0, run.done.said
    assert run.counts["fail"] == 0


def test_a_bad_start_does_not_tell_the_secret(tmp_path: Path) -> None:
    broken = (
        '[start]\ncommand = ["sh", "-c", "echo key=$KEY; exit 1"]\nenv = { KEY = "{client_secret}", P = "{port}" }\n'
    )
    run = tried(tmp_path, send("http://127.0.0.1:{port}/me") + ECHO + broken)
    assert run.done.code == 3
    assert "key=[secret]" in run.done.err
