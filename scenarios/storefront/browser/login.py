"""storefront.login in a browser: a link signs in, lands, and says so where it does not (Customer Login API)."""

from harness.tokens import login
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.storefront.browsing import Browsing
from harness.verdict.terms import needs, rests


@needs("browser")
@rests("login.redirect.default")
def gives_the_account_page(browser: Browsing) -> None:
    """In a browser, a login link leads to the account page, signed in."""
    shopper = browser.shopper().redeem(browser.store.token(browser.bob))
    shopper.must_be(browser.bob, landing=browser.store.context.profile.text("login.redirect.default"))


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


@needs("browser", "embedding_origin")
@rests("login.post")
def gives_its_address_to_the_page_that_embeds_the_checkout(browser: Browsing) -> None:
    """In a browser, the channel's own site POSTs a token, reads redirectUrl, and is signed in there."""
    shopper = browser.shopper()
    status, answer = shopper.post_from(browser.embedding_origin, browser.store.token())
    if status != 200 or not isinstance(answer.get("redirectUrl"), str):
        shopper.broken(f"the page at {browser.embedding_origin} could not read redirectUrl ({status})")
    if not shopper.window.cookies():
        raise NotApplicableError("browsers keep no cookie of another site; give an embedding_origin beside the store")
    shopper.follow(answer["redirectUrl"]).must_be(browser.alice)


@needs("browser", "embedding_origin")
@rests("login.post")
def keeps_its_answer_from_other_origins(browser: Browsing) -> None:
    """In a browser, a page of another origin that POSTs a token cannot read the answer."""
    shopper = browser.shopper()
    status, answer = shopper.post_from(browser.elsewhere, browser.store.token())
    if status:
        raise Broken(f"a page of another origin read the answer: {status} {', '.join(answer)}")
    browser.store.check_twin()
