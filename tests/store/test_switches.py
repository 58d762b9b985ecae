"""The profile's switches at the login door: what the documents leave open is as the profile says."""

from typing import Any

import pytest

from harness.contract.profile import ProfileError
from harness.judge import LoginPolicy
from harness.store.mock import MockStore
from harness.tokens import Draft, Scene, login

from .visiting import StoreWith, Visitor, profile_with


def draft(store: MockStore, **claims: Any) -> Draft:
    alice, bob = store.customers["alice"], store.customers["bob"]
    jti = f"jti-{len(store.journal)}-{store.clock.now()}"
    scene = Scene(store.app, store.state.seed.shops[0].store, alice, store.clock.seconds(), jti, other_customer=bob)
    return login(scene, **claims)


def signed(draft: Draft, algorithm: str) -> str:
    return draft.head(alg=algorithm).signed_with(draft.key, algorithm).wire()


def lands(store: MockStore, token: str) -> str:
    return str(Visitor(store.url).redeem(token).headers["location"])


def test_the_door_takes_the_algorithms_that_the_profile_names(store_with: StoreWith, store: MockStore) -> None:
    other = store_with({"login.accepts": ["HS256", "HS512"]})
    for algorithm, taken in (("HS256", True), ("HS384", False), ("HS512", True)):
        assert Visitor(other.url).signs_in(signed(draft(other), algorithm)) is taken
    assert not Visitor(store.url).signs_in(signed(draft(store), "HS512"))


@pytest.mark.parametrize("name", ["none", "RS256", "hs256", ""])
def test_no_profile_lets_unsigned_tokens_in(name: str) -> None:
    with pytest.raises(ProfileError, match=r'"login.accepts" names'):
        LoginPolicy.of(profile_with({"login.accepts": ["HS256", name]}))


def test_fractions_and_milliseconds_are_switches_of_their_own(store_with: StoreWith, store: MockStore) -> None:
    fractions = store_with({"login.iat.integer": False})
    thousandths = store_with({"login.iat.milliseconds": True})
    for one, half, ms in ((store, False, False), (fractions, True, False), (thousandths, False, True)):
        now = one.clock.seconds()
        assert Visitor(one.url).signs_in(draft(one, iat=now - 0.5).wire()) is half
        assert Visitor(one.url).signs_in(draft(one, iat=now * 1000).wire()) is ms
        assert not Visitor(one.url).signs_in(draft(one, iat=str(now)).wire())


def test_tokens_in_other_units_are_as_old_and_as_single_as_others(store_with: StoreWith) -> None:
    store = store_with({"login.iat.integer": False, "login.iat.milliseconds": True})
    store.clock.freeze(1_790_000_000.0)
    for iat, taken in (
        (1_789_999_970.0, True),
        (1_789_999_969.9, False),
        (1_789_999_970_000, True),
        (1_789_999_969_999, False),
        (1_790_000_000_999, True),
        (1_790_000_001_000, False),
        (1e308, False),
    ):
        token = draft(store, iat=iat, jti=f"jti of {iat}").wire()
        assert Visitor(store.url).signs_in(token) is taken, iat
        assert not Visitor(store.url).signs_in(token), f"{iat} works twice"


@pytest.mark.parametrize("hostile", ["refuse", "default-page"])
def test_an_address_of_the_stores_own_host_is_followed_where_the_profile_says_so(
    hostile: str, store_with: StoreWith
) -> None:
    elsewhere = "/login.php" if hostile == "refuse" else "/account.php"
    for own_host in (False, True):
        store = store_with({"login.redirect.own-host": own_host, "login.redirect.hostile": hostile})
        own = f"{store.url}/cart.php"
        assert lands(store, draft(store, redirect_to=own).wire()) == (own if own_host else elsewhere)
        for away in (
            "https://evil.example/",
            f"{store.url}@evil.example/",
            f"{store.url}//evil.example",
            "//evil.example",
        ):
            assert lands(store, draft(store, redirect_to=away).wire()) == elsewhere, away
        assert lands(store, draft(store, redirect_to="/cart.php").wire()) == "/cart.php"


def test_a_refusal_leaves_no_cookie_where_the_profile_names_none(store_with: StoreWith) -> None:
    store = store_with({"login.failure.flash-cookie": ""})
    visitor = Visitor(store.url)
    assert "set-cookie" not in visitor.redeem("not-a-token").headers
    assert "set-cookie" not in visitor.get("/login.php").headers


def test_no_caching_is_said_where_the_profile_says_nothing(store_with: StoreWith) -> None:
    store = store_with({"current.cache-control": ""})
    assert "cache-control" not in Visitor(store.url).get("/customer/current.jwt").headers
