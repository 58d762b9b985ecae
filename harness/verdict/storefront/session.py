"""Who is signed in: read from current.jwt, its MAC checked, or else from the account page."""

from harness.judge import CurrentPolicy, judge_current
from harness.judge.envelope import Opened, read
from harness.judge.values import as_integer
from harness.targets.http import Exchange, Visitor
from harness.targets.storefront import StorefrontDriver
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.storefront.outcome import Identity

NOBODY = (301, 302, 303, 307, 308, 401, 403, 404)
GUEST = ("login.failure.flash-cookie", "login.cookie.guest", "prelaunch.cookie")
"""Lines of the profile with the names of cookies that guests have as well."""


def identify(driver: StorefrontDriver, context: StorefrontContext, visitor: Visitor) -> Identity:
    """Return who ``visitor`` is signed in as; a visitor without any cookie is nobody."""
    if not len(visitor.jar):
        return Identity(signed_in=False)
    tells = context.target.signed_in
    if tells.current_jwt:
        exchange = driver.current_jwt(visitor, context.reader.client_id)
        if found := identity_in(context, exchange):
            return found
        if met := context.look(exchange):
            return Identity(signed_in=None, exchange=exchange, problem=met)
        if exchange.status in NOBODY:
            return _nobody_by_token(context, visitor, exchange)
        if exchange.unclean:
            return Identity(signed_in=None, exchange=exchange, problem=f"current.jwt answered {exchange.status}")
    return by_page(context, visitor)


def _nobody_by_token(context: StorefrontContext, visitor: Visitor, exchange: Exchange) -> Identity:
    """Return nobody, unless the visitor got a cookie beyond a guest's and the account page opens for it."""
    if only_a_guests(context, [cookie.name for cookie in visitor.jar]):
        return Identity(signed_in=False, exchange=exchange)
    page = by_page(context, visitor)
    return page if page.signed_in else Identity(signed_in=False, exchange=exchange)


def only_a_guests(context: StorefrontContext, cookies: list[str]) -> bool:
    """Whether all of ``cookies`` are such as guests have as well."""
    return {context.profile.text(key) for key in GUEST}.issuperset(cookies)


def by_page(context: StorefrontContext, visitor: Visitor) -> Identity:
    """Return whether ``visitor`` is signed in as the account page tells it; it does not tell as whom."""
    page = context.target.signed_in.page
    exchange = visitor.get(page)
    if met := context.look(exchange):
        return Identity(signed_in=None, exchange=exchange, problem=met)
    if exchange.status == 200:
        return Identity(signed_in=True, exchange=exchange)
    if exchange.status in NOBODY:
        return Identity(signed_in=False, exchange=exchange)
    seen = exchange.status or exchange.error
    return Identity(signed_in=None, exchange=exchange, problem=f"signed_in.page: {page} answered {seen}")


def identity_in(context: StorefrontContext, exchange: Exchange) -> Identity | None:
    """Read the customer from a current.jwt, if one is there; whether it is sound in all else is another rule's."""
    opened = read(exchange.body.strip()) if exchange.status == 200 else None
    if not isinstance(opened, Opened):
        return None
    customer = opened.claims.get("customer")
    number = as_integer(customer.get("id") if isinstance(customer, dict) else None, takes_strings=True)
    policy = CurrentPolicy.of(context.profile)
    authentic = judge_current(exchange.body.strip(), context.reader, None, context.now(), policy).authentic
    problem = "" if authentic else "current.jwt's MAC does not verify with current_customer.client_secret"
    return Identity(signed_in=True, customer=number, exchange=exchange, problem=problem)
