"""Valid tokens are what real parties send, and the two writers agree."""

import json
from dataclasses import replace
from typing import Any

import jwt
import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.contract.profile import load
from harness.contract.words import Kind
from harness.jose import base64url
from harness.judge import LoginPolicy, judge_login
from harness.tokens import Draft, Stage, current, login, mint, payload, storefront_api
from harness.tokens.keys import secret_forms
from tests.conftest import HEX, MIXED, NOW, door, scene

VALUES = st.none() | st.booleans() | st.integers() | st.text(max_size=10) | st.lists(st.integers(), max_size=3)


def decoded(token: str) -> tuple[dict[str, Any], dict[str, Any]]:
    header, claims, _ = token.split(".")
    return json.loads(base64url.decode(header)), json.loads(base64url.decode(claims))


@given(extra=st.dictionaries(st.text(max_size=8), VALUES, max_size=4), secret=st.text(min_size=1, max_size=80))
def test_pyjwt_and_the_raw_writer_agree(extra: dict[str, Any], secret: str) -> None:
    for draft in (login(scene()), current(scene()), payload(scene())):
        changed = draft.claim(**extra).signed_with(secret.encode("utf-8", "surrogatepass"))
        assert changed.wire() == changed.raw()


@pytest.mark.parametrize("kind", [Kind.LOGIN, Kind.CURRENT, Kind.PAYLOAD])
@pytest.mark.parametrize("app", [HEX, MIXED], ids=["64-byte-secret", "31-byte-secret"])
def test_pyjwt_reads_what_we_mint(kind: Kind, app: Any) -> None:
    draft = mint(kind, scene(app), load())
    options: Any = {"verify_exp": False, "verify_iat": False, "verify_nbf": False, "verify_aud": False}
    assert jwt.decode(draft.wire(), app.client_secret, algorithms=["HS256", "HS512"], options=options) == dict(
        draft.claims
    )


def test_a_login_token_has_the_documented_claims() -> None:
    header, claims = decoded(login(scene()).wire())
    assert header == {"alg": "HS256", "typ": "JWT"}
    assert list(claims) == ["iss", "iat", "jti", "operation", "store_hash", "customer_id"]
    assert claims["operation"] == "customer_login"
    assert (type(claims["iat"]), type(claims["customer_id"])) == (int, int)


def test_a_login_token_takes_the_optional_claims() -> None:
    draft = login(scene(), channel_id=2, redirect_to="/cart.php", request_ip="2001:db8::1", enable_persistent_cart=True)
    _, claims = decoded(draft.wire())
    assert claims["request_ip"] == "2001:db8::1"
    assert claims["enable_persistent_cart"] is True
    assert (claims["channel_id"], claims["redirect_to"]) == (2, "/cart.php")


def test_a_current_token_looks_like_a_real_one() -> None:
    token = mint(Kind.CURRENT, scene(), load()).wire()
    assert base64url.decode(token.split(".")[0]) == b'{"typ":"JWT","alg":"HS512"}'
    _, claims = decoded(token)
    assert list(claims) == [row.name for row in load().claims[Kind.CURRENT]]
    assert claims["exp"] - claims["iat"] == 900
    assert claims["customer"] == {"id": 4927, "email": "alice@example.com", "group_id": "0"}
    assert claims["aud"] == claims["application_id"] == HEX.client_id
    assert claims["sub"] == claims["store_hash"] == "abc123"


def test_the_documented_profile_signs_with_hs256() -> None:
    assert decoded(mint(Kind.CURRENT, scene(), load("documented")).wire())[0]["alg"] == "HS256"


def test_a_signed_payload_lives_a_day_and_starts_five_seconds_ago() -> None:
    _, claims = decoded(payload(scene()).wire())
    assert (claims["exp"] - claims["iat"], claims["nbf"] - claims["iat"], claims["sub"]) == (
        86_400,
        -5,
        "stores/abc123",
    )


def test_a_session_sync_token_has_eat_and_no_exp() -> None:
    header, claims = decoded(mint(Kind.SESSION_SYNC, scene()).wire())
    assert header["alg"] == "ES256"
    assert claims["eat"] == NOW + 30
    assert "exp" not in claims


def test_a_current_token_may_have_been_minted_some_time_ago() -> None:
    _, claims = decoded(current(replace(scene(), age=840)).wire())
    assert (claims["iat"], claims["exp"]) == (NOW - 840, NOW + 60)


@pytest.mark.parametrize("kind", [Kind.SESSION_SYNC, Kind.STOREFRONT_API])
def test_what_bigcommerce_signs_for_itself_has_the_claims_of_its_table(kind: Kind) -> None:
    header, claims = decoded(mint(kind, scene()).wire())
    assert header == {"typ": "JWT", "alg": "ES256"}
    assert set(claims) >= {row.name for row in load().claims[kind]}


def test_storefront_api_tokens_are_of_two_types() -> None:
    kinds = [decoded(storefront_api(scene(), token_type).wire())[1]["token_type"] for token_type in (1, 2)]
    assert kinds == [1, 2]


def test_edits_take_hold_at_their_stage_and_leave_the_draft_alone() -> None:
    draft = login(scene())
    header, body, signature = draft.wire().split(".")
    assert draft.edit(Stage.MAC, lambda raw: raw[:4]).wire().split(".")[2] == base64url.encode(
        base64url.decode(signature)[:4]
    )
    assert draft.edit(Stage.SIGNATURE_TEXT, lambda text: text + "=").wire() == f"{header}.{body}.{signature}="
    assert draft.edit(Stage.TOKEN, lambda token: f"Bearer {token}").wire() == f"Bearer {draft.wire()}"
    assert draft.edits == ()
    signed_over = draft.edit(Stage.PAYLOAD_TEXT, lambda text: text + "=").wire()
    assert signed_over.split(".")[1] == body + "="
    assert signed_over.split(".")[2] != signature


def test_an_unsigned_draft_ends_with_a_dot() -> None:
    assert login(scene()).head(alg="none").signed_with(b"", "").wire().endswith(".")


def test_claims_and_headers_can_be_dropped() -> None:
    draft: Draft = login(scene()).without("jti", "iat").headless("typ")
    header, claims = decoded(draft.wire())
    assert header == {"alg": "HS256"}
    assert not {"jti", "iat"} & claims.keys()


def test_secrets_do_not_show_in_a_repr() -> None:
    assert HEX.client_secret not in repr(HEX)
    assert HEX.client_secret not in repr(scene())


def test_a_secrets_forms_are_all_named_and_mostly_other_keys() -> None:
    forms = secret_forms(MIXED.client_secret)
    assert len({key for key in forms.values() if key != MIXED.key}) >= 25
    assert forms["newline"] == MIXED.key + b"\n"


@pytest.mark.parametrize("bar", [0, 1, 3])
def test_a_login_token_is_ahead_of_no_store_whose_clock_may_be_behind(bar: int) -> None:
    draft = login(replace(scene(), bar=bar))
    assert draft.claims["iat"] == NOW - bar
    for now in range(NOW - bar, NOW + bar + 1):
        assert judge_login(draft.wire(), door(), now, LoginPolicy.of(load())).accepted
