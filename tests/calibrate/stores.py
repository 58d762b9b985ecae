"""Stores with settings that calibrate does not know, and their calibration as the command does it."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

from harness.calibrate.bench import Bench
from harness.calibrate.measuring import Calibration, calibrate
from harness.calibrate.registry import Ending, Measurement, measurements
from harness.contract.profile import load
from harness.store.mock import MockStore
from harness.suite.roles import hands
from harness.suite.standing import sandbox_target
from harness.targets.storefront import StorefrontDriver
from harness.verdict.storefront.context import StorefrontContext

SITE = "https://www.tea.example"
"""The site of the sandbox's first channel."""
KEYS = tuple(key for one in measurements() for key in one.keys)
HIDDEN: dict[str, Any] = {
    "login.accepts": ("HS256", "HS512"),
    "login.typ.required": False,
    "login.window": 45,
    "login.future": 3,
    "login.future.tolerance": "3 s",
    "login.future.rounded": "accepted",
    "login.iat.integer": False,
    "login.iat.milliseconds": True,
    "login.exp.enforced": True,
    "login.jti.burns": "accepted",
    "login.head": "burns",
    "login.customer.numeric-string": False,
    "login.channel.numeric-string": False,
    "login.redirect.default": "/account.php?from=login",
    "login.redirect.hostile": "default-page",
    "login.redirect.own-host": True,
    "login.request-ip.mapped": True,
    "login.success.status": 303,
    "login.failure.status": 307,
    "login.failure.location": "/login.php?failed=1",
    "login.failure.flash-cookie": "bad_news",
    "login.post.failure.status": 422,
    "login.post.redirect": "relative",
    "login.cookie.session": "SID",
    "login.cookie.same-site": "Lax",
    "login.cookie.secure": False,
    "login.cookie.http-only": False,
    "current.algorithm": "HS256",
    "current.lifetime": 600,
    "current.cached": False,
    "current.guest.status": 401,
    "current.guest.body": "problems",
    "current.client-id.status": 403,
    "current.client-id.missing.status": 422,
    "current.content-type": "application/json",
    "current.cache-control": "private, max-age=5",
    "current.cors": True,
}
"""A setting other than the shipped one for every line that can be told from outside while the others are so."""


def wanted(lines: dict[str, Any]) -> dict[str, Any]:
    """Return what is to be measured at a store whose profile differs in ``lines``."""
    shipped = load()
    return {key: lines.get(key, shipped.fact(key).value) for key in KEYS}


def context_of(store: MockStore, **changes: Any) -> StorefrontContext:
    """Return the context of the sandbox at ``store``, without its control."""
    known = {"control": None, "embedding_origin": SITE, **changes}
    return StorefrontContext(sandbox_target(store.url).model_copy(update=known))


def calibrated(context: StorefrontContext, heard: Callable[[Measurement], None] = lambda _: None) -> Calibration:
    """Return the calibration of the store of ``context``, which must have let us in."""
    with hands(context) as reaching:
        reaching.greet()
    assert not context.stopped, context.stopped
    return calibrate(Bench(context, StorefrontDriver(context.site())), heard)


def values(found: Calibration) -> dict[str, Any]:
    """Return the measured values under their keys."""
    return {line.key: line.value for line in found.lines}


def gaps(found: Calibration, ending: Ending) -> dict[str, str]:
    """Return why lines were left out that ended in ``ending``."""
    return {gap.key: gap.why for gap in found.gaps if gap.ending is ending}


@contextmanager
def serving(name: str) -> Iterator[str]:
    """Serve a store of ``fixtures/integrations/storefront`` and yield its address."""
    import sys
    from pathlib import Path

    folder = str(Path(__file__).resolve().parents[2] / "fixtures" / "integrations")
    sys.path.insert(0, folder)
    try:
        from storefront.serve import running
    finally:
        sys.path.remove(folder)
    with running(name) as url:
        yield url
