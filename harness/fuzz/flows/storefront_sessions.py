"""Steps of a flow about sessions: passwords, logging out, cookies that somebody copies, current.jwt, deletion, time."""

from secrets import token_hex, token_urlsafe

from harness.fuzz.flows.minted import Copy, plant
from harness.fuzz.flows.recording import Taken, told, unclear
from harness.fuzz.flows.storefront_model import UNTOLD, Shop
from harness.fuzz.flows.storefront_tokens import present
from harness.fuzz.flows.token_of_session import wrong_with
from harness.targets.http import Exchange
from harness.tokens import Customer
from harness.verdict.context import party
from harness.verdict.storefront.management import Management, management_of
from harness.verdict.storefront.session import NOBODY

NOBODYS = "nobodys-client-id"
CUSTOMERS = "/v3/customers"


def password(shop: Shop, who: int, browser: int) -> Taken:
    """Sign in by password, which rotates the session as a token does."""
    customer, at, rules = shop.people[who], shop.browsers[browser], ("storefront.session",)
    known = {one.id: one.password for one in shop.context.target.customers.values()}
    secret = known.get(customer.id)
    if secret is None:
        return told("the target file has no password for this customer")
    before = Copy(at.copy(), at, at.customer) if len(at.visitor.jar) else None
    exchange = shop.suite.driver.sign_in(at.visitor, customer.email, secret.get_secret_value())
    found = shop.who(at.visitor)
    if found not in (customer.id, UNTOLD):
        shop.check_alive()
        said = f"the password of customer {customer.id} signed in {found or 'nobody'}"
        return shop.broken("session", said, f"signed in as {customer.id}", exchange)
    how = "open" if at.customer is None or at.customer.id == customer.id else "switch"
    shop.enter(at, customer, how)
    if before is not None:
        before.ended = how if before.customer else "sign-in"
        if problem := shop.left(before):
            return problem
    return told("signed in", rules)


def log_out(shop: Shop, browser: int) -> Taken:
    """Open the logout page; a copy of the cookies is worth nothing after."""
    at = shop.browsers[browser]
    before = Copy(at.copy(), at, at.customer, "logout")
    was = at.customer
    exchange = _answered(shop.suite.driver.log_out(at.visitor))
    shop.enter(at, None, "logout")
    if (found := shop.who(at.visitor)) is not None:
        said = f"still signed in{f' as {found}' if found else ''} after logging out"
        return shop.broken("logout", said, "nobody signed in", exchange)
    if was and (problem := shop.left(before)):
        return problem
    return told("signed out" if was else "nobody was signed in", ("storefront.logout",))


def visit(shop: Shop, browser: int, session: str) -> Taken:
    """Open the store's first page, where a guest gets a session; ``planted`` is one whose id somebody else knows."""
    at = shop.browsers[browser]
    if session == "planted" and at.customer is None:
        plant(at.visitor, shop.context.profile.text("login.cookie.session"), shop.context.host)
    _answered(at.visitor.get("/"))
    return told("")


def account(shop: Shop, browser: int) -> Taken:
    """Open the account page, which is for the signed-in alone."""
    at, rules = shop.browsers[browser], ("storefront.login", "storefront.session")
    exchange = _answered(at.visitor.get(shop.context.target.signed_in.page))
    if at.customer is None and exchange.status == 200:
        return shop.broken("session", "a guest is shown the account page", "the sign-in page", exchange)
    if at.customer and exchange.status in NOBODY:
        shop.check_alive()
        return shop.broken("session", "a customer is not shown the account page", "the account page", exchange)
    return told("shown" if exchange.status == 200 else "sent away", rules)


def copy_cookies(shop: Shop, browser: int) -> Taken:
    """Copy the cookies of a browser."""
    at = shop.browsers[browser]
    if not len(at.visitor.jar):
        _answered(at.visitor.get("/"))
    shop.copies.append(Copy(at.copy(), at, at.customer))
    return told("")


def use_copy(shop: Shop, copy: int) -> Taken:
    """Look who is signed in with cookies that were copied."""
    if not shop.copies:
        copy_cookies(shop, 0)
    held = shop.copies[-1 - copy % len(shop.copies)]
    rule = "storefront.logout" if held.ended == "logout" else "storefront.session"
    return shop.left(held) or told(held.ended or "not ended", (rule,))


def current(shop: Shop, browser: int, app: str) -> Taken:
    """Fetch current.jwt for an app, and hold it against who is signed in there."""
    at, others, rule = shop.browsers[browser], shop.context.target.others, "current-customer"
    if app == "another" and others.app is None:
        return told("the target file has no [others.app]")
    reader = party(others.app) if app == "another" and others.app else shop.context.reader
    exchange = _answered(shop.suite.driver.current_jwt(at.visitor, NOBODYS if app == "nobody's" else reader.client_id))
    if at.customer is None:
        if exchange.status == 200:
            return shop.broken(rule, "a guest is given a token", "no token", exchange)
        return told("none for a guest", (f"storefront.{rule}",))
    if app == "nobody's":
        if exchange.status == 200:
            return shop.broken(rule, "a token is given to an app that nobody knows", "no token", exchange)
        return told("none for such an app", (f"storefront.{rule}",))
    if problem := wrong_with(exchange, shop.context, reader, at.customer, shop.now()):
        shop.check_alive()
        return shop.broken(rule, problem, "the customer's own true token", exchange)
    return told("given", (f"storefront.{rule}",))


def wait(shop: Shop, seconds: int) -> Taken:
    """Let time pass at the store, where its clock is ours."""
    if not shop.frozen:
        shop.ending.callback(shop.suite.control.send, "PUT", "/clock", {"mode": "real"})
    shop.frozen = shop.now() + seconds
    shop.suite.control.move(shop.frozen)
    return told("")


def delete(shop: Shop, browser: int) -> Taken:
    """Create a customer, sign them in, and delete them; nothing of theirs is left."""
    management, at = _management(shop), shop.browsers[browser]
    customer = _created(management)
    shop.people.append(customer)
    try:
        shop.mint(customer)
        came = present(shop, 0, browser, "GET", "")
        late = shop.mint(customer)
    finally:
        shop.people.remove(customer)
        management.told("DELETE", CUSTOMERS, {"id:in": str(customer.id)})
    if came.breach or at.customer != customer:
        return came
    held = Copy(at.copy(), at, customer, "deletion")
    shop.enter(at, None, "deletion")
    return shop.left(held) or present(shop, shop.tokens[::-1].index(late), 1 - browser % 2, "GET", "")


def _created(management: Management) -> Customer:
    """Return a new customer of the store."""
    email, secret = f"tokenassay-{token_hex(8)}@example.com", f"Aa1-{token_urlsafe(18)}"
    person = {"email": email, "first_name": "Carla", "last_name": "Tokenassay test customer"}
    sign_in = {"force_password_reset": False, "new_password": secret}
    made = management.told("POST", CUSTOMERS, body=[{**person, "authentication": sign_in}])
    return Customer(made["data"][0]["id"], email)


def _management(shop: Shop) -> Management:
    found = management_of(shop.context)
    assert found, "the step is there only with [management]"
    return found


def _answered(exchange: Exchange) -> Exchange:
    """Return ``exchange``; InconclusiveError where there was no answer."""
    if not exchange.status:
        raise unclear(exchange.error)
    return exchange
