"""headless.cookie: cookies that open the account have what protects them (RFC 6265bis 4.1; OWASP ASVS 5.0 3.3)."""

from typing import Any

from harness.contract.words import Level
from harness.verdict.headless.suite import HeadlessSuite
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.terms import at, needs


def sets_http_only(headless: HeadlessSuite) -> None:
    """No script can read the cookie."""
    _none(headless, lambda one: not one["httpOnly"], "can be read by scripts: it is not HttpOnly")


@needs("https")
def sets_secure(headless: HeadlessSuite) -> None:
    """Over https, the cookie is marked for https alone."""
    _none(headless, lambda one: not one["secure"], "is sent over plain http as well: it is not Secure")


@at(Level.SHOULD)
def sets_secure_on_this_machine_too(headless: HeadlessSuite) -> None:
    """The cookie is marked for https alone, which browsers take from this machine without it."""
    if headless.target.url.startswith("https:"):
        raise NotApplicableError("url is https already")
    _none(headless, lambda one: not one["secure"], "is sent over plain http as well: it is not Secure")


@at(Level.SHOULD)
def sets_same_site(headless: HeadlessSuite) -> None:
    """The cookie says Lax or Strict, so that no other site's requests carry it in any browser."""
    for one in headless.cookies():
        said = headless.visit.same_site.get(one["name"], one["sameSite"])
        if said.lower() not in ("lax", "strict"):
            raise Broken(f"the cookie {one['name']} has {f'SameSite={said}' if said else 'no SameSite'}")


@at(Level.SHOULD)
def sets_no_domain(headless: HeadlessSuite) -> None:
    """The cookie is for its own host alone, not for sibling hosts."""
    _none(headless, lambda one: one["domain"].startswith("."), "is sent to every host below its Domain")


@at(Level.MAY)
def sets_a_name_that_browsers_guard(headless: HeadlessSuite) -> None:
    """The cookie is called __Host-…, so that no sibling host can set another in its place."""
    _none(headless, lambda one: one["path"] == "/" and not one["name"].startswith("__Host-"), "is not called __Host-…")


def _none(headless: HeadlessSuite, bad: Any, said: str) -> None:
    for one in headless.cookies():
        if bad(one):
            raise Broken(f"the cookie {one['name']} {said}")
