"""storefront.redirect in a browser: a real address bar, and where hostile paths would take it (WHATWG URL 4.4)."""

import pytest

from harness.verdict.stop import Broken
from harness.verdict.storefront.browsing import Browsing
from harness.verdict.terms import needs

HOSTILE = {
    "absolute": "https://evil.example/",
    "slashes": "//evil.example/",
    "backslash": "/\\evil.example/",
    "tab": "/\t/evil.example/",
    "encoded": "/%2f%2fevil.example/",
    "dots": "/.//evil.example/",
    "user": "//@evil.example/",
    "script": "javascript:location='https://evil.example/'",
}


@needs("browser")
@pytest.mark.parametrize("path", HOSTILE)
def keeps_the_address_bar_at_the_store(browser: Browsing, path: str) -> None:
    """In a browser, a link with a hostile redirect_to leaves the store in no way."""
    shopper = browser.shopper()
    away = shopper.led_away_by(browser.store.token(redirect_to=HOSTILE[path]))
    if away:
        raise Broken(f"the browser went to {', '.join(away)}")
    browser.store.check_twin()
