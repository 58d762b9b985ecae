"""The token names the storefront channel that it is for (Customer Login API, channel_id: optional, default 1)."""

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must, should
from harness.judge.values import as_integer

CLAUSE = "Customer Login API, channel_id"


def _number(token: Issued) -> int | None:
    return as_integer(token.claims.get("channel_id"), takes_strings=True)


def _is_right(token: Issued) -> bool:
    """Whether the channel is the wanted one; without a wanted one, any integer is."""
    wanted = token.order.channel_id
    return _number(token) is not None and wanted in (None, _number(token))


@check(Rule.CHANNEL, must, CLAUSE + ": default 1", cwe=285)
def present(token: Issued) -> str:
    """The channel_id is there where the channel is not the default one."""
    wanted, default = token.order.channel_id, token.order.profile.number("login.channel.default")
    if "channel_id" in token.claims or wanted in (None, default):
        return ""
    return f"there is no channel_id; set it to {wanted}: without one, the customer is signed in on channel {default}"


@check(Rule.CHANNEL, must, CLAUSE + ": integer", cwe=843)
def a_number(token: Issued) -> str:
    """The channel_id is a number."""
    if "channel_id" not in token.claims or _number(token) is not None:
        return ""
    return f"channel_id is {token.said(token.claims['channel_id'])}; it must be an integer"


@check(Rule.CHANNEL, must, CLAUSE, cwe=285)
def right(token: Issued) -> str:
    """The channel_id is that of the storefront which the login is for."""
    if _number(token) is None or _is_right(token):
        return ""
    return f"channel_id is {token.said(token.claims['channel_id'])}; it must be {token.order.channel_id}"


@check(Rule.CHANNEL, should, CLAUSE + ": integer", cwe=843, rests="login.channel.numeric-string")
def no_text(token: Issued) -> str:
    """The channel_id is no string."""
    found = token.claims.get("channel_id")
    if not isinstance(found, str) or not _is_right(token):
        return ""
    return f"channel_id is the string '{found}'; make it an integer, without quotes"
