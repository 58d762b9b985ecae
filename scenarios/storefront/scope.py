"""storefront.scope: only a known app with the login scope signs customers in (API accounts, OAuth scopes)."""

from harness.tokens import login
from harness.verdict.context import party
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import needs


@needs("others.unscoped_app")
def refuses_an_app_without_the_login_scope(storefront: StorefrontSuite) -> None:
    """An app of the store without the scope Customers Login signs nobody in."""
    storefront.redeem(_by_unscoped_app(storefront)).must_be_refused()


@needs("others.unscoped_app")
def refuses_an_app_without_the_login_scope_by_post(storefront: StorefrontSuite) -> None:
    """The scope is asked for at the POST door, too."""
    storefront.redeem(_by_unscoped_app(storefront), method="POST").must_be_refused()


def accepts_an_app_with_the_login_scope(storefront: StorefrontSuite) -> None:
    """The app with the scope signs its customer in."""
    storefront.redeem(storefront.token()).must_sign_in()


def _by_unscoped_app(storefront: StorefrontSuite) -> str:
    table = storefront.context.target.others.unscoped_app
    assert table is not None
    app = party(table)
    return login(storefront.scene()).claim(iss=app.client_id).signed_with(app.key).wire()
