"""The judge: every reason in order, the stages, the edges of the window, and agreement with PyJWT where both judge."""

import tomllib
from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import jwt
import pytest
from freezegun import freeze_time
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.contract.profile import load
from harness.contract.words import Kind, Rule
from harness.jose import base64url
from harness.judge import CurrentPolicy, Judgement, LoginPolicy, judge_current, judge_login, judge_payload
from harness.judge.envelope import Opened, read, verifies
from harness.judge.inspection import inspect
from harness.judge.reasons import catalogue
from harness.judge.redirect import is_own_path
from harness.judge.values import as_integer, same_address
from harness.tokens import Draft, Stage, current, login, mint, payload, storefront_api
from tests.conftest import HEX, MIXED, NOW, OTHER, door, scene

POLICY = LoginPolicy.of(load())


def codes(draft: Draft, now: int = NOW, policy: LoginPolicy = POLICY, **changes: Any) -> list[str]:
    return [one.code for one in judge_login(draft.wire(), replace(door(), **changes), now, policy).reasons]


def test_a_valid_token_has_no_reason_against_it() -> None:
    found = judge_login(login(scene()).wire(), door(), NOW, POLICY)
    assert found.accepted
    assert found.authentic


def test_all_reasons_of_the_claims_stage_come_in_order() -> None:
    draft = (
        login(scene())
        .claim(
            iss="nobody",
            operation="x",
            store_hash="stores/abc123",
            iat=NOW - 99,
            customer_id="x",
            channel_id=[],
            request_ip="8.8.8.8",
            redirect_to="//evil",
            enable_persistent_cart="yes",
        )
        .without("jti")
    )
    assert codes(draft) == [
        "iss-unknown",
        "operation",
        "store",
        "iat-expired",
        "jti-missing",
        "customer-type",
        "channel-type",
        "request-ip",
        "redirect-hostile",
        "cart-type",
    ]


def test_an_earlier_stage_is_the_only_one_heard() -> None:
    draft = login(scene()).claim(operation="x").signed_with("other")
    assert codes(draft) == ["mac"]
    assert codes(draft.head(alg="none")) == ["alg-none"]
    assert codes(draft.head(alg="none", crit=["x"])) == ["crit"]


@pytest.mark.parametrize(
    ("age", "expected"),
    [(0, []), (1, []), (29, []), (30, []), (31, ["iat-expired"]), (-1, ["iat-future"]), (-60, ["iat-future"])],
)
def test_the_window_is_held_to_the_second(age: int, expected: list[str]) -> None:
    assert codes(login(scene()), NOW + age) == expected


def test_the_windows_switches_are_obeyed() -> None:
    assert codes(login(scene()), NOW + 30, replace(POLICY, window_inclusive=False)) == ["iat-expired"]
    assert codes(login(scene()), NOW - 1, replace(POLICY, future=1)) == []
    assert codes(login(scene()).claim(exp=NOW - 1), policy=replace(POLICY, exp_enforced=True)) == ["exp-enforced"]
    assert codes(login(scene()).claim(customer_id="4927"), policy=replace(POLICY, customer_strings=False)) == [
        "customer-type"
    ]
    assert (
        codes(login(scene()).claim(redirect_to="//evil"), policy=replace(POLICY, redirect_hostile="default-page")) == []
    )
    assert codes(login(scene()).headless("typ"), policy=replace(POLICY, typ_required=False)) == []


def test_a_spent_jti_is_refused() -> None:
    assert codes(login(scene()), is_spent=lambda client_id, jti: (client_id, jti) == (HEX.client_id, scene().jti)) == [
        "jti-spent"
    ]


def test_scope_and_channel() -> None:
    unscoped = replace(HEX, scopes=frozenset())
    assert codes(login(scene()), apps={HEX.client_id: unscoped}) == ["scope"]
    assert codes(login(scene()).claim(channel_id=2)) == ["channel-unknown"]
    closed = replace(door().channel, allow_global_logins=False)
    assert codes(login(scene()), channel=closed, channels={1: closed}) == ["channel-forbidden"]


@pytest.mark.parametrize(
    ("change", "code"),
    [
        (lambda draft: draft.signed_with(b""), "mac-key"),
        (lambda draft: draft.signed_with("your-256-bit-secret"), "mac-key"),
        (lambda draft: draft.signed_with(OTHER.key), "mac-key"),
        (lambda draft: draft.signed_with(HEX.key + b"\n"), "mac-key"),
        (lambda draft: draft.head(kid="/dev/null").signed_with(b""), "mac-header-key"),
        (lambda draft: draft.signed_with(draft.key, "HS512"), "alg-mac"),
        (lambda draft: draft.signed_with("nobody's"), "mac"),
        (lambda draft: draft.claim(iss=OTHER.client_id), "mac-key"),
    ],
    ids=["blank", "placeholder", "other-app", "newline", "kid", "other-mac", "random", "other-app-named"],
)
def test_the_mac_stage_names_the_key_that_fits(change: Any, code: str) -> None:
    assert codes(change(login(scene()))) == [code]


