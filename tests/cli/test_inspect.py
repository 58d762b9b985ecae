"""Why was this token refused? Golden cases from public documents, and every kind that we mint."""

import json
import tomllib
from pathlib import Path
from typing import Any

import pytest

from harness.store.seeds import load_seed
from tests.cli.command import tokenassay

GOLDEN = tomllib.loads((Path(__file__).parents[2] / "fixtures/golden/inspect.toml").read_text("utf-8"))["token"]
APP = next(iter(load_seed().apps.values()))


@pytest.mark.parametrize("case", GOLDEN, ids=lambda case: case["name"])
def test_golden_tokens(case: dict[str, Any]) -> None:
    done = tokenassay("inspect", "-", "--at", case["at"], "--json", stdin=case["token"] + "\n")
    found = json.loads(done.out)
    assert done.code == 1
    assert found["kind"] == case["kind"]
    assert [one["code"] for one in found["judgement"]["reasons"]] == case["reasons"]
    shown = tokenassay("inspect", case["token"], "--at", case["at"]).out
    plain = " ".join(shown.split())
    assert not [one for one in case["says"] if one not in plain], shown


def minted(*args: str) -> str:
    done = tokenassay("mint", *args)
    assert done.code == 0, done.said
    return done.out.strip()


@pytest.mark.parametrize(("kind", "code"), [("login", 0), ("current", 0), ("payload", 0), ("session-sync", 3)])
def test_each_kind_that_we_mint(kind: str, code: int) -> None:
    done = tokenassay("inspect", minted(kind), "--json")
    assert done.code == code, done.said
    assert json.loads(done.out)["kind"] == kind


@pytest.mark.parametrize(
    ("fault", "rule"),
    [
        ("issued-at.expired.31-s", "storefront.window"),
        ("signature.random-key.00", "storefront.signature"),
        ("operation.another.custom-login", "storefront.claims"),
        ("algorithm.none.none", "storefront.algorithm"),
        ("redirect.off-origin.slashes", "storefront.redirect"),
        ("encoding.padded-signature.right", "storefront.encoding"),
    ],
)
def test_the_rule_and_the_mend_are_said(fault: str, rule: str) -> None:
    done = tokenassay("inspect", "-", stdin=minted("login", "--fault", fault))
    assert done.code == 1
    assert f"rule    {rule}" in done.out
    assert "mend  " in done.out
    assert "/login.php" in done.out


def test_all_reasons_are_said_together() -> None:
    token = minted(
        "login",
        "--fault",
        "issued-at.expired.60-s",
        "--fault",
        "store.in-another-form.with-stores",
        "--fault",
        "customer.missing",
    )
    done = tokenassay("inspect", token)
    assert "REFUSED, for 3 reasons" in done.out


def test_without_a_secret_it_says_what_it_could_not_check() -> None:
    token = minted("login", "--claim", 'iss="somebody-else"')
    done = tokenassay("inspect", token)
    assert done.code == 3
    assert "NOTHING AGAINST IT" in done.out
    assert "the MAC: give the client secret with --secret" in done.out


def test_the_secret_comes_from_the_environment_or_a_file_never_from_an_argument(tmp_path: Path) -> None:
    token = minted("login")
    assert tokenassay("inspect", token, "--secret", "env:MINE", env={"MINE": APP.client_secret}).code == 0
    (tmp_path / "secret").write_text(APP.client_secret + "\n")
    assert tokenassay("inspect", token, "--secret", f"file:{tmp_path / 'secret'}").code == 0
    assert tokenassay("inspect", token, "--secret", "env:MINE", env={"MINE": "another"}).code == 1
    done = tokenassay("inspect", token, "--secret", APP.client_secret)
    assert done.code == 2
    assert APP.client_secret not in done.said
    assert "env:NAME or file:PATH" in done.err


def test_a_key_mistaken_for_the_secret_is_named() -> None:
    done = tokenassay("inspect", minted("login", "--fault", "key.form-of-the-secret.newline"))
    assert "the client secret followed by a newline" in done.out


@pytest.mark.parametrize(
    "around",
    [
        "{}",
        "  {}\n",
        '"{}"',
        "Bearer {}",
        "Authorization: Bearer {}",
        "https://x.example/login/token/{}",
        "https://x.example/login/token/{}?utm=1",
        '{{"token": "{}"}}',
        "https://app.example/load?signed_payload_jwt={}&x=1",
    ],
)
def test_a_token_is_found_in_what_was_pasted(around: str) -> None:
    assert tokenassay("inspect", "-", stdin=around.format(minted("login"))).code == 0


@pytest.mark.parametrize("token", ["", " ", "\n"])
def test_nothing_pasted_is_told(token: str) -> None:
    done = tokenassay("inspect", "-", stdin=token)
    assert done.code == 2
    assert "no token" in done.err


def test_hostile_claims_cannot_drive_the_terminal() -> None:
    token = minted("login", "--claim", 'jti="\\u001b[2J\\u001b]0;x\\u0007"', "--claim", 'store_hash="\\u001b[31m"')
    assert "\x1b" not in tokenassay("inspect", token).said


def test_redirect_url_is_recognized() -> None:
    assert "the claim is redirect_to" in tokenassay("inspect", minted("login", "--claim", 'redirect_url="/x"')).out
