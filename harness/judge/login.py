"""How a sound store judges a customer login token (Customer Login API)."""

import math
from collections.abc import Callable, Iterator, Mapping
from typing import Any

from harness.judge.envelope import check_header, explain_mac, read, verifies
from harness.judge.policy import LoginPolicy
from harness.judge.reasons import Judgement, Reason, reason
from harness.judge.redirect import is_own_path
from harness.judge.values import as_integer, is_integer, is_number, same_address
from harness.judge.world import Door
from harness.tokens.parties import App

Claims = Mapping[str, Any]
Check = Callable[[Claims, Door, int, LoginPolicy], Reason | None]

_MILLISECONDS = 100_000_000_000
"""Seconds reach this in the year 5138; a larger iat is in milliseconds."""


def judge_login(token: str, door: Door, now: int, policy: LoginPolicy) -> Judgement:
    """Return what a sound store decides about ``token`` at ``door`` at Unix time ``now``, with every reason."""
    opened = read(token)
    if isinstance(opened, Judgement):
        return opened
    header, claims = opened.header, opened.claims
    if refused := check_header(header, policy.algorithms, policy.typ, policy.typ_required):
        return Judgement((refused,), header, claims)
    named = claims.get("iss")
    app = door.apps.get(named) if isinstance(named, str) else None
    if app is None:
        # Nobody can say whose key to try; take the app whose key fits, so that iss alone is blamed.
        app = next((known for known in door.apps.values() if verifies(opened, known.key)), None)
        if app is None:
            return Judgement((_unknown_issuer(claims),), header, claims)
    elif not verifies(opened, app.key):
        return Judgement((explain_mac(opened, app, door.apps.values),), header, claims)
    return Judgement(tuple(login_reasons(claims, door, app, now, policy)), header, claims, authentic=True)


def customer_of(claims: Claims) -> int:
    """Return the customer that an accepted token names."""
    return int(claims["customer_id"])


