"""What a token's maker knows when the token is made: the time, the parties, and the neighbours to confuse them with."""

from dataclasses import dataclass, field

from harness.tokens.parties import App, Customer, Store


@dataclass(frozen=True, slots=True)
class Scene:
    """The circumstances of one token.

    ``now`` is Unix time in seconds as the target's clock shows it, give or take ``bar`` seconds. ``jti`` is the
    token's own id, so that no two tokens of a run collide. ``peer`` is the address that the target will see, "" where
    that is not known. ``window`` and ``future`` are how old, and how far ahead, a login token may be, in seconds.
    ``age`` is how many seconds ago the store minted a current customer token. ``listener`` is the origin of an HTTP
    listener of ours that notes who calls, such as ``http://127.0.0.1:8999``, "" where there is none.
    The ``other_*`` parties really exist where the target knows of them, and are made up otherwise.
    """

    app: App
    store: Store
    customer: Customer
    now: int
    jti: str
    other_customer: Customer
    channel_id: int | None = None
    peer: str = "127.0.0.1"
    bar: int = 0
    window: int = 30
    future: int = 0
    age: int = 0
    listener: str = ""
    other_app: App = field(default_factory=lambda: App("q0ther4ppq0ther4ppq0ther4ppq0th", "0ther-app-secret" * 4))
    other_store: Store = field(default_factory=lambda: Store("zz9other"))

    def at(self, offset: int) -> int:
        """Return a time that lies at least ``offset`` seconds from now whatever the error of the clock."""
        return self.now + offset + (self.bar if offset > 0 else -self.bar)

    def within(self, offset: int) -> int:
        """Return a time that lies at most ``offset`` seconds from now whatever the error of the clock."""
        return self.now + (max(0, offset - self.bar) if offset > 0 else min(0, offset + self.bar))
