"""storefront.current-customer in a browser: what scripts of the page, and of other pages, get of current.jwt."""

import pytest

from harness.verdict.stop import Broken
from harness.verdict.storefront.browsing import Browsing, Shopper
from harness.verdict.terms import needs, rests

SCRIPTS = {
    "xhr": """path => new Promise(done => {
      const asked = new XMLHttpRequest();
      asked.onreadystatechange = () => { if (asked.readyState === 4) done([asked.status, asked.responseText]); };
      asked.open("GET", path, true);
      asked.send();
    })""",
    "fetch": "path => fetch(path).then(async got => [got.status, await got.text()], error => [0, String(error)])",
}
"""The two ways in which the documents have a page ask (Current Customer API, example JavaScript of both ages)."""


@needs("browser")
@pytest.mark.parametrize("way", SCRIPTS)
def gives_a_script_of_the_page_the_customer(browser: Browsing, way: str) -> None:
    """In a browser, a script of the store's page gets the token of whoever is signed in."""
    shopper = browser.shopper().redeem(browser.store.token())
    status, text = _asked(shopper, way)
    if status != 200 or text.count(".") != 2:
        shopper.broken(f"the script got {status} instead of a token")
    shopper.must_be(browser.alice)


@needs("browser")
@rests("current.guest.status")
@pytest.mark.parametrize("way", SCRIPTS)
def gives_a_script_of_the_page_404_for_a_guest(browser: Browsing, way: str) -> None:
    """In a browser, a script of the store's page gets 404 where nobody is signed in."""
    shopper = browser.shopper().visit("/")
    status, _ = _asked(shopper, way)
    if status != browser.store.context.profile.number("current.guest.status"):
        raise Broken(f"a guest's page got {status}")
    browser.store.check_twin()


@needs("browser")
def keeps_the_customer_from_scripts_of_other_origins(browser: Browsing) -> None:
    """In a browser, a page of another origin cannot read whose session the browser has."""
    shopper = browser.shopper().redeem(browser.store.token()).must_be(browser.alice)
    status, text = shopper.ask_from(browser.elsewhere, shopper.current_path)
    if status:
        whose = browser.store.customer_in(text)
        what = "the token of whoever is signed in" if whose is not None else f"the answer ({status})"
        raise Broken(f"a page of another origin read {what}")


@needs("browser")
def keeps_what_it_gave_before_the_switch_to_itself(browser: Browsing) -> None:
    """In a browser, the page that asks again after a switch of customers gets the new one, from no cache."""
    shopper = browser.shopper().redeem(browser.store.token(browser.alice)).must_be(browser.alice)
    _asked(shopper, "fetch")
    shopper.redeem(browser.store.token(browser.bob))
    _, after = _asked(shopper, "fetch")
    if browser.store.customer_in(after) not in (None, browser.bob.id):
        raise Broken("the token is still the first customer's")
    shopper.must_be(browser.bob)


def _asked(shopper: Shopper, way: str) -> tuple[int, str]:
    """Return what a script of the page that the window shows gets of current.jwt."""
    status, text = shopper.window.run(SCRIPTS[way], shopper.current_path)
    shopper.store.note.step(f"asked current.jwt by {way}", status)
    return status, text
