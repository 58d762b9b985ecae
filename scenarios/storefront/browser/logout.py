"""storefront.logout in a browser: by the link, by a login that leads there, and not undone by the back button."""

from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.storefront.browsing import Browsing
from harness.verdict.terms import needs, rests


@needs("browser")
def ends_the_session_by_the_link(browser: Browsing) -> None:
    """In a browser, the link that signs out leaves nobody signed in."""
    shopper = browser.shopper().redeem(browser.store.token()).must_be(browser.alice)
    shopper.log_out().must_be_nobody("signed out by the link")


@needs("browser")
@rests("logout.path")
def ends_the_session_by_a_login_that_leads_there(browser: Browsing) -> None:
    """In a browser, a login whose redirect_to is the logout page ends with nobody signed in."""
    path = browser.store.context.profile.text("logout.path")
    shopper = browser.shopper().redeem(browser.store.token()).must_be(browser.alice)
    shopper.redeem(browser.store.token(redirect_to=path)).must_be_nobody("a login led to the logout page")


@needs("browser")
def ends_it_in_every_tab(browser: Browsing) -> None:
    """In a browser, signing out in one tab leaves nobody signed in in the other."""
    shopper = browser.shopper().redeem(browser.store.token()).must_be(browser.alice)
    tab = shopper.tab()
    tab.visit("/").must_be(browser.alice)
    shopper.log_out()
    tab.must_be_nobody("signed out in another tab")


@needs("browser")
def keeps_the_account_off_the_back_button(browser: Browsing) -> None:
    """In a browser, the back button does not show the account after signing out."""
    page = browser.store.context.target.signed_in.page
    shopper = browser.shopper().redeem(browser.store.token()).must_be(browser.alice)
    private = shopper.visit(page).window.text()
    shopper.log_out().back()
    if not private.strip():
        raise NotApplicableError(f"the account page {page} shows no text")
    if shopper.window.text() == private:
        raise Broken("the back button shows the account page as it was, although the customer has signed out")
