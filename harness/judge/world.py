"""What a store knows when a login token is presented at one of its doors."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field

from harness.tokens.parties import App, Channel, Customer


def _nothing_spent(client_id: str, jti: str) -> bool:
    return False


@dataclass(frozen=True, slots=True)
class Door:
    """One storefront and one visitor: whose door it is, who is known there, and where the visitor comes from.

    ``apps`` is keyed by client id, ``customers`` by id, ``channels`` by id; ``peer`` is the visitor's address.
    """

    store_hash: str
    channel: Channel
    apps: Mapping[str, App]
    customers: Mapping[int, Customer]
    channels: Mapping[int, Channel]
    peer: str = "127.0.0.1"
    is_spent: Callable[[str, str], bool] = field(default=_nothing_spent)
