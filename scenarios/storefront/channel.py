"""storefront.channel: customers sign in where they are allowed (Channel-specific customers)."""

from harness.faults import Deviation
from harness.tokens import Customer
from harness.verdict.storefront.suite import StorefrontSuite
from harness.verdict.terms import needs, rests


def refuses(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """A channel_id with this fault signs nobody in."""
    storefront.judge(deviation)


def accepts(storefront: StorefrontSuite, deviation: Deviation) -> None:
    """This way to name the channel signs the customer in."""
    storefront.judge(deviation)


@needs("others.channel.customer")
@rests("login.channel.membership")
def refuses_a_customer_of_another_channel(storefront: StorefrontSuite) -> None:
    """A customer who is allowed only on another channel is not signed in here."""
    channel = storefront.context.target.others.channel
    assert channel is not None
    assert channel.customer is not None
    stranger = Customer(channel.customer.id, channel.customer.email)
    storefront.redeem(storefront.token(stranger)).must_be_refused()


@needs("others.channel")
@rests("login.channel.door")
def refuses_a_token_for_another_channel(storefront: StorefrontSuite) -> None:
    """A token for another channel's storefront is not taken at this one."""
    channel = storefront.context.target.others.channel
    assert channel is not None
    storefront.redeem(storefront.token(channel_id=channel.id)).must_be_refused()


@needs("others.channel.customer")
@rests("login.channel.door")
def refuses_a_stranger_who_names_their_own_channel(storefront: StorefrontSuite) -> None:
    """Naming the other channel does not sign its customer in at this storefront."""
    channel = storefront.context.target.others.channel
    assert channel is not None
    assert channel.customer is not None
    token = storefront.token(Customer(channel.customer.id), channel_id=channel.id)
    storefront.redeem(token).must_be_refused()
