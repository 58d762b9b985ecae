"""Claims in forms that the documents do not speak of: ids as text, other times, a claim too many."""

from collections.abc import Iterator
from ipaddress import IPv4Address

from harness.calibrate.bench import NOBODYS, Bench
from harness.calibrate.registry import Ending, LeftOutError, Line, measures
from harness.faults import deviation

HOUR = 3600


def _seen(*, taken: bool) -> str:
    return "accepted" if taken else "refused"


def _as_registered(bench: Bench, name: str) -> bool:
    """Whether the store takes a token with the deviation ``name``."""
    return bench.takes(deviation(name).change(bench.draft()))


@measures("login.iat.integer")
def fractions(bench: Bench) -> Iterator[Line]:
    """Whether iat has to be a whole number."""
    taken = _as_registered(bench, "issued-at.fractional.half")
    yield Line("login.iat.integer", not taken, f"an iat with half a second was {_seen(taken=taken)}")


@measures("login.iat.milliseconds")
def milliseconds(bench: Bench) -> Iterator[Line]:
    """Whether iat may be in milliseconds."""
    taken = _as_registered(bench, "issued-at.other-unit.milliseconds")
    yield Line("login.iat.milliseconds", taken, f"an iat in milliseconds was {_seen(taken=taken)}")


@measures("login.exp.enforced")
def expiry(bench: Bench) -> Iterator[Line]:
    """Whether an exp that a client adds is enforced."""
    if not bench.takes(bench.draft(exp=bench.context.now() + HOUR)):
        raise LeftOutError("a token whose exp is an hour ahead was refused")
    taken = bench.takes(bench.draft(exp=bench.context.now() - HOUR))
    yield Line("login.exp.enforced", not taken, f"a fresh token whose exp is an hour past was {_seen(taken=taken)}")


@measures("login.customer.numeric-string")
def customer(bench: Bench) -> Iterator[Line]:
    """Whether customer_id may be text."""
    draft = bench.draft()
    taken = bench.takes(draft.claim(customer_id=str(draft.claims["customer_id"])))
    yield Line("login.customer.numeric-string", taken, f"a customer_id in quotes was {_seen(taken=taken)}")


@measures("login.channel.numeric-string")
def channel(bench: Bench) -> Iterator[Line]:
    """Whether channel_id may be text."""
    number = bench.context.profile.number("login.channel.default")
    if not bench.takes(bench.draft(channel_id=number)):
        raise LeftOutError(f"the storefront's channel is not {number}, which login.channel.default says")
    taken = bench.takes(bench.draft(channel_id=str(number)))
    yield Line("login.channel.numeric-string", taken, f'the channel_id "{number}" in quotes was {_seen(taken=taken)}')


@measures("login.request-ip.mapped")
def mapped(bench: Bench) -> Iterator[Line]:
    """Whether an IPv4 address may be written as IPv6."""
    try:
        peer = str(IPv4Address(bench.context.peer))
    except ValueError as error:
        raise LeftOutError("give peer, the IPv4 address that the store sees you come from", Ending.MOOT) from error
    if not bench.takes(bench.draft(request_ip=peer)):
        raise LeftOutError(f"a token bound to {peer} was refused")
    if bench.takes(bench.draft(request_ip=f"::ffff:{NOBODYS}")):
        raise LeftOutError(f"a token bound to ::ffff:{NOBODYS}, where nobody is, was accepted", Ending.ALARM)
    taken = bench.takes(bench.draft(request_ip=f"::ffff:{peer}"))
    yield Line("login.request-ip.mapped", taken, f"a token bound to ::ffff:{peer} was {_seen(taken=taken)}")
