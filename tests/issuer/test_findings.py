"""What issuers do wrong is found by its own rule, and shown: the token, cut, and what the store says of it."""

import time
from pathlib import Path
from typing import Any

import pytest

from harness.contract.words import Level
from harness.judge.issued import Check, checks
from harness.tokens import login
from harness.verdict.issuer.door import Redeemed
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.notebook import Notebook
from harness.verdict.records import Record
from harness.verdict.stop import Broken
from scenarios.issuer import authorization, customer, delivery, jti, leak, redirect, request_ip, signature
from tests.issuer.trying import COOKIE, Met, met, must_be_harmless, started, within

FORWARDED = request_ip.keeps_an_address_out_that_a_header_claims


def of(name: str) -> Check:
    return checks()[name]


def of_rule(rule: str) -> list[Check]:
    return [check for check in checks().values() if check.id.startswith(f"{rule}.")]


def must_fail(record: Record, rule: str, said: str) -> None:
    assert (record.verdict, record.rule, record.level) == ("fail", f"issuer.{rule}", "must"), record.reason
    assert said in record.reason
    must_be_harmless(str(record.as_json()))


@pytest.mark.parametrize(
    ("quirk", "scenario", "row", "rule", "said"),
    [
        ("constant-jti", jti.gives_each_of_many_its_own, None, "jti", "200 tokens have 1 ids; '1f0c9a7a"),
        ("constant-jti", jti.gives_each_its_own_in_parallel, None, "jti", "100 tokens have 1 ids"),
        ("trusts-query", authorization.refuses_another_customer_who_is_asked_for, "{bob}", "authorization", "a token"),
        ("open", authorization.refuses_when_nobody_is_signed_in, None, "authorization", "though nobody is signed in"),
        ("open", authorization.refuses_a_session_that_is_none, "9f86", "authorization", "for the session '9f86'"),
        ("forwarded", FORWARDED, "X-Forwarded-For", "request-ip", "203.0.113.7"),
        ("tells-secret", leak.keeps_the_secret_out_of_its_answers, None, "leak", "an answer holds the client secret"),
        ("tells-on-page", leak.keeps_the_secret_out_of_its_pages, None, "leak", "holds the client secret"),
        ("logs", leak.keeps_tokens_out_of_its_log, None, "leak", "what the app prints holds the token"),
        ("cookie", leak.keeps_tokens_out_of_cookies, None, "leak", "the token is also set as a cookie"),
        ("redirect-url", redirect.mints, of("redirect.right-name"), "redirect", "redirect_url"),
    ],
)  # fmt: skip
def test_it_is_found_by_its_own_rule(quirk: str, scenario: Any, row: Any, rule: str, said: str, tmp_path: Path) -> None:
    with met(tmp_path, within(quirk)) as one:
        assert not one.context.stopped
        must_fail(one.run(scenario, *([row] if row else [])), rule, said)


def shown(record: Record) -> dict[str, Any]:
    """Return the evidence of a breach, which has the token without its signature and the store's word."""
    token, store = record.evidence["token"], record.evidence["store"]
    assert token["header"] == {"alg": "HS256", "typ": "JWT"}
    assert token["wire"].endswith(".…")
    assert set(store) >= {"outcome", "reasons"}
    assert record.evidence["steps"]
    return dict(token["claims"])


def test_a_breach_shows_the_token_and_what_the_store_makes_of_it(tmp_path: Path) -> None:
    with met(tmp_path, within("trusts-query")) as one:
        alice, bob = one.context.people[:2]
        record = one.run(authorization.refuses_another_customer_who_is_asked_for, "{bob}")
    assert shown(record)["customer_id"] == bob.id
    assert str(bob.id) in record.evidence["store"]["outcome"]
    assert record.evidence["steps"][0]["did"] == f"asked as customer {alice.id} for customer {bob.id}"


def test_an_advisory_breach_stays_one(tmp_path: Path) -> None:
    with met(tmp_path, within("text-id")) as one:
        found = [one.run(customer.mints, check) for check in of_rule("customer")]
    broken = [record for record in found if record.verdict != "pass"]
    assert {record.verdict for record in broken} <= {"advisory", "not-applicable"}
    assert [record for record in broken if record.verdict == "advisory" and record.level == "should"]
    assert shown(next(record for record in broken if record.verdict == "advisory"))["customer_id"] in ("4927", "4928")


def suite(one: Met) -> IssuerSuite:
    note = Notebook("x", "x", "issuer.x", Level.MUST, one.context.profile, strict=False)
    return one.hands.suite(note)  # type: ignore[return-value]


def refused(done: Redeemed, one: Met) -> Broken:
    with pytest.raises(Broken) as caught:
        done.must_sign_in(one.context.people[0])
    return caught.value


def test_the_store_signs_in_and_leads_on(tmp_path: Path) -> None:
    with met(tmp_path, within()) as one:
        issuer = suite(one)
        done = issuer.redeem(issuer.mint(return_to="/cart.php?a=b").wire)
        assert done.must_sign_in(issuer.alice, "/cart.php?a=b") is done
        assert done.reasons == ()
        with pytest.raises(Broken, match="the login leads to .* instead of '/other'") as caught:
            done.must_sign_in(issuer.alice, "/other")
        assert caught.value.rule == "issuer.redirect"
        with pytest.raises(Broken, match=f"signs in customer {issuer.alice.id} instead of {issuer.bob.id}") as caught:
            done.must_sign_in(issuer.bob)
        assert caught.value.rule == "issuer.customer"


