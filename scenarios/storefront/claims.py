"""storefront.claims: iss, operation, store_hash, jti and customer_id mean what they say; foreign kinds stay out."""

from harness.faults import Deviation
from harness.tokens import login
from harness.verdict.context import party
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import needs


def refuses(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A token with this fault signs nobody in."""
    storefront.judge(deviation)


@needs("others.app")
def refuses_another_apps_name_under_this_apps_secret(storefront: StorefrontSuite) -> None:
    """A token that names another app of the store, signed with this app's secret, signs nobody in."""
    other = storefront.context.target.others.app
    assert other is not None
    storefront.redeem(storefront.token(iss=other.client_id)).must_be_refused("storefront.signature")


@needs("others.store")
def refuses_a_token_for_another_real_store(storefront: StorefrontSuite) -> None:
    """A token for another store that knows the same app signs nobody in here."""
    other = storefront.context.target.others.store
    assert other is not None
    storefront.redeem(storefront.token(store_hash=other.store_hash)).must_be_refused()


@needs("others.app")
def accepts_a_second_app(storefront: StorefrontSuite) -> None:
    """Another app with the login scope signs the customer in as well."""
    other = storefront.context.target.others.app
    assert other is not None
    scene = storefront.scene()
    token = login(scene).claim(iss=other.client_id).signed_with(party(other).key).wire()
    storefront.redeem(token).must_sign_in(scene.customer)
