"""storefront.replay: a jti opens one session, however it is presented again (Customer Login API, jti)."""

from harness.tokens import Draft
from harness.verdict.storefront import StorefrontSuite


def refuses_a_second_use(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A login token works once."""
    token = login_token.wire()
    storefront.redeem(token).must_sign_in()
    storefront.redeem(token, browser="another").must_be_refused()
