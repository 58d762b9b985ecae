"""The storefront channel a login token is for (Customer Login API, channel_id: optional integer, default 1)."""

from harness.contract.words import Rule
from harness.faults.registry import LOGIN, Inapplicable, fault, may, should, variant
from harness.tokens.draft import Draft

CLAUSE = "Customer Login API, channel_id"


@fault(
    Rule.CHANNEL,
    should,
    CLAUSE,
    kinds=LOGIN,
    cwe=285,
    rows={"zero": 0, "minus-one": -1, "unknown": 987_654, "past-int32": 2**32 + 1},
)
def unknown(draft: Draft, value: int) -> Draft:
    """The channel is none of the store's."""
    return draft.claim(channel_id=value)


@fault(
    Rule.CHANNEL,
    should,
    CLAUSE,
    kinds=LOGIN,
    cwe=843,
    rows={"padded": " {}", "fraction": "{}.0", "list": "{},2", "plus": "+{}"},
)
def in_text(draft: Draft, value: str) -> Draft:
    """The channel is text that a lax reader turns into a number."""
    return draft.claim(channel_id=value.format(draft.scene.channel_id or 1))


@variant(may, CLAUSE, rule=Rule.CHANNEL, kinds=LOGIN, rests="login.channel.numeric-string")
def numeric_string(draft: Draft) -> Draft:
    """The channel is a numeric string."""
    return draft.claim(channel_id=str(draft.scene.channel_id or 1))


def with_channel(draft: Draft) -> Draft:
    """Return a twin that names the channel."""
    return draft.claim(channel_id=draft.scene.channel_id or 1)


@variant(should, CLAUSE + ": default 1", rule=Rule.CHANNEL, kinds=LOGIN, twin=with_channel)
def left_out(draft: Draft) -> Draft:
    """There is no channel, and the storefront is that of channel 1."""
    if draft.scene.channel_id not in (None, 1):
        raise Inapplicable("this storefront is not channel 1")
    return draft.without("channel_id")
