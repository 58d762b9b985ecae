"""storefront.replay in a browser: a link works once, in whichever window, and whoever fetched it first."""

from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.storefront.browsing import Browsing
from harness.verdict.terms import needs


@needs("browser")
def refuses_a_link_for_a_second_time_in_one_window(browser: Browsing) -> None:
    """In a browser, a link that was used does not sign in again after signing out."""
    token = browser.store.token()
    shopper = browser.shopper().redeem(token).must_be(browser.alice)
    shopper.log_out().redeem(token).must_see_a_refusal()


@needs("browser")
def refuses_a_used_link_in_another_window(browser: Browsing) -> None:
    """In a browser, a link that was used elsewhere signs nobody in."""
    token = browser.store.token()
    browser.shopper().redeem(token).must_be(browser.alice)
    browser.shopper("a stranger's").redeem(token).must_see_a_refusal()


@needs("browser")
def keeps_a_prefetched_link_for_one_session(browser: Browsing) -> None:
    """In a browser, a link that a page fetched ahead does not open a second session when it is clicked elsewhere."""
    token = browser.store.token()
    reader, other = browser.shopper("a reader's"), browser.shopper("another shopper's")
    if not reader.prefetch(token):
        raise NotApplicableError("this browser fetches no links ahead")
    ahead = reader.visit("/").who()
    other.redeem(token)
    clicked = other.who()
    if ahead.signed_in and clicked.signed_in:
        raise Broken("the link opened a session when it was fetched ahead, and another when it was clicked")
    browser.store.check_twin()
