"""storefront.window: 0 <= now - iat <= 30, in whole seconds (Customer Login API, iat)."""

import pytest

from harness.faults import Deviation
from harness.verdict.storefront import Redemption, StorefrontSuite
from harness.verdict.terms import alone, needs, rests


def refuses(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A token outside its window, or without a proper iat, signs nobody in."""
    storefront.judge(deviation)


def accepts(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A token within its window signs in."""
    storefront.judge(deviation)


@alone
@needs("control")
@pytest.mark.parametrize("age", [0, 1, 29], ids=["new", "1-s", "29-s"])
def accepts_to_the_second(storefront: StorefrontSuite, age: int) -> None:
    """With the store's clock standing still, a token inside the window signs in."""
    _redeem_at_age(storefront, age).must_sign_in()


@alone
@needs("control")
@rests("login.window.inclusive")
def accepts_at_the_very_edge(storefront: StorefrontSuite) -> None:
    """With the store's clock standing still, a token of exactly 30 seconds signs in."""
    _redeem_at_age(storefront, 30).must_sign_in()


@alone
@needs("control")
@pytest.mark.parametrize("age", [31, 60, -1, -5], ids=["31-s", "60-s", "1-s-ahead", "5-s-ahead"])
def refuses_to_the_second(storefront: StorefrontSuite, age: int) -> None:
    """With the store's clock standing still, a token outside the window signs nobody in."""
    _redeem_at_age(storefront, age).must_be_refused()


def _redeem_at_age(storefront: StorefrontSuite, age: int) -> Redemption:
    now = storefront.context.now()
    with storefront.control.frozen(now):
        return storefront.redeem(storefront.token(iat=now - age))
