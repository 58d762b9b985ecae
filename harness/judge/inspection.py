"""A pasted token, taken apart: which kind it is, every reason against it, and what could not be checked."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Any

from harness.contract.profile import Profile
from harness.contract.words import Kind
from harness.judge.current import CurrentPolicy, check_current_header, current_reasons, judge_current
from harness.judge.envelope import Opened, check_header, read, verifies
from harness.judge.login import judge_login, login_reasons
from harness.judge.payload import judge_payload, payload_reasons
from harness.judge.policy import LoginPolicy
from harness.judge.reasons import Judgement, Reason
from harness.judge.values import as_integer
from harness.judge.world import Door
from harness.tokens.keys import JWT_IO, PLACEHOLDERS
from harness.tokens.parties import App, Channel, Customer


@dataclass(frozen=True, slots=True)
class Inspection:
    """What can be said about one token. ``unchecked`` names what would have to be known to say more.

    ``remarks`` are things worth knowing that are no reason to refuse.
    """

    kind: Kind
    judgement: Judgement
    unchecked: tuple[str, ...]
    remarks: tuple[str, ...]


UNCHECKABLE = (Kind.SESSION_SYNC, Kind.STOREFRONT_API)
"""The kinds that BigCommerce signs with a key of its own."""


def inspect(token: str, app: App | None, store_hash: str | None, now: int, profile: Profile) -> Inspection:
    """Return what a sound party makes of ``token`` at Unix time ``now``; without ``app`` the MAC stays unchecked."""
    opened = read(token)
    if isinstance(opened, Judgement):
        kind = classify(opened.header, opened.claims)
        return Inspection(kind, opened, ("everything after the stage that refuses",), ())
    kind = classify(opened.header, opened.claims)
    remarks = tuple(_remarks(opened, kind, profile))
    if kind in UNCHECKABLE:
        gap = ("the signature: ES256 tokens of BigCommerce's own can be checked by BigCommerce alone",)
        return Inspection(kind, Judgement((), opened.header, opened.claims), gap, remarks)
    judgement = _judge(token, opened, kind, app, store_hash, now, profile)
    return Inspection(kind, judgement, tuple(_unchecked(opened, kind, app, store_hash)), remarks)


def classify(header: Mapping[str, Any], claims: Mapping[str, Any]) -> Kind:
    """Return the kind of token that this is, or was meant to be."""
    operation = claims.get("operation")
    if "token_type" in claims and operation is None:
        return Kind.STOREFRONT_API
    if operation == "session_sync" or {"eat", "session_payload"} & claims.keys():
        return Kind.SESSION_SYNC
    if operation == "current_customer" or (isinstance(claims.get("customer"), dict) and "customer_id" not in claims):
        return Kind.CURRENT
    if claims.get("iss") == "bc" or {"user", "owner"} <= claims.keys():
        return Kind.PAYLOAD
    return Kind.CURRENT if header.get("alg") == "HS512" and "customer_id" not in claims else Kind.LOGIN


def _judge(
    token: str, opened: Opened, kind: Kind, app: App | None, store_hash: str | None, now: int, profile: Profile
) -> Judgement:
    header, claims = opened.header, opened.claims
    policy = LoginPolicy.of(profile)
    current = CurrentPolicy.of(profile)
    if refused := _check_header(header, kind, policy, current):
        return Judgement((refused,), header, claims)
    known = app or _stand_in(claims, kind)
    door = door_for(claims, known, store_hash, policy)
    match kind:
        case Kind.CURRENT if app:
            return judge_current(token, app, store_hash, now, current)
        case Kind.PAYLOAD if app:
            return judge_payload(token, app, store_hash, now)
        case Kind.LOGIN if app:
            return judge_login(token, door, now, policy)
        case Kind.CURRENT:
            reasons = current_reasons(claims, known, store_hash, now, current)
        case Kind.PAYLOAD:
            reasons = payload_reasons(claims, known, store_hash, now)
        case _:
            reasons = login_reasons(claims, door, known, now, policy)
    return Judgement(tuple(reasons), header, claims)


def _check_header(header: Mapping[str, Any], kind: Kind, policy: LoginPolicy, current: CurrentPolicy) -> Reason | None:
    match kind:
        case Kind.LOGIN:
            return check_header(header, policy.algorithms, policy.typ, policy.typ_required)
        case Kind.CURRENT:
            return check_current_header(header, current)
        case _:
            return check_header(header, ("HS256",), typ="", needs_typ=False)


def _stand_in(claims: Mapping[str, Any], kind: Kind) -> App:
    """Return an app that is whoever the token says, for looking at the claims when no secret is known."""
    name = claims.get("iss" if kind is Kind.LOGIN else "aud")
    return App(name if isinstance(name, str) else "", "")


def door_for(claims: Mapping[str, Any], app: App, store_hash: str | None, policy: LoginPolicy) -> Door:
    """Return a door at which all is right that cannot be known from the token alone."""
    customer = as_integer(claims.get("customer_id"), takes_strings=policy.customer_strings)
    number = as_integer(claims.get("channel_id", policy.channel_default), takes_strings=policy.channel_strings) or 1
    channel = Channel(number, allow_global_logins=True)
    address, named = claims.get("request_ip"), claims.get("store_hash")
    return Door(
        store_hash=store_hash
        or (named if isinstance(named, str) and named and "/" not in named else "the bare store hash"),
        channel=channel,
        apps={app.client_id: replace(app, scopes=frozenset({policy.scope}))},
        customers={customer: Customer(customer)} if customer is not None and customer > 0 else {},
        channels={number: channel},
        peer=address if isinstance(address, str) else "",
    )


def _unchecked(opened: Opened, kind: Kind, app: App | None, store_hash: str | None) -> list[str]:
    found = []
    if app is None:
        found.append("the MAC: give the client secret with --secret env:NAME or file:PATH, or --target FILE")
    if store_hash is None:
        found.append("whether the store is the right one: give --store HASH")
    if kind is Kind.LOGIN:
        found.append("whether the customer exists and is allowed on the channel")
        found.append("whether the jti was used before, and whether the app has the scope Customers Login")
        if "request_ip" in opened.claims:
            found.append(f"whether the browser comes from {opened.claims['request_ip']!r:.60}")
    return found


def _remarks(opened: Opened, kind: Kind, profile: Profile) -> list[str]:
    found = []
    if opened.header.get("alg") in ("HS256", "HS384", "HS512"):
        for text in PLACEHOLDERS:
            if verifies(opened, text.encode()):
                whose = "jwt.io's placeholder key" if text in JWT_IO else "a placeholder key"
                found.append(
                    f"The MAC verifies under '{text}', {whose}: made in a debugger, not by BigCommerce or your app."
                )
        if verifies(opened, b""):
            found.append("The MAC verifies under an empty key: the secret was not loaded when it was signed.")
    claims = opened.claims
    if kind is Kind.CURRENT and opened.header.get("alg") == "HS256":
        found.append("Real stores sign this kind with HS512; only the documents' samples show HS256. Accept both.")
    if kind is Kind.LOGIN and "redirect_to" not in claims and {"redirect_url", "redirectUrl"} & claims.keys():
        found.append("redirect_url and redirectUrl are ignored; the claim is redirect_to.")
    if kind is Kind.LOGIN and "exp" in claims:
        found.append("BigCommerce bounds a login token by iat alone; exp does not make it live longer.")
    if isinstance(claims.get("customer_id"), str) and not profile.fact("login.customer.numeric-string").firm:
        found.append("customer_id is a string; it is documented as an integer, and that strings work is an assumption.")
    return found
