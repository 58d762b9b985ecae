"""Steps of a flow at the embedded store: tokens are redeemed there, once and again, in one browser and another."""

from collections.abc import Iterator

from harness.contract.rules import fold
from harness.contract.words import Level, Role, Rule
from harness.fuzz.flows.issuer_asking import ask
from harness.fuzz.flows.issuer_model import Seen, Token, Visit, broken
from harness.fuzz.flows.recording import Taken, told
from harness.judge.issued import breaches
from harness.verdict.issuer.door import Redeemed
from harness.verdict.issuer.evidence import of_token
from harness.verdict.stop import InconclusiveError
from harness.verdict.storefront.landing import path_of

SURE = 5
"""Seconds of a token's life that are left to its way to the store."""


def log_in(visit: Visit, path: str, browser: int) -> Taken:
    """Ask for a login of who is signed in at the app, and redeem it at once."""
    taken = ask(visit, path)
    return taken if taken.breach or visit.signed_in is None else redeem(visit, 0, browser)


def redeem(visit: Visit, token: int, browser: int) -> Taken:
    """Present a token at the store, and hold what becomes of it against the model."""
    found = visit.token(token)
    if found is None:
        return told("")
    at = visit.browsers[browser]
    done = visit.first.door.redeem(found.issued.wire, visit.first.note, at.visitor)
    age, was_used = visit.now - found.made, found.used
    found.used = found.used or done.accepted
    if done.accepted:
        at.customer = found.customer
        return _accepted(visit, found, done, age)
    at.customer = at.customer if _who(visit, browser) else None
    # On another machine its clock may be off by the error of ours.
    window = visit.app.context.profile.number("login.window") - SURE - visit.app.context.bar
    if was_used or age > window:
        return told("refused", ("issuer.delivery",))
    return _refused(visit, found, done)


def current(visit: Visit, browser: int) -> Taken:
    """Fetch current.jwt at the store: its session is that of who was signed in at the app."""
    at, found = visit.browsers[browser], _who(visit, browser)
    wanted = at.customer.id if at.customer else None
    if found != wanted:
        said = f"at the store, {found or 'nobody'} is signed in, and not {wanted or 'nobody'}"
        return broken("customer", said, f"{wanted or 'nobody'} signed in", Seen(said))
    return told("signed in" if found else "nobody", ("issuer.customer",))


def log_out(visit: Visit, browser: int) -> Taken:
    """Log out at the store."""
    at = visit.browsers[browser]
    visit.shop.driver.log_out(at.visitor)
    at.customer = None
    return told("", ("issuer.customer",))


def wait(visit: Visit, seconds: int) -> Taken:
    """Let time pass, at the app and at the store."""
    if not visit.moments.wait(seconds):
        return told("the app's time is its own")
    visit.moments.agree()
    return told("", ("issuer.issued-at",))


def _accepted(visit: Visit, token: Token, done: Redeemed, age: float) -> Taken:
    who, landing = done.outcome.identity.customer, done.outcome.landing
    seen = _seen(visit, token, done)
    if who != token.customer.id:
        said = f"the token signs in customer {who}, and {token.customer.id} was signed in at the app"
        return broken("customer", said, f"customer {token.customer.id} signed in", seen)
    if age > visit.app.context.profile.number("login.window") + visit.app.context.bar + 1:
        said = f"the token still signs in {age:.0f} s after it was handed over: its iat is ahead"
        return broken("issued-at", said, "refused", seen)
    if token.path and path_of(done.suite.url, landing) != path_of(done.suite.url, token.path):
        said = f"the login leads to {landing!r:.60} instead of {token.path!r:.60}"
        return broken("redirect", said, f"to {token.path}", seen, Level.SHOULD)
    return told("signed in", ("issuer.customer", "issuer.delivery", "issuer.issued-at"))


def _refused(visit: Visit, token: Token, done: Redeemed) -> Taken:
    """Tell why a token that should be good was refused: what is wrong with it tells more than that it is refused."""
    for rule, level, said in (*_wrong_with(token), *_store_says(done)):
        return broken(rule, f"the store refuses the login: {said}", "signed in", _seen(visit, token, done), level)
    raise InconclusiveError(f"the embedded store did not sign anybody in, and does not say why: {done.outcome}")


def _wrong_with(token: Token) -> list[tuple[str, Level, str]]:
    found = [(_rule(one.rule), one.level, said) for one, said in breaches(token.issued) if one.rule is not Rule.JTI]
    return sorted(found, key=lambda one: list(Level).index(one[1]))


def _store_says(done: Redeemed) -> Iterator[tuple[str, Level, str]]:
    for one in done.reasons:
        yield _rule(Rule(one["rule"])), Level.MUST, f"{one['message']}. {one['mend']}"


def _rule(rule: Rule) -> str:
    return fold(Role.ISSUER, rule).partition(".")[2]


def _who(visit: Visit, browser: int) -> int | None:
    """Return who is signed in at the store by its current.jwt."""
    exchange = visit.shop.driver.current_jwt(visit.browsers[browser].visitor, visit.shop.context.reader.client_id)
    return visit.shop.customer_in(exchange.body) if exchange.status == 200 else None


def _seen(visit: Visit, token: Token, done: Redeemed) -> Seen:
    return Seen(str(done.outcome), {**visit.first.note.evidence, "token": of_token(token.issued)})
