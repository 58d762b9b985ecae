"""The address that the token is bound to, where it is bound at all (Customer Login API, request_ip: optional)."""

from ipaddress import ip_address

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must, should
from harness.judge.values import same_address

CLAUSE = "Customer Login API, request_ip"
MAPPED = "login.request-ip.mapped"


def _address(token: Issued) -> str:
    """Return request_ip if it is the text of one address, else ""."""
    found = token.claims.get("request_ip")
    if not isinstance(found, str):
        return ""
    try:
        ip_address(found)
    except ValueError:
        return ""
    return found


def _is_peer(token: Issued, *, mapped: bool) -> bool:
    return same_address(_address(token), token.order.peer, mapped=mapped)


@check(Rule.REQUEST_IP, must, CLAUSE + ": string", cwe=843)
def an_address(token: Issued) -> str:
    """The request_ip, if there is one, is the text of one address."""
    if "request_ip" not in token.claims or _address(token):
        return ""
    return f"request_ip is {token.said(token.claims['request_ip'])}; give one bare address, or leave it out"


@check(Rule.REQUEST_IP, must, CLAUSE + ": a mismatch is rejected", cwe=(290, 348))
def the_shoppers(token: Issued) -> str:
    """The request_ip is the address that the shopper comes from."""
    found, peer = _address(token), token.order.peer
    if not found or not peer or _is_peer(token, mapped=True):
        return ""
    return (
        f"request_ip is {token.said(found)}, but the shopper comes from {peer}; "
        "take the address of the connection, not the server's and not a header's, or leave it out"
    )


@check(Rule.REQUEST_IP, should, CLAUSE, rests=MAPPED)
def in_plain_form(token: Issued) -> str:
    """The request_ip is an IPv4 address as such, not as an IPv6 one."""
    strict = token.order.profile.flag(MAPPED)
    if not token.order.peer or _is_peer(token, mapped=strict) or not _is_peer(token, mapped=True):
        return ""
    return f"request_ip is {token.said(_address(token))}; write it as {token.order.peer}, as the store sees it"
