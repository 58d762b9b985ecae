"""How a sound app judges a current customer token (Current Customer API; RFC 8725)."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.contract.profile import Profile
from harness.judge.envelope import check_header, explain_mac, read, verifies
from harness.judge.reasons import Judgement, Reason, reason
from harness.judge.values import is_integer, is_number
from harness.tokens.parties import App

SAFE = 2**53 - 1
"""The largest integer that every JSON reader holds exactly (RFC 8259 6); beyond it, ids run into each other."""


@dataclass(frozen=True, slots=True)
class CurrentPolicy:
    """How an app judges current customer tokens; times are in seconds, ``leeway`` applies to iat and nbf."""

    algorithms: tuple[str, ...] = ("HS512", "HS256")
    lifetime: int = 900
    leeway: int = 0

    @classmethod
    def of(cls, profile: Profile) -> "CurrentPolicy":
        """Return the policy that ``profile`` holds."""
        return cls(profile.names("current.accepts"), profile.number("current.lifetime"))


def judge_current(
    token: str, app: App, store_hash: str | None, now: int, policy: CurrentPolicy, others: Iterable[App] = ()
) -> Judgement:
    """Return what ``app``'s sound server decides about ``token`` at Unix time ``now``, with every reason.

    ``store_hash`` is the store that the request is for; None leaves the store unchecked. ``others`` are apps whose
    keys are worth naming where one of them signed.
    """
    opened = read(token)
    if isinstance(opened, Judgement):
        return opened
    header, claims = opened.header, opened.claims
    if refused := check_current_header(header, policy):
        return Judgement((refused,), header, claims)
    if not verifies(opened, app.key):
        return Judgement((explain_mac(opened, app, lambda: others),), header, claims)
    return Judgement(tuple(current_reasons(claims, app, store_hash, now, policy)), header, claims, authentic=True)


def check_current_header(header: Mapping[str, Any], policy: CurrentPolicy) -> Reason | None:
    """Return what is wrong with the header of a current customer token: extensions, algorithm, typ, cty.

    typ may be missing (RFC 7519 5.1), but where it is there it must not name another type of token.
    """
    if refused := check_header(header, policy.algorithms, typ="JWT", needs_typ=False, code="typ-current"):
        return refused
    if isinstance(cty := header.get("cty"), str) and cty.lower().removeprefix("application/") == "jwt":
        return reason("cty", f"cty is {cty!r:.60}: the payload should be a token, and is not")
    return None


def current_reasons(
    claims: Mapping[str, Any], app: App, store_hash: str | None, now: int, policy: CurrentPolicy
) -> Iterator[Reason]:
    """Yield every reason of the claims stage."""
    if claims.get("operation") != "current_customer":
        yield reason(
            "operation-current", f"operation is {claims.get('operation')!r:.60}; it must be 'current_customer'"
        )
    if claims.get("iss") != "bc/apps":
        yield reason("iss-current", f"iss is {claims.get('iss')!r:.60}; it must be 'bc/apps'")
    yield from audience(claims, app)
    if claims.get("application_id") != app.client_id:
        yield reason("application", f"application_id is {claims.get('application_id')!r:.60}; it must be the client id")
    if store_hash is not None:
        for name in ("store_hash", "sub"):
            if claims.get(name) != store_hash:
                yield reason("store-current", f"{name} is {claims.get(name)!r:.60}; this store is '{store_hash}'")
    if not is_integer(claims.get("version")) or claims["version"] != 1:
        yield reason("version", f"version is {claims.get('version')!r:.60}; it must be 1")
    yield from times(claims, now, policy.lifetime, policy.leeway)
    yield from _identity(claims)


def _identity(claims: Mapping[str, Any]) -> Iterator[Reason]:
    """Yield the reason why the token names nobody, if so."""
    customer = claims.get("customer")
    if not isinstance(customer, dict):
        yield reason("customer-object", f"customer is {customer!r:.60}; it must be an object with an id")
    elif "id" not in customer:
        yield reason("customer-id-missing", "customer has no id")
    elif not is_integer(number := customer["id"]) or not 0 < number <= SAFE:
        yield reason("customer-claim", f"customer.id is {number!r:.60}; it must be an integer above zero")


def audience(claims: Mapping[str, Any], app: App) -> Iterator[Reason]:
    """Yield the reason why ``app`` is not the audience, if so (RFC 7519 4.1.3 allows an array that names it)."""
    found = claims.get("aud")
    if "aud" not in claims:
        yield reason("aud-missing", "there is no aud")
    elif found != app.client_id and found != [app.client_id]:
        yield reason("aud", f"aud is {found!r:.60}; it must be the client id {app.client_id}")


def times(claims: Mapping[str, Any], now: int, lifetime: int, leeway: int) -> Iterator[Reason]:
    """Yield what is wrong with exp, iat and nbf at ``now``; ``lifetime`` bounds exp - iat, in seconds."""
    exp, iat = claims.get("exp"), claims.get("iat")
    if "exp" not in claims:
        yield reason("exp-missing", "there is no exp")
    elif not is_number(exp):
        yield reason("exp-type", f"exp is {exp!r:.60}; it must be a number of seconds")
    elif exp <= now:
        yield reason("exp-passed", f"exp passed {int(now - exp)} s ago")
    elif is_number(iat) and not 0 <= exp - iat <= lifetime:
        yield reason("exp-far", f"exp is {int(exp - iat)} s after iat; such tokens live {lifetime} s")
    if not is_number(iat) or iat > now + leeway:
        yield reason("iat-current", f"iat is {iat!r:.60} at {now}; it must be a number that is not in the future")
    if "nbf" in claims and not (is_number(claims["nbf"]) and claims["nbf"] <= now + leeway):
        yield reason("nbf", f"nbf is {claims['nbf']!r:.60} at {now}")
