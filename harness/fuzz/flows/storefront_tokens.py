"""Steps of a flow that make tokens and present them, each held against the model."""

from dataclasses import replace

from harness.contract.words import Answer
from harness.fuzz.flows.minted import Browser, Copy, Minted
from harness.fuzz.flows.recording import Taken, told, unclear
from harness.fuzz.flows.storefront_model import UNTOLD, Shop
from harness.targets.storefront import LOGOUT
from harness.tokens import login
from harness.verdict.storefront.landing import contained, path_of
from harness.verdict.storefront.outcome import Outcome

OWN = ("", "/cart.php", "/account.php?page=2", LOGOUT)
"""Where a token may lead within the store, "" to its default."""
HOSTILE = (
    "//evil.example/",
    "/\\evil.example/",
    "https://evil.example/",
    "/%2Fevil.example/",
    "/x\r\nset-cookie: planted=1",
)
"""Where no store may lead anybody: it refuses, or leads to a page of its own."""
FAR = "203.0.113.9"
WRONG = {
    "signature": "it is forged",
    "replay": "its jti has signed somebody in before",
    "window": "its iat is outside of the window",
    "request-ip": "it is bound to another address",
    "claims": "its customer was deleted",
}
"""Why a token has to be refused, by the rule."""


def mint(shop: Shop, who: int, age: int, landing: str, ip: str) -> Taken:
    """Make a token; ``ip`` says which address it is bound to."""
    if ip and not shop.context.peer:
        return told("the address that the store sees is not known; give peer in the target file")
    shop.mint(shop.people[who], age, landing, _bound(ip, shop.context.peer))
    return told("")


def copy_token(shop: Shop, token: int, how: str, browser: int) -> Taken:
    """Present another token with the jti of one that there is."""
    of, now = shop.token(token), shop.now()
    others = [one for one in shop.people if one is not of.customer]
    customer = others[0] if how == "other customer" else of.customer
    # Not the moment of the first one, which would make it that very token.
    born = of.born if how == "other customer" else now - 1 - (of.born == now - 1)
    draft, forged = login(shop.context.scene(customer, jti=of.jti), iat=born), how == "forged"
    copy = Minted((draft.signed_with("forger") if forged else draft).wire(), of.jti, customer, born, forged=forged)
    if not forged:
        shop.tokens.append(copy)
    return _shown(shop, copy, shop.browsers[browser])


def sign_in(shop: Shop, who: int, browser: int, age: int, landing: str, ip: str, header: str) -> Taken:
    """Make a token and present it at once."""
    made = mint(shop, who, age, landing, ip)
    return made if made.said else present(shop, 0, browser, "GET", header)


def present(shop: Shop, token: int, browser: int, method: str, header: str) -> Taken:
    """Present a token; ``header`` claims that it comes from the address to which it is bound."""
    if header and header == shop.context.profile.text("login.request-ip.header"):
        return told(f"the profile says that {header} is believed")
    return _shown(shop, shop.token(token), shop.browsers[browser], method, header)


def _shown(shop: Shop, minted: Minted, at: Browser, method: str = "GET", header: str = "") -> Taken:
    """Present ``minted`` at a browser, and hold what came of it against the model."""
    before = Copy(at.copy(), at, at.customer) if len(at.visitor.jar) else None
    wrong = shop.wrong_with(minted, at)
    headers = _claiming(header, minted.bound or FAR)
    outcome = shop.suite.presenter.present(minted.wire, at.visitor, method, headers)
    if outcome.answer is Answer.UNCLEAN:
        shop.check_alive()
        return shop.broken("robustness", "the server broke on a token", "a clean answer", outcome)
    if outcome.answer is Answer.UNCLEAR and (method == "GET" or not outcome.exchange.status):
        raise unclear(outcome)
    found, rules = outcome.identity, ("storefront.login", *([f"storefront.{wrong}"] if wrong else []))
    turned_away = minted.jti in shop.doubtful and _leads_to_sign_in(shop, outcome)
    if not found.signed_in or turned_away or _is_as_before(found.customer or UNTOLD, minted, at, wrong):
        return replace(_refused(shop, minted, at, outcome, wrong, method), rules=rules)
    return replace(_accepted(shop, minted, at, outcome, wrong, before), rules=rules)


