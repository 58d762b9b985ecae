"""storefront.session in a browser: two windows are two people, and a switch leaves nothing of the first."""

from harness.verdict.stop import Broken
from harness.verdict.storefront.browsing import Browsing
from harness.verdict.terms import needs


@needs("browser")
def keeps_two_windows_apart(browser: Browsing) -> None:
    """In a browser, two customers and a guest in three windows stay who they are."""
    alice, bob, guest = (browser.shopper(name) for name in ("Alice's", "Bob's", "a guest's"))
    alice.redeem(browser.store.token(browser.alice))
    bob.redeem(browser.store.token(browser.bob))
    guest.visit("/")
    for _ in range(2):
        alice.visit("/").must_be(browser.alice)
        bob.visit("/").must_be(browser.bob)
        guest.visit("/").must_be_nobody("two customers signed in in other windows")


@needs("browser")
def keeps_nothing_of_the_first_customer(browser: Browsing) -> None:
    """In a browser, a link for another customer leaves nothing of the first on the account page."""
    page = browser.store.context.target.signed_in.page
    shopper = browser.shopper().redeem(browser.store.token(browser.alice)).must_be(browser.alice)
    shopper.redeem(browser.store.token(browser.bob)).must_be(browser.bob)
    alice, bob = browser.alice.email, browser.bob.email
    if alice and alice != bob and alice in shopper.visit(page).window.text():
        raise Broken("the account page of the new customer names the one before")