def seconds_of(iat: float) -> int:
    """Return the whole second that an accepted token names as its ``iat``, whichever unit it is in."""
    return math.floor(iat // 1000 if iat >= _MILLISECONDS else iat)


def login_reasons(claims: Claims, door: Door, app: App, now: int, policy: LoginPolicy) -> Iterator[Reason]:
    """Yield every reason of the claims stage; ``app`` is whose secret signed."""
    if claims.get("iss") != app.client_id:
        yield _unknown_issuer(claims)
    elif policy.scope not in app.scopes:
        yield reason("scope", f"the app {app.client_id} has no scope {policy.scope}")
    for check in CHECKS:
        if found := check(claims, door, now, policy):
            yield found


def _unknown_issuer(claims: Claims) -> Reason:
    if "iss" not in claims:
        return reason("iss-missing", "there is no iss; it must be the app's client id")
    return reason("iss-unknown", f"iss is {claims['iss']!r:.60}, which is no app of this store")


def _operation(claims: Claims, door: Door, now: int, policy: LoginPolicy) -> Reason | None:
    found = claims.get("operation")
    if found == policy.operation:
        return None
    return reason("operation", f"operation is {found!r:.60}; it must be '{policy.operation}'")


def _store(claims: Claims, door: Door, now: int, policy: LoginPolicy) -> Reason | None:
    found = claims.get("store_hash")
    if found == door.store_hash:
        return None
    return reason("store", f"store_hash is {found!r:.60}; this store is '{door.store_hash}'")


def _issued_at(claims: Claims, door: Door, now: int, policy: LoginPolicy) -> Reason | None:
    if "iat" not in claims:
        return reason("iat-missing", "there is no iat")
    iat = claims["iat"]
    if not is_integer(iat) and (policy.iat_integer or not is_number(iat)):
        return reason("iat-type", f"iat is {iat!r:.60}; it must be an integer of seconds")
    age = now - seconds_of(iat)
    if iat >= _MILLISECONDS and not policy.iat_milliseconds:
        return reason("iat-milliseconds", f"iat is {iat}, a time in milliseconds")
    if age < -policy.future:
        return reason("iat-future", f"iat lies {-age} s in the future of the store's clock")
    if age > policy.window or (age == policy.window and not policy.window_inclusive):
        return reason("iat-expired", f"iat is {age} s old; a login token is good for {policy.window} s")
    return None


def _expiry(claims: Claims, door: Door, now: int, policy: LoginPolicy) -> Reason | None:
    if not policy.exp_enforced or "exp" not in claims:
        return None
    exp = claims["exp"]
    if is_number(exp) and exp > now:
        return None
    return reason("exp-enforced", f"exp is {exp!r:.60}, and this profile enforces it")


def _jti(claims: Claims, door: Door, now: int, policy: LoginPolicy) -> Reason | None:
    if "jti" not in claims:
        return reason("jti-missing", "there is no jti")
    jti = claims["jti"]
    if not isinstance(jti, str) or not jti.strip():
        return reason("jti-type", f"jti is {jti!r:.60}; it must be a non-empty string")
    iss = claims.get("iss")
    if isinstance(iss, str) and door.is_spent(iss, jti):
        return reason("jti-spent", f"the jti '{jti:.60}' was used before: a login token works once")
    return None


def _customer(claims: Claims, door: Door, now: int, policy: LoginPolicy) -> Reason | None:
    if "customer_id" not in claims:
        return reason("customer-missing", "there is no customer_id")
    number = as_integer(claims["customer_id"], takes_strings=policy.customer_strings)
    if number is None:
        return reason("customer-type", f"customer_id is {claims['customer_id']!r:.60}; it must be an integer")
    if number not in door.customers:
        return reason("customer-unknown", f"customer_id {number} is no customer of this store")
    return None


def _channel(claims: Claims, door: Door, now: int, policy: LoginPolicy) -> Reason | None:
    number = as_integer(claims.get("channel_id", policy.channel_default), takes_strings=policy.channel_strings)
    if number is None:
        return reason("channel-type", f"channel_id is {claims['channel_id']!r:.60}; it must be an integer")
    channel = door.channels.get(number)
    if channel is None:
        return reason("channel-unknown", f"channel_id {number} is no channel of this store")
    if number != door.channel.id:
        return reason(
            "channel-other", f"the token is for channel {number}; this is the storefront of {door.channel.id}"
        )
    customer = door.customers.get(as_integer(claims.get("customer_id"), takes_strings=policy.customer_strings) or 0)
    if policy.channel_membership and customer is not None and not channel.admits(customer):
        return reason("channel-forbidden", f"customer {customer.id} may not sign in on channel {number}")
    return None


def _request_ip(claims: Claims, door: Door, now: int, policy: LoginPolicy) -> Reason | None:
    if "request_ip" not in claims:
        return None
    found = claims["request_ip"]
    if not isinstance(found, str) or not found:
        return reason("request-ip-type", f"request_ip is {found!r:.60}; it must be the text of an address")
    if same_address(found, door.peer, mapped=policy.ip_mapped):
        return None
    return reason("request-ip", f"request_ip is {found!r:.60}, but the request comes from {door.peer}")


def _redirect(claims: Claims, door: Door, now: int, policy: LoginPolicy) -> Reason | None:
    if "redirect_to" not in claims:
        return None
    path = claims["redirect_to"]
    if not isinstance(path, str):
        return reason("redirect-type", f"redirect_to is {path!r:.60}; it must be a string")
    if policy.redirect_hostile == "refuse" and not is_own_path(path):
        return reason("redirect-hostile", f"redirect_to is {path!r:.60}, which can lead away from the store")
    return None


def _cart(claims: Claims, door: Door, now: int, policy: LoginPolicy) -> Reason | None:
    found = claims.get("enable_persistent_cart", False)
    if isinstance(found, bool):
        return None
    return reason("cart-type", f"enable_persistent_cart is {found!r:.60}; it must be true or false")


CHECKS: tuple[Check, ...] = (
    _operation, _store, _issued_at, _expiry, _jti, _customer, _channel, _request_ip, _redirect, _cart,
)  # fmt: skip
