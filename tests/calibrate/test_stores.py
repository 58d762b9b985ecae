"""Calibrating stores whose settings are hidden, over real sockets, gives the settings back."""

from typing import Any

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from harness.calibrate.registry import Ending, Measurement
from harness.contract.profile import load
from harness.store.mock import MockStore
from harness.store.outages import Outage
from tests.store.visiting import profile_with

from .stores import HIDDEN, calibrated, context_of, gaps, serving, values, wanted

OTHERS: dict[str, st.SearchStrategy[Any]] = {
    "login.window": st.integers(10, 400),
    "login.future": st.integers(0, 90),
    "login.accepts": st.sampled_from([("HS256",), ("HS256", "HS384"), ("HS256", "HS384", "HS512")]),
    "login.redirect.hostile": st.sampled_from(["refuse", "default-page"]),
    "login.jti.burns": st.sampled_from(["presented", "accepted"]),
    "login.head": st.sampled_from(["ignored", "burns"]),
    "login.success.status": st.sampled_from([301, 302, 303, 307, 308]),
    "login.failure.status": st.sampled_from([301, 302, 303, 400, 401, 403]),
    "login.failure.flash-cookie": st.sampled_from(["", "flash", "a.b", "__Host-flash"]),
    "login.post.failure.status": st.sampled_from([400, 401, 403, 422]),
    "login.post.redirect": st.sampled_from(["same-host", "relative"]),
    "login.cookie.session": st.sampled_from(["SHOP_TOKEN", "sid", "a-b_c.d"]),
    "login.cookie.same-site": st.sampled_from(["", "None", "Lax", "Strict"]),
    "current.algorithm": st.sampled_from(["HS256", "HS384", "HS512"]),
    "current.lifetime": st.integers(60, 4000),
    "current.guest.status": st.sampled_from([400, 401, 403, 404, 410]),
    "current.guest.body": st.sampled_from(["errors", "error", "title"]),
    "current.client-id.status": st.sampled_from([400, 401, 403, 404, 422]),
    "current.client-id.missing.status": st.sampled_from([400, 401, 403, 404, 422]),
    "current.content-type": st.sampled_from(["text/plain", "application/json", "application/jwt"]),
    "current.cache-control": st.sampled_from(["", "no-store", "private", "public, max-age=60"]),
}
FLAGS = (
    "login.window.inclusive", "login.typ.required", "login.iat.integer", "login.iat.milliseconds", "login.exp.enforced",
    "login.customer.numeric-string", "login.channel.numeric-string", "login.redirect.own-host",
    "login.request-ip.mapped", "login.cookie.secure", "login.cookie.http-only", "current.cached", "current.cors",
)  # fmt: skip
SWITCHES = st.fixed_dictionaries({}, optional={**OTHERS, **dict.fromkeys(FLAGS, st.booleans())})


def as_seen(lines: dict[str, Any]) -> dict[str, Any]:
    """Return what can be told of ``lines`` from outside: a window without its end is one second shorter."""
    seen = {key: value for key, value in lines.items() if key != "login.window.inclusive"}
    window = lines.get("login.window", 30) - (not lines.get("login.window.inclusive", True))
    seen |= {"login.window": 30 if window == 29 else window, "login.window.inclusive": window != 29}
    ahead = lines.get("login.future", 0)
    seen |= {"login.future.tolerance": f"{ahead} s" if ahead else "none"}
    return seen | {"login.future.rounded": "accepted" if ahead else "refused"}


def test_a_store_with_the_shipped_profile_gives_the_shipped_profile() -> None:
    with MockStore() as store:
        found = calibrated(context_of(store))
    assert values(found) == wanted({})
    assert found.gaps == ()
    assert found.concluded


def test_every_hidden_setting_comes_back_all_at_once() -> None:
    shipped = load()
    assert all(shipped.fact(key).value != value for key, value in HIDDEN.items())
    assert len(HIDDEN) >= 36
    with MockStore(profile=profile_with(HIDDEN)) as store:
        found = calibrated(context_of(store))
    assert values(found) == wanted(HIDDEN)
    assert found.concluded


@settings(max_examples=6, deadline=None, suppress_health_check=[HealthCheck.too_slow])
@given(SWITCHES)
def test_any_settings_come_back(lines: dict[str, Any]) -> None:
    with MockStore(profile=profile_with(lines)) as store:
        found = calibrated(context_of(store))
    assert values(found) == wanted(as_seen(lines))
    assert found.concluded


