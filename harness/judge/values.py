"""What JSON values are, as the judge takes them: strictly, a boolean is no number and a text only by leave."""

from ipaddress import IPv6Address, ip_address
from typing import TypeGuard


def is_integer(value: object) -> TypeGuard[int]:
    """Whether ``value`` is a JSON integer (booleans are not)."""
    return type(value) is int


def is_number(value: object) -> TypeGuard[int | float]:
    """Whether ``value`` is a JSON number."""
    return type(value) in (int, float)


def as_integer(value: object, *, takes_strings: bool) -> int | None:
    """Return ``value`` as an integer; canonical decimal strings count where ``takes_strings``; else None."""
    if is_integer(value):
        return value
    if takes_strings and isinstance(value, str) and value.isascii() and value.isdecimal() and len(value) < 20:
        number = int(value)
        return number if str(number) == value else None
    return None


def same_address(claimed: str, peer: str, *, mapped: bool) -> bool:
    """Whether two texts name the same IP address; ``mapped`` lets ::ffff:a.b.c.d equal a.b.c.d."""
    if claimed == peer:
        return True
    try:
        ours, theirs = ip_address(claimed), ip_address(peer)
    except ValueError:
        return False
    if mapped:
        ours = (isinstance(ours, IPv6Address) and ours.ipv4_mapped) or ours
        theirs = (isinstance(theirs, IPv6Address) and theirs.ipv4_mapped) or theirs
    return ours == theirs