def _leads_to_sign_in(shop: Shop, outcome: Outcome) -> bool:
    """Whether the answer is what a refusal gets, whoever may have been signed in before."""
    refused = shop.context.profile.text("login.failure.location")
    return bool(outcome.landing) and path_of(shop.suite.url, outcome.landing) == path_of(shop.suite.url, refused)


def _is_as_before(found: int, minted: Minted, at: Browser, wrong: str) -> bool:
    """Whether who is signed in may just be who was: a refusal need not sign anybody out."""
    if at.customer is None or found not in (at.customer.id, UNTOLD):
        return False
    return bool(wrong) or (found == at.customer.id != minted.customer.id)


def _accepted(shop: Shop, minted: Minted, at: Browser, outcome: Outcome, wrong: str, before: Copy | None) -> Taken:
    """Hold a login against the model, and remember it."""
    who, meant = outcome.identity.customer, minted.customer
    shop.opened.setdefault(minted.jti, shop.now())
    if wrong:
        return shop.broken(wrong, f"a token signed in, though {WRONG[wrong]}", "refused", outcome)
    if who is not None and who != meant.id:
        return shop.broken("login", f"signed in as {who} instead of {meant.id}", f"signed in as {meant.id}", outcome)
    if problem := _astray(shop, minted, outcome):
        return problem
    was = at.customer
    how = "open" if was is None or was.id == meant.id else "switch"
    shop.enter(at, meant, how)
    if before is not None:
        before.ended = how if before.customer else "sign-in"
        if problem := shop.left(before):
            return problem
    return told(f"signed in{' after another' if was and was.id != meant.id else ''}")


def _astray(shop: Shop, minted: Minted, outcome: Outcome) -> Taken | None:
    """Return what is wrong with where a login leads."""
    if not contained(outcome.exchange):
        said = f"the login leads away from the store, to {outcome.landing!r:.60}"
        return shop.broken("redirect", said, "the store's own origin", outcome)
    if outcome.exchange.method != "GET" or minted.landing in HOSTILE or not outcome.landing:
        return None
    wanted = minted.landing or shop.context.profile.text("login.redirect.default")
    if path_of(shop.suite.url, outcome.landing) == path_of(shop.suite.url, wanted):
        return None
    rule = "logout" if minted.landing == LOGOUT else "login"
    return shop.broken(rule, f"the login leads to {outcome.landing!r:.60}", f"a landing on {wanted}", outcome)


def _refused(shop: Shop, minted: Minted, at: Browser, outcome: Outcome, wrong: str, method: str) -> Taken:
    """Hold a refusal against the model: who was signed in before may stay so."""
    if not outcome.identity.signed_in:
        shop.enter(at, None, "open")
    if not contained(outcome.exchange):
        return shop.broken("redirect", "a refusal leads away from the store", "the store's own origin", outcome)
    good = method == "GET" and minted.landing not in (*HOSTILE, LOGOUT) and shop.is_good(minted, at)
    named, age = minted.jti in shop.forged, shop.now() - minted.born
    _remember(shop, minted)
    if not good:
        return told(f"refused{f' ({wrong})' if wrong else ''}")
    shop.check_alive()
    if at.customer is not None:
        said = f"a browser stays customer {at.customer.id}, whatever token it presents"
        return shop.broken("session", said, f"signed in as {minted.customer.id}", outcome)
    rule = "replay" if named else "window" if age > 2 else "login"
    return shop.broken(rule, f"a valid token, {age} s old, was refused", "signed in", outcome)


def _remember(shop: Shop, minted: Minted) -> None:
    """Remember a refusal: a forgery cannot spend a jti, whether a true token did is open."""
    (shop.forged if minted.forged else shop.doubtful).add(minted.jti)


def _bound(ip: str, peer: str) -> str:
    """Return the address that ``ip`` is a word for, seen from ``peer``."""
    match ip:
        case "right":
            return peer
        case "near":
            return peer[:-1] + ("7" if peer[-1] != "7" else "6")
        case "longer":
            return f"{peer}7"
        case "unreadable":
            return "localhost"
        case "far":
            return FAR
        case _:
            return ""


def _claiming(header: str, address: str) -> dict[str, str] | None:
    if not header:
        return None
    return {header: f"for={address}" if header == "Forwarded" else address}
