"""storefront.leak in a browser: a used link stays out of the address bar, of referrers, and of other sites."""

from harness.verdict.stop import Broken
from harness.verdict.storefront.browsing import Browsing
from harness.verdict.terms import needs


@needs("browser")
def keeps_the_link_out_of_the_page_it_leads_to(browser: Browsing) -> None:
    """In a browser, neither the address bar, nor the referrer, nor any later request holds the token."""
    token = browser.store.token()
    shopper = browser.shopper().redeem(token).must_be(browser.alice)
    page = shopper.window.run("() => [location.href, document.referrer, document.documentElement.outerHTML]")
    for place, text in zip(("address bar", "referrer", "page"), page, strict=True):
        if token in text:
            raise Broken(f"the token stands in the {place} after the login")
    for sent in shopper.window.log.network:
        if token in f"{sent.headers}{sent.body}" or (token in sent.url and sent.origin != browser.url):
            raise Broken(f"a request to {sent.origin} carries the token")
