"""storefront.cookies in a browser: the flags as the browser acts on them, not as they are written."""

from harness.verdict.stop import Broken
from harness.verdict.storefront.browsing import Browsing
from harness.verdict.terms import needs, rests


@needs("browser")
@rests("login.cookie.http-only")
def keeps_the_session_from_scripts(browser: Browsing) -> None:
    """In a browser, a script of the store's page does not see the session in document.cookie."""
    shopper = browser.shopper().redeem(browser.store.token()).must_be(browser.alice)
    name = browser.store.session_cookie()
    seen = str(shopper.window.run("() => document.cookie"))
    values = [cookie["value"] for cookie in shopper.window.cookies() if cookie["name"] == name]
    if any(value and value in seen for value in values):
        raise Broken(f"document.cookie shows {name} to every script of the page")


@needs("browser", "https")
def keeps_the_session_for_https(browser: Browsing) -> None:
    """In a browser, the session's cookie is Secure: it goes nowhere in the clear."""
    shopper = browser.shopper().redeem(browser.store.token()).must_be(browser.alice)
    name = browser.store.session_cookie()
    if not all(cookie["secure"] for cookie in shopper.window.cookies() if cookie["name"] == name):
        raise Broken(f"{name} is sent over plain http as well")