def test_every_reason_has_rule_clause_and_mend() -> None:
    for entry in catalogue().values():
        assert Rule(entry["rule"])
        assert entry["clause"]
        assert entry["mend"].endswith(".")


@pytest.mark.parametrize("path", ["/", "/a", "/a?b=//c", "/a%20b", "/login.php?action=logout", "/é", "/a#b", "/100%"])
def test_own_paths(path: str) -> None:
    assert is_own_path(path)


@pytest.mark.parametrize(
    "path",
    [
        "",
        "a",
        "//a",
        "/\\a",
        "\\a",
        "https:a",
        "/\t/a",
        "/a\nb",
        "/%2fa",
        "/%252fa",
        "/%5ca",
        " /a",
        "/\x7f",
        "/%0d%0aX",
    ],
)
def test_paths_that_can_lead_away(path: str) -> None:
    assert not is_own_path(path)


@pytest.mark.parametrize(
    ("value", "found"),
    [
        (7, 7),
        ("7", 7),
        ("07", None),
        (" 7", None),
        ("٧", None),
        (7.0, None),
        (True, None),
        (None, None),
        ("-7", None),
        ("9" * 30, None),
    ],
)
def test_integers_are_canonical(value: object, found: int | None) -> None:
    assert as_integer(value, takes_strings=True) == found


def test_addresses_compare_as_addresses() -> None:
    assert same_address("2001:DB8:0::1", "2001:db8::1", mapped=False)
    assert not same_address("::ffff:127.0.0.1", "127.0.0.1", mapped=False)
    assert same_address("::ffff:127.0.0.1", "127.0.0.1", mapped=True)
    assert not same_address("127.0.0.1:80", "127.0.0.1", mapped=False)


def test_a_payload_token_is_judged() -> None:
    token = payload(scene())
    assert judge_payload(token.wire(), HEX, "abc123", NOW).accepted
    assert judge_payload(token.wire(), HEX, None, NOW).accepted
    assert [one.code for one in judge_payload(token.wire(), HEX, "other", NOW).reasons] == ["sub-payload"]
    assert [one.code for one in judge_payload(token.claim(iss="bc/apps").wire(), HEX, "abc123", NOW).reasons] == [
        "iss-payload"
    ]


def test_a_foreign_kind_is_no_current_customer_token() -> None:
    for foreign in (login(scene()), payload(scene())):
        assert Rule.OPERATION in judge_current(foreign.wire(), HEX, "abc123", NOW, CurrentPolicy()).rules


def current_codes(draft: Draft, leeway: int = 0) -> list[str]:
    policy = CurrentPolicy(leeway=leeway)
    return [one.code for one in judge_current(draft.wire(), HEX, "abc123", NOW, policy, [OTHER]).reasons]


@pytest.mark.parametrize(
    ("change", "expected"),
    [
        (lambda draft: draft.headless("typ"), []),
        (lambda draft: draft.head(typ="application/JWT"), []),
        (lambda draft: draft.head(typ="at+jwt"), ["typ-current"]),
        (lambda draft: draft.head(typ=None), ["typ-current"]),
        (lambda draft: draft.head(cty="json"), []),
        (lambda draft: draft.head(cty="jwt"), ["cty"]),
        (lambda draft: draft.head(typ="at+jwt", alg="none"), ["alg-none"]),
        (lambda draft: draft.without("customer"), ["customer-object"]),
        (lambda draft: draft.claim(customer={"email": "alice@example.com"}), ["customer-id-missing"]),
        (lambda draft: draft.claim(customer={"id": 0}), ["customer-claim"]),
        (lambda draft: draft.claim(customer={"id": True}), ["customer-claim"]),
        (lambda draft: draft.claim(customer={"id": 2**53}), ["customer-claim"]),
        (lambda draft: draft.claim(customer={"id": 2**53 - 1}), []),
        (lambda draft: draft.claim(exp=NOW), ["exp-passed"]),
        (lambda draft: draft.claim(exp=NOW + 901), ["exp-far"]),
        (lambda draft: draft.claim(aud=[HEX.client_id]), []),
        (lambda draft: draft.claim(aud=[HEX.client_id, "x"]), ["aud"]),
        (lambda draft: draft.claim(sub="x"), ["store-current"]),
        (lambda draft: draft.signed_with("4927"), ["mac-key"]),
        (lambda draft: draft.signed_with("alice@example.com"), ["mac-key"]),
        (lambda draft: draft.signed_with(bytes(256)), ["mac-key"]),
        (lambda draft: draft.head(x5t="x").signed_with(b""), ["mac-header-key"]),
    ],
)
def test_a_current_customer_token_is_judged(change: Any, expected: list[str]) -> None:
    assert current_codes(change(current(scene()))) == expected


