"""Where a login leads: the path or address that its claims name, as far as it is the store's own."""

from starlette.types import Scope

from harness.judge.redirect import is_own_path
from harness.store.manner import Manner
from harness.store.redeem import Claims
from harness.store.web import clean_host


def origin_of(scope: Scope) -> str:
    """Return the origin at which the visitor called the store."""
    return f"{scope['scheme']}://{clean_host(scope, 'localhost')}"


def landing(manner: Manner, claims: Claims, origin: str) -> str | None:
    """Return where judged claims lead; None where that is away from the store, and the profile refuses it.

    ``origin`` is the store's own, an absolute address of which may be followed; "" follows none.
    """
    path: str = claims.get("redirect_to", manner.landing)
    if path is manner.landing or is_own_path(path) or (origin and _is_own(path, origin)):
        return path
    return None if manner.policy.redirect_hostile == "refuse" else manner.landing


def _is_own(address: str, origin: str) -> bool:
    """Whether ``address`` is http or https at the host of ``origin``, and plain from there on."""
    if not address.startswith(("http://", "https://")):
        return False
    host, slash, tail = address.partition("://")[2].partition("/")
    return host == origin.partition("://")[2] and is_own_path(slash + tail)
