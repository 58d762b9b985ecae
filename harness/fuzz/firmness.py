"""How firmly a token has to be refused that the judge refuses: read from its bytes and the judge's reasons.

The levels are those of the design: ``must`` is what can be had without the secret, or names another time, person, app,
store or kind; what only the secret's holder could sign is ``should``; hygiene is ``may``. A test holds them against the
catalogue: where a deviation's own level is softer, this is never ``must``.
"""

from collections.abc import Callable, Collection, Mapping
from ipaddress import ip_address, ip_network
from typing import Any

from harness.contract.words import Level
from harness.fuzz.holder import signed_by_the_holder
from harness.judge import Judgement, Reason
from harness.judge.values import is_number
from harness.tokens import App

MUST, SHOULD, MAY = Level.MUST, Level.SHOULD, Level.MAY
TOLERATED, LENIENT = 60, 300
"""Seconds beyond ``exp`` up to which a token may still pass, and up to which that is advisory."""

Claims = Mapping[str, Any]
Weigh = Callable[[Claims, int, str], Level | None]
"""From the claims, the time, and what the judge said of them, to a level; None where it may be overlooked."""

_FOURS = tuple(map(ip_network, ("::/80", "64:ff9b::/96")))
"""IPv6 addresses that stand for an IPv4 one (RFC 4291 2.5.5, RFC 6052 2.1)."""


def firmness(wire: str, apps: Collection[App], judgement: Judgement, now: int) -> tuple[Reason, Level] | None:
    """Return the firmest of the judge's reasons and its level; None if all of them may be overlooked at ``now``.

    ``apps`` are those that may have signed in earnest.
    """
    weighed = [(one, level) for one in judgement.reasons if (level := _level(one, wire, apps, judgement, now))]
    return min(weighed, key=lambda pair: list(Level).index(pair[1]), default=None)


def _level(reason: Reason, wire: str, apps: Collection[App], judgement: Judgement, now: int) -> Level | None:
    if not judgement.authentic:
        return SOFT.get(reason.code, SHOULD) if any(signed_by_the_holder(wire, app) for app in apps) else MUST
    return CLAIMS.get(reason.code, _should)(judgement.claims, now, reason.message)


def _should(claims: Claims, now: int, said: str) -> Level | None:
    return SHOULD


def _may(claims: Claims, now: int, said: str) -> Level | None:
    return MAY


def _must(claims: Claims, now: int, said: str) -> Level | None:
    return MUST


def _named(name: str) -> Weigh:
    """Weigh the absence of a claim and another text as ``must``; an odd type only the secret's holder can sign."""

    def weigh(claims: Claims, now: int, said: str) -> Level | None:
        return MUST if isinstance(claims.get(name), str | None) else SHOULD

    return weigh


def _audience(claims: Claims, now: int, said: str) -> Level | None:
    found, own = claims.get("aud"), claims.get("application_id")
    match found:
        case None | str():
            return MUST
        case list() if all(isinstance(one, str) for one in found):
            near = isinstance(own, str) and own in "".join(found)
            return MAY if own in found else SHOULD if near else MUST
        case _:
            return SHOULD


def _expired(claims: Claims, now: int, said: str) -> Level | None:
    late = now - claims["exp"]
    if late <= TOLERATED:
        return None
    return SHOULD if late <= LENIENT or not isinstance(claims["exp"], int) else MUST


def _ahead(name: str) -> Weigh:
    """Overlook a time that lies so little ahead that leeway covers it."""

    def weigh(claims: Claims, now: int, said: str) -> Level | None:
        found = claims.get(name)
        return None if is_number(found) and found - now <= TOLERATED else SHOULD

    return weigh


def _store(claims: Claims, now: int, said: str) -> Level | None:
    """Weigh another ``sub`` less than another ``store_hash``, which the token may name rightly all the same."""
    return _named("store_hash")(claims, now, said) if said.startswith("store_hash") else SHOULD


def _nobody(claims: Claims, now: int, said: str) -> Level | None:
    found = claims["customer"]["id"] if isinstance(claims.get("customer"), dict) else None
    return MUST if found is None or (type(found) is int and -(2**31) <= found <= 0) else SHOULD


def _unless_nothing(name: str) -> Weigh:
    """Weigh null like absence; an odd type only the secret's holder can sign."""

    def weigh(claims: Claims, now: int, said: str) -> Level | None:
        return MUST if claims.get(name) is None else SHOULD

    return weigh


def _address(claims: Claims, now: int, said: str) -> Level | None:
    """Weigh another address as ``must``, and one in another form less: who is meant by it is known."""
    try:
        found = ip_address(claims["request_ip"])
    except ValueError:
        return SHOULD
    return MAY if any(found in network for network in _FOURS if network.version == found.version) else MUST


def _slightly(claims: Claims, now: int, said: str) -> Level | None:
    return SHOULD if is_number(claims.get("iat")) and claims["iat"] - now < TOLERATED else MUST


SOFT = {
    "crit": SHOULD, "zip": MAY, "typ": MAY, "typ-current": MAY, "cty": MAY, }  # fmt: skip
"""Levels of early reasons where the secret's holder has signed all the same; ``should`` where nothing stands here."""
CLAIMS: dict[str, Weigh] = {
    "operation-current": _named("operation"), "iss-current": _named("iss"), "aud": _audience, "aud-missing": _must,
    "exp-missing": _must, "exp-passed": _expired, "exp-far": _should, "iat-current": _ahead("iat"),
    "nbf": _ahead("nbf"), "store-current": _store, "customer-object": _must, "customer-id-missing": _must,
    "customer-claim": _nobody,
    "operation": _named("operation"), "iss-unknown": _named("iss"), "iss-missing": _must, "store": _named("store_hash"),
    "iat-missing": _must, "iat-expired": _must, "iat-future": _slightly, "iat-milliseconds": _must,
    "jti-missing": _must,     "jti-type": _named("jti"), "jti-spent": _must, "customer-missing": _must,
    "exp-type": _unless_nothing("exp"), "iat-type": _unless_nothing("iat"),
    "customer-type": _unless_nothing("customer_id"), "request-ip": _address, "customer-unknown": _must, "scope": _must,
    "channel-other": _must, "channel-forbidden": _must, "redirect-hostile": _must, "cart-type": _may,
}  # fmt: skip
"""Levels of reasons of the claims stage; ``should`` where nothing stands here."""