def test_the_leeway_of_an_app_is_for_iat_and_nbf() -> None:
    ahead = current(scene()).claim(iat=NOW + 60, nbf=NOW + 60)
    assert current_codes(ahead) == ["iat-current", "nbf"]
    assert current_codes(ahead, leeway=60) == []


@pytest.mark.parametrize("kind", list(Kind))
@pytest.mark.parametrize("profile", ["observed", "documented"])
def test_every_kind_is_recognized(kind: Kind, profile: str) -> None:
    facts = load(profile)
    found = inspect(mint(kind, scene(), facts).wire(), HEX, "abc123", NOW, facts)
    assert found.kind is kind
    assert found.judgement.accepted
    assert found.judgement.authentic == (not any("BigCommerce alone" in gap for gap in found.unchecked))


def test_an_impersonation_token_is_recognized() -> None:
    token = storefront_api(scene(), token_type=2).wire()
    assert inspect(token, None, None, NOW, load()).kind is Kind.STOREFRONT_API


OPINION = {
    Rule.SIGNATURE,
    Rule.KEY,
    Rule.ALGORITHM,
    Rule.AUDIENCE,
    Rule.ISSUER,
    Rule.EXPIRY,
    Rule.ISSUED_AT,
    Rule.NOT_BEFORE,
}
"""What PyJWT checks, too, when it is told the audience, the issuer and what is required."""
CHANGES = st.fixed_dictionaries(
    {},
    optional={
        "aud": st.sampled_from([HEX.client_id, OTHER.client_id, "", [HEX.client_id], [OTHER.client_id]]),
        "iss": st.sampled_from(["bc/apps", "bc", "BC/APPS", "bc/apps/", ""]),
        "iat": st.integers(NOW - 100, NOW + 3),
        "nbf": st.integers(NOW - 3, NOW + 3),
        "exp": st.integers(NOW - 3, NOW + 700),
    },
)


@settings(suppress_health_check=[HealthCheck.too_slow], max_examples=300)
@given(
    changes=CHANGES,
    dropped=st.sets(st.sampled_from(["aud", "iss", "exp", "iat"]), max_size=1),
    algorithm=st.sampled_from(["HS256", "HS384", "HS512"]),
    key=st.sampled_from([HEX.key, HEX.key[:-1], b"your-256-bit-secret", OTHER.key]),
    cut=st.sampled_from([None, 1, 31]),
)
def test_the_judge_and_pyjwt_agree_where_both_have_an_opinion(
    changes: dict[str, Any], dropped: set[str], algorithm: str, key: bytes, cut: int | None
) -> None:
    draft = current(scene(), algorithm).claim(**changes).without(*dropped).signed_with(key, algorithm)
    draft = draft if cut is None else draft.edit(Stage.MAC, lambda raw: raw[:cut])
    found = judge_current(draft.wire(), HEX, "abc123", NOW, CurrentPolicy(lifetime=10**6))
    ours = not found.rules & OPINION
    with freeze_time(datetime.fromtimestamp(NOW, UTC)):
        try:
            jwt.decode(
                draft.wire(),
                HEX.key,
                algorithms=["HS512", "HS256"],
                audience=HEX.client_id,
                issuer="bc/apps",
                options={"require": ["exp", "iat", "aud", "iss"]},
            )
            theirs = True
        except jwt.InvalidTokenError:
            theirs = False
    assert ours == theirs, found.reasons


@given(
    token=st.text(max_size=200)
    | st.builds(lambda a, b, c: f"{a}.{b}.{c}", *[st.text(alphabet='eyJhbGciOiJ.-_=A{}" ', max_size=30)] * 3)
)
def test_no_text_whatsoever_breaks_the_judge(token: str) -> None:
    assert not judge_login(token, door(), NOW, POLICY).accepted
    assert not judge_current(token, MIXED, None, NOW, CurrentPolicy()).accepted


def test_the_judge_agrees_with_the_rfcs_signed_examples() -> None:
    vectors = tomllib.loads((Path(__file__).parents[2] / "fixtures/golden/rfc-hmac.toml").read_text("utf-8"))["jws"]
    for case in vectors:
        opened, key = read(case["token"]), base64url.decode(case["key"])
        if not case["payload"].startswith("{"):
            assert isinstance(opened, Judgement)
            assert opened.rules == {Rule.JSON}, "a JWT's payload is an object (RFC 7519 7.2)"
            continue
        assert isinstance(opened, Opened)
        assert verifies(opened, key)
        assert not verifies(opened, key[:-1])
        assert opened.header["alg"] == case["alg"]
