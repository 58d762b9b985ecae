"""The cookies of the login door: which one is the session, how it is kept, and what a refusal leaves behind."""

from collections.abc import Iterator

from harness.calibrate.bench import Bench
from harness.calibrate.registry import LeftOutError, Line, measures
from harness.targets.http import Exchange, Visitor
from harness.verdict.storefront.session import identify
from harness.verdict.storefront.set_cookies import attributes, names

SAME_SITE = {"none": "None", "lax": "Lax", "strict": "Strict"}


@measures("login.cookie.session", "login.cookie.secure", "login.cookie.http-only", "login.cookie.same-site")
def session(bench: Bench) -> Iterator[Line]:
    """Which cookie is the session, and its flags."""
    visitor, exchange = bench.signed_in()
    name = _session_cookie(bench, visitor, exchange)
    found = attributes(exchange, name)
    yield Line("login.cookie.session", name, f"whoever brings {name} alone is signed in")
    yield Line("login.cookie.secure", "secure" in found, _flag("Secure", there="secure" in found))
    yield Line("login.cookie.http-only", "httponly" in found, _flag("HttpOnly", there="httponly" in found))
    given = found.get("samesite", "")
    if given.lower() not in ("", *SAME_SITE):
        raise LeftOutError(f"SameSite is {given!r:.40}, which no browser knows")
    value = SAME_SITE.get(given.lower(), "")
    yield Line("login.cookie.same-site", value, _flag(f"SameSite={value}".rstrip("="), there=bool(value)))


@measures("login.failure.flash-cookie")
def flash(bench: Bench) -> Iterator[Line]:
    """Which cookie a refusal sets."""
    usual = {*names(bench.answered(bench.driver.visitor().get("/")))}
    found = [name for name in names(bench.refused().exchange) if name not in usual]
    if len(found) > 1:
        raise LeftOutError(f"a refusal sets {len(found)} cookies that a visit does not: {', '.join(found):.100}")
    name = found[0] if found else ""
    yield Line("login.failure.flash-cookie", name, f"a refusal sets {name or 'no cookie'}, a visit does not")


def _session_cookie(bench: Bench, visitor: Visitor, exchange: Exchange) -> str:
    """Return the one cookie of a sign-in that alone keeps somebody signed in."""
    found = [name for name in names(exchange) if _tells(bench, visitor, name)]
    if len(found) != 1:
        raise LeftOutError(f"{len(found)} of the cookies that a sign-in sets keep somebody signed in by themselves")
    return found[0]


def _tells(bench: Bench, visitor: Visitor, name: str) -> bool:
    other = bench.driver.visitor()
    for cookie in visitor.jar:
        if cookie.name == name:
            other.jar.set_cookie(cookie)
    return bool(identify(bench.driver, bench.context, other).signed_in)


def _flag(name: str, *, there: bool) -> str:
    return f"the session's cookie {'says' if there else 'does not say'} {name}"