def test_the_store_says_why_it_does_not_and_which_rule_that_is(tmp_path: Path) -> None:
    with met(tmp_path, within()) as one:
        issuer = suite(one)
        wire = issuer.mint().wire
        issuer.redeem(wire).must_sign_in(issuer.alice)
        spent = refused(issuer.redeem(wire), one)
        assert (spent.rule, "“Invalid login”" in str(spent)) == ("issuer.jti", True)
        draft = login(one.context.scene())
        late = refused(issuer.redeem(draft.claim(iat=int(one.context.now()) - 31).wire()), one)
        assert (late.rule, "31 s" in str(late)) == ("issuer.issued-at", True)
        forged = refused(issuer.redeem(draft.signed_with("another-secret-of-32-characters-").wire()), one)
        assert forged.rule == "issuer.signature"
        two = refused(issuer.redeem(draft.claim(operation="x", store_hash="y").wire()), one)
        assert len(str(two).split("; ")) >= 2, "all reasons are told"


SECRETS = (
    signature.mints_under_a_secret_of_31_characters,
    signature.mints_under_a_secret_of_64_characters,
    signature.mints_without_the_line_break_of_a_secret,
    signature.mints_nothing_when_the_secret_is_empty,
    signature.mints_nothing_when_the_secret_is_blank,
)


def test_a_second_start_is_under_another_secret(tmp_path: Path) -> None:
    with met(tmp_path, started(BC_CLIENT_SECRET="{client_secret}")) as one:
        assert {one.run(scenario).verdict for scenario in SECRETS} == {"pass"}
        bare = one.run(signature.mints_nothing_when_the_secret_is_missing)
        assert (bare.verdict, bare.reason) == (
            "not-applicable",
            "the app does not take its secret from what start.env gives it",
        )
        assert one.run(delivery.mints_what_signs_the_customer_in).verdict == "pass"


@pytest.mark.parametrize(
    ("quirk", "scenario", "said", "verdict"),
    [
        ("blank-key", signature.mints_nothing_when_the_secret_is_empty, "signed with an empty key", "fail"),
        ("wants-32", signature.mints_under_a_secret_of_31_characters, "31 characters: ", "advisory"),
    ],
)
def test_what_an_app_does_under_another_secret_is_found(
    quirk: str, scenario: Any, said: str, verdict: str, tmp_path: Path
) -> None:
    with met(tmp_path, started(BC_CLIENT_SECRET="{client_secret}", QUIRK=quirk)) as one:
        record = one.run(scenario)
    assert (record.verdict, record.rule) == (verdict, "issuer.signature")
    assert said in record.reason
    must_be_harmless(str(record.as_json()))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (started(), "start.env has no {client_secret}, so the app cannot be started with another one"),
        (within(), "the app cannot be started anew: no [start], or no {port} in send.url"),
        (started(OTHER="{client_secret}"), "the app does not take its secret from what start.env gives it"),
    ],
)
def test_where_no_other_secret_can_be_given_nothing_is_said(text: str, reason: str, tmp_path: Path) -> None:
    with met(tmp_path, text) as one:
        record = one.run(signature.mints_under_a_secret_of_64_characters)
    assert (record.verdict, record.reason) == ("not-applicable", reason)


def test_a_second_start_ends_with_its_scenario(tmp_path: Path) -> None:
    with met(tmp_path, started(BC_CLIENT_SECRET="{client_secret}")) as one:
        begun = time.monotonic()
        assert one.run(jti.gives_others_after_a_restart).verdict == "pass"
        assert time.monotonic() - begun < 15


def test_sessions_that_are_over_are_tried_under_their_names(tmp_path: Path) -> None:
    over = '[ended.expired]\ncookies = { session = "customer-{customer_id}-expired" }\n'
    still = '[ended.logged-out]\ncookies = { session = "customer-{customer_id}" }\n'
    with met(tmp_path, within(more=over)) as one:
        assert one.run(authorization.refuses_a_session_that_is_over).verdict == "pass"
    with met(tmp_path, within(more=over + still)) as one:
        record = one.run(authorization.refuses_a_session_that_is_over)
    must_fail(record, "authorization", "for the session of [ended.logged-out], which is over")


def test_an_app_that_is_told_nothing_of_who_is_signed_in_makes_tokens_for_whoever_is_asked_for(tmp_path: Path) -> None:
    with met(tmp_path, within("open").replace(COOKIE, "")) as one:
        record = one.run(authorization.refuses_when_nobody_is_signed_in)
        must_fail(record, "authorization", "a token was made for whoever is asked for")
        assert "say in [session] how" in record.reason
        record = one.run(authorization.refuses_another_customer_in_a_list)
        assert (record.verdict, "[session]" in record.reason) == ("not-applicable", True)
        assert one.run(delivery.mints_what_signs_the_customer_in).verdict == "pass"
