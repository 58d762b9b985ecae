"""storefront.window: 0 <= now - iat <= 30, in whole seconds (Customer Login API, iat)."""

import pytest

from harness.faults import Deviation
from harness.verdict.storefront.suite import Redemption, StorefrontSuite
from harness.verdict.terms import alone, needs, rests


def refuses(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A token outside its window, or without a proper iat, signs nobody in."""
    storefront.judge(deviation)


def accepts(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A token within its window signs in."""
    storefront.judge(deviation)


@alone
@needs("control")
@pytest.mark.parametrize("age", [0, 1, -1], ids=["new", "1-s-old", "1-s-to-go"])
def accepts_to_the_second(storefront: StorefrontSuite, age: int) -> None:
    """With the store's clock standing still, a token inside the window signs in."""
    window = storefront.context.profile.number("login.window")
    _redeem_at_age(storefront, age if age >= 0 else window + age).must_sign_in()


@alone
@needs("control")
@rests("login.window.inclusive")
def says_whether_the_edge_is_inside(storefront: StorefrontSuite) -> None:
    """With the store's clock standing still, a token exactly as old as the window is treated as the profile says."""
    profile = storefront.context.profile
    attempt = _redeem_at_age(storefront, profile.number("login.window"))
    if profile.flag("login.window.inclusive"):
        attempt.must_sign_in()
    else:
        attempt.must_be_refused()


@alone
@needs("control")
@pytest.mark.parametrize("late", [1, 2, 30], ids=["1-s", "2-s", "30-s"])
def refuses_to_the_second(storefront: StorefrontSuite, late: int) -> None:
    """With the store's clock standing still, a token past the window signs nobody in."""
    _redeem_at_age(storefront, storefront.context.profile.number("login.window") + late).must_be_refused()


@alone
@needs("control")
@rests("login.future.tolerance")
@pytest.mark.parametrize("ahead", [1, 2, 5], ids=["1-s", "2-s", "5-s"])
def refuses_the_future_to_the_second(storefront: StorefrontSuite, ahead: int) -> None:
    """With the store's clock standing still, a token from beyond the tolerated future signs nobody in."""
    _redeem_at_age(storefront, -storefront.context.profile.number("login.future") - ahead).must_be_refused()


def _redeem_at_age(storefront: StorefrontSuite, age: int) -> Redemption:
    now = storefront.context.now()
    with storefront.control.frozen(now):
        return storefront.redeem(storefront.token(iat=now - age))
