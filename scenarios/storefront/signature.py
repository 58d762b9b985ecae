"""storefront.signature: the table of deviations, each presented at the login door beside its valid twin."""

from harness.faults import Deviation
from harness.tokens import Draft, login
from harness.verdict.storefront.suite import StorefrontSuite


def refuses(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A token with this fault signs nobody in."""
    storefront.judge(deviation)


def refuses_a_new_payload_under_a_signature_already_seen(storefront: StorefrontSuite, login_token: Draft) -> None:
    """A signature that was good for one token is not good for another."""
    header, _, signature = login_token.wire().split(".")
    storefront.redeem(login_token.wire()).must_sign_in()
    forged = login(storefront.scene(storefront.bob)).wire().split(".")[1]
    storefront.redeem(f"{header}.{forged}.{signature}", browser="another").must_be_refused()
