"""storefront.logout: everything ends, by the page and by a login that redirects to it (Customer Login API)."""

from harness.targets.storefront import LOGOUT
from harness.verdict.stop import Broken
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import rests


def ends_the_session_by_the_page(storefront: StorefrontSuite) -> None:
    """Opening the logout page signs the browser out."""
    visitor = storefront.sign_in()
    storefront.saw("opened the logout page", storefront.driver.log_out(visitor))
    storefront.must_be_nobody(visitor, "looked after logging out")


def ends_the_session_on_the_server(storefront: StorefrontSuite) -> None:
    """After logout, a copy of the session cookie is worth nothing."""
    visitor = storefront.sign_in()
    copy = storefront.copy_of(visitor)
    storefront.saw("opened the logout page", storefront.driver.log_out(visitor))
    storefront.must_be_nobody(copy, "looked with a copy of the cookies of before")


def ends_access_to_the_account_page(storefront: StorefrontSuite) -> None:
    """After logout, the account page sends the browser to the login page."""
    page = storefront.context.target.signed_in.page
    visitor = storefront.sign_in()
    cookies = list(visitor.jar)
    storefront.saw("opened the logout page", storefront.driver.log_out(visitor))
    for cookie in cookies:
        visitor.jar.set_cookie(cookie)
    if storefront.saw("opened the account page with the old cookies", visitor.get(page)).status == 200:
        raise Broken("the account page still opens with the cookies of before")


@rests("logout.path")
def ends_the_session_by_redirect(storefront: StorefrontSuite) -> None:
    """A login whose redirect_to is the logout page, followed, leaves nobody signed in."""
    visitor = storefront.visitor()
    exchange = storefront.driver.present(visitor, storefront.token(redirect_to=LOGOUT))
    copy = storefront.copy_of(visitor)
    landing = storefront.saw("presented a token that leads to the logout page", exchange).header("location")
    if "action=logout" in landing:
        storefront.saw("followed it", storefront.driver.log_out(visitor))
    storefront.must_be_nobody(visitor, "looked after that")
    storefront.must_be_nobody(copy, "looked with a copy of the cookies of before")


def keeps_a_guest_a_guest(storefront: StorefrontSuite) -> None:
    """Logging out without being signed in is harmless."""
    visitor = storefront.visitor()
    storefront.saw("opened the logout page as a guest", storefront.driver.log_out(visitor))
    storefront.must_be_nobody(visitor, "looked after that")
    storefront.check_twin()
