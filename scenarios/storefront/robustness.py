"""storefront.robustness: whatever arrives at the login door gets a clean answer: no 5xx, no hang, no cut."""

import pytest

from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.storefront.suite import StorefrontSuite

PATHS = {
    "nothing": "/login/token/", "no-slash": "/login/token", "double-slash": "//login/token/x",
    "nul": "/login/token/%00", "bad-percent": "/login/token/%zz", "lone-percent": "/login/token/%",
    "bad-utf8": "/login/token/%ff%fe", "overlong": "/login/token/%c0%ae", "dots": "/login/token/%2e%2e",
    "dots-up": "/login/token/%2e%2e%2faccount.php", "slashes": "/login/token/a%2fb%2fc",
    "more-path": "/login/token/a.b.c/d/e", "query": "/login/token/a.b.c?x=1&x=2&%00",
    "semicolon": "/login/token/a.b.c;x=1", "8-kb": "/login/token/" + "A" * 8_192,
    "30-kb": "/login/token/" + "A" * 30_000,
    "dots-1000": "/login/token/" + "." * 1_000, "emoji": "/login/token/%F0%9F%94%91",
    "template": "/login/token/%7B%7B7*7%7D%7D", "path-parameter": "/login/token/{token}",
}  # fmt: skip
HEADERS = {
    "cookie-junk": {"Cookie": "SHOP_TOKEN=../../etc; SHOP_SESSION_TOKEN=%00; =; ;;"},
    "cookie-huge": {"Cookie": "SHOP_TOKEN=" + "x" * 8_000}, "cookie-quotes": {"Cookie": 'SHOP_TOKEN="'},
    "host-junk": {"Host": "evil.example:99999"}, "range": {"Range": "bytes=0-0,-1"}, "expect": {"Accept": "\x7f"},
    "type": {"Content-Type": "application/json; charset=utf-9"},
    "forwarded": {"X-Forwarded-For": "'\"<>,,,", "Forwarded": "for=;;"}, "many": {f"X-{n}": "y" for n in range(60)},
}  # fmt: skip


@pytest.mark.parametrize("path", PATHS)
def gives_a_clean_answer_to_odd_paths(storefront: StorefrontSuite, path: str) -> None:
    """An odd path at the door gets a clean answer and signs nobody in."""
    visitor = storefront.visitor()
    storefront.saw(f"opened {PATHS[path][:60]}", visitor.get(PATHS[path]))
    if storefront.who(visitor).signed_in:
        raise Broken("somebody was signed in", "storefront.signature")


@pytest.mark.parametrize("method", ["PUT", "DELETE", "OPTIONS", "PATCH", "TRACE", "PROPFIND"])
def gives_a_clean_answer_to_odd_methods(storefront: StorefrontSuite, method: str) -> None:
    """Another method than GET, HEAD and POST gets a clean answer."""
    exchange = storefront.driver.present(storefront.visitor(), storefront.token(), method)
    if exchange.status != 501:  # Not Implemented is a clean answer to these (RFC 9110 15.6.2)
        storefront.saw(f"sent {method}", exchange)


@pytest.mark.parametrize("name", HEADERS)
def gives_a_clean_answer_to_odd_headers(storefront: StorefrontSuite, name: str) -> None:
    """Odd headers beside a valid token get a clean answer."""
    if name == "host-junk" and not storefront.context.local:
        raise NotApplicableError("on another machine, a load balancer answers for a strange Host")
    storefront.saw(
        f"sent odd headers ({name})",
        storefront.driver.present(storefront.visitor(), storefront.token(), headers=HEADERS[name]),
    )


@pytest.mark.parametrize("size", [0, 1, 70_000], ids=["empty", "one-byte", "70-kb"])
def gives_a_clean_answer_to_odd_bodies(storefront: StorefrontSuite, size: int) -> None:
    """A POST with a body that nobody asked for gets a clean answer."""
    visitor = storefront.visitor()
    storefront.saw(f"posted {size} bytes", visitor.post("/login/token/a.b.c", "x" * size))


@pytest.mark.parametrize(
    "query",
    ["", "?app_client_id", "?app_client_id=%00", "?app_client_id[]=x", "?app_client_id=" + "x" * 4_000],
    ids=["none", "bare", "nul", "array", "long"],
)
def gives_a_clean_answer_to_odd_questions(storefront: StorefrontSuite, query: str) -> None:
    """An odd question for the current customer gets a clean answer."""
    storefront.saw("asked oddly who is signed in", storefront.sign_in().get(f"/customer/current.jwt{query}"))