def test_the_window_is_exact_at_a_store_whose_clock_is_not_ours() -> None:
    lines = {"login.window": 37, "login.future": 2}
    with MockStore(profile=profile_with(lines)) as store:
        store.clock.shift(7.4)
        context = context_of(store)
        found = calibrated(context)
    assert context.bar >= 1
    assert values(found) == wanted(as_seen(lines))
    evidence = next(line.evidence for line in found.lines if line.key == "login.window")
    assert "37 s old accepted, 38 s old refused" in evidence
    assert "clock known to ±0." in evidence


def test_a_clock_that_cannot_be_heard_leaves_the_window_out() -> None:
    with MockStore(profile=profile_with({"login.future": 3})) as store:
        store.clock.shift(7.4)
        store.state.seconds_left = 100  # its tokens are not of the time that its clock shows
        found = calibrated(context_of(store))
    left_out = gaps(found, Ending.UNCLEAR)
    assert {"login.window", "login.window.inclusive", "login.future"} <= left_out.keys()
    assert "clock" in left_out["login.window"]
    assert values(found)["current.cached"] is True
    assert not found.concluded
    assert values(found)["login.head"] == "ignored"


def test_a_token_that_is_never_spent_says_nothing_of_what_spends_it() -> None:
    with MockStore(profile=profile_with({"login.jti.single-use": False, "login.post": False})) as store:
        found = calibrated(context_of(store))
    assert values(found)["login.jti.single-use"] is False
    assert values(found)["login.post"] is False
    moot = {"login.jti.burns", "login.head", "login.post.failure.status", "login.post.redirect"}
    assert gaps(found, Ending.MOOT).keys() == moot
    assert found.concluded


@pytest.mark.parametrize("status", [429, 503])
def test_what_a_store_was_kept_from_answering_is_left_out(status: int) -> None:
    hindered = ("current.guest.status", "login.success.status")
    with MockStore() as store:
        outage = Outage("/", status=status, retry_after=0)

        def hinder(one: Measurement) -> None:
            store.state.outages.set([outage] if one.keys[0] in hindered else [])

        found = calibrated(context_of(store), hinder)
    lost = {"current.guest.status", "current.guest.body", "login.success.status", "login.redirect.default"}
    assert gaps(found, Ending.UNCLEAR).keys() == lost
    assert values(found) == {key: value for key, value in wanted({}).items() if key not in lost}
    assert not found.concluded


def test_a_store_that_stops_signing_in_is_not_asked_for_ever() -> None:
    with MockStore() as store:

        def lock_out(one: Measurement) -> None:
            if one.keys[0] == "login.customer.numeric-string":
                store.state.estates[store.store_hash].customers.clear()

        context = context_of(store)
        found = calibrated(context, lock_out)
        asked = len(store.journal)
    assert context.stopped
    assert "in a row" in gaps(found, Ending.UNCLEAR)["login.window"]
    assert values(found).keys() < wanted({}).keys()
    assert asked < 100


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
@pytest.mark.parametrize(
    ("name", "key", "said"),
    [
        ("algorithm-none", "login.accepts", "UNSIGNED TOKENS ARE ACCEPTED"),
        ("algorithm-missing-means-none", "login.accepts", "UNSIGNED TOKENS ARE ACCEPTED"),
        ("redirect-anything", "login.redirect.hostile", "OPEN REDIRECT"),
        ("request-ip-ignored", "login.request-ip.mapped", "where nobody is, was accepted"),
        ("current-customer-wrong-client-id-accepted", "current.client-id.status", "a token was handed out"),
    ],
)
def test_what_no_profile_may_say_is_told_loudly(name: str, key: str, said: str) -> None:
    with serving(name) as url, MockStore() as store:
        context = context_of(store, url=url)
        found = calibrated(context)
    assert said in gaps(found, Ending.ALARM)[key]
    assert key not in values(found)
    assert not found.concluded


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
def test_an_address_that_is_another_each_time_is_left_out() -> None:
    with serving("banner-by-query") as url, MockStore() as store:
        found = calibrated(context_of(store, url=url))
    assert gaps(found, Ending.UNCLEAR).keys() == {"login.failure.location"}
    assert values(found)["login.failure.status"] == 302
