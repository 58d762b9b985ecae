"""storefront.cookies: the session's cookie has the flags and the path that protect it (RFC 6265 4.1.2 and 8)."""

from harness.contract.words import Level
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.storefront.set_cookies import attributes, names
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import at


def sets_the_session_cookie_http_only(storefront: StorefrontSuite) -> None:
    """Scripts cannot read the session's cookie."""
    _must_have(storefront, "httponly")


def sets_the_session_cookie_secure(storefront: StorefrontSuite) -> None:
    """The session's cookie is marked for https alone."""
    _must_have(storefront, "secure")


def sets_same_site_on_the_session_cookie(storefront: StorefrontSuite) -> None:
    """The session's cookie says when it is sent across sites."""
    if _attributes(storefront).get("samesite", "").lower() not in ("none", "lax", "strict"):
        raise Broken("the session's cookie has no SameSite")


def sets_the_session_cookie_for_the_whole_store(storefront: StorefrontSuite) -> None:
    """The session's cookie is for the path /."""
    found = _attributes(storefront).get("path", "")
    if found != "/":
        raise Broken(f"the session's cookie has the path {found!r}")


@at(Level.SHOULD)
def sets_no_domain_on_the_session_cookie(storefront: StorefrontSuite) -> None:
    """The session's cookie is not sent to sibling hosts."""
    if domain := _attributes(storefront).get("domain"):
        raise Broken(f"the session's cookie is for the domain {domain}")


def sets_no_session_cookie_for_a_refused_token(storefront: StorefrontSuite) -> None:
    """A refused token sets no customer session."""
    name = storefront.session_cookie()
    attempt = storefront.redeem(storefront.token(customer_id=987_654_321)).must_be_refused("storefront.claims")
    if attempt.visitor.cookie(name):
        raise Broken(f"a refused login set {name}")


def _must_have(storefront: StorefrontSuite, flag: str) -> None:
    if flag not in _attributes(storefront):
        raise Broken(f"the session's cookie is not {flag}")


def _attributes(storefront: StorefrontSuite) -> dict[str, str]:
    """Return the attributes of the cookie that holds the session, names in lower case."""
    name = storefront.session_cookie()
    visitor = storefront.visitor()
    exchange = storefront.saw("signed in", storefront.driver.present(visitor, storefront.token()))
    if name not in names(exchange):
        raise NotApplicableError(f"the login did not set {name}")
    return attributes(exchange, name)
