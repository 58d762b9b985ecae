"""storefront.login in a browser: a link signs in, lands, and says so where it does not (Customer Login API)."""

from harness.tokens import login
from harness.verdict.storefront.browsing import Browsing
from harness.verdict.terms import needs, rests


@needs("browser")
@rests("login.redirect.default")
def gives_the_account_page(browser: Browsing) -> None:
    """In a browser, a login link leads to the account page, signed in."""
    shopper = browser.shopper().redeem(browser.store.token())
    shopper.must_be(browser.alice, landing=browser.store.context.profile.text("login.redirect.default"))


@needs("browser")
def gives_the_page_that_was_asked_for(browser: Browsing) -> None:
    """In a browser, redirect_to leads to that page, its query with it."""
    shopper = browser.shopper().redeem(browser.store.token(redirect_to="/?from=a-login-link"))
    shopper.must_be(browser.alice, landing="/?from=a-login-link")


@needs("browser")
@rests("login.failure.message")
def says_that_a_login_failed(browser: Browsing) -> None:
    """In a browser, an expired link leads to the login page, which says that the login failed."""
    old = login(browser.store.scene()).claim(iat=browser.store.context.now() - 3600)
    browser.shopper().redeem(old.wire()).must_see_a_refusal()
