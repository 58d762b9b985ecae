"""Steps of a flow behind the app: its pages and its log are read, and it is started anew, under several secrets."""

import hmac
import time
from base64 import urlsafe_b64encode
from collections.abc import Callable

from harness.contract.words import Level
from harness.fuzz.flows.issuer_asking import ask
from harness.fuzz.flows.issuer_model import Seen, Visit, broken
from harness.fuzz.flows.recording import Taken, told
from harness.targets.errors import TargetDownError
from harness.targets.issuer_target import IssuerTarget
from harness.verdict.anew import SECRET, as_it_is, without_secret
from harness.verdict.issuer.pages import pages_of
from harness.verdict.issuer.second import second
from harness.verdict.stop import InconclusiveError, NotApplicableError
from harness.verdict.telltale import spellings, whole

FLUSHED = 0.3
"""Seconds in which what an app prints reaches its log."""
PAGES, LOG, ANEW = "opens the app's pages", "reads what the app has printed", "starts the app anew"
STARTS = 2
"""How often it is started: then its first tokens can be held against each other."""
SAMPLE = "0123456789abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ-_"
SECRETS = {
    f"{ANEW} under a secret of 31 characters": (SAMPLE[:31], Level.SHOULD),
    f"{ANEW} under a secret of 32 characters": (SAMPLE[:32], Level.MUST),
    f"{ANEW} under a secret of 64 characters": (SAMPLE, Level.MUST),
}
"""Client secrets as BigCommerce gives and gave them; the older ones have 31 characters."""
BLANK: dict[str, tuple[str, Callable[[IssuerTarget], IssuerTarget]]] = {
    f"{ANEW} without a secret": ("", without_secret),
    f"{ANEW} with an empty secret": ("", as_it_is),
    f"{ANEW} with a blank secret": ("   ", as_it_is),
}
RESTARTS = (ANEW, *SECRETS, *BLANK)
"""All that needs an app which can be started anew."""


def tend(visit: Visit, what: str) -> Taken:
    """Do what is done behind the app; under another secret it is started only for one request."""
    try:
        plain = {PAGES: _open_pages, LOG: _read_log, ANEW: _again}.get(what)
        if plain:
            return plain(visit)
        return _signs_under(visit, what) if what in SECRETS else _signs_nothing(visit, what)
    except NotApplicableError as reason:
        return told(str(reason))


def _open_pages(visit: Visit) -> Taken:
    """Look for what nobody should see in the app's pages."""
    for page in pages_of(visit.app):
        if any(one in whole(page) for one in spellings(visit.app.context.app.key)):
            return broken("leak", f"{page.url} holds the client secret", "no secret", Seen(page.url))
        if visit.app.asker.taker.strays(page):
            return broken("leak", f"{page.url} holds a login token", "no token", Seen(page.url))
    return told("", ("issuer.leak",))


def _read_log(visit: Visit) -> Taken:
    """Look for what nobody should read in what the app has printed."""
    if visit.app.context.log:
        time.sleep(FLUSHED)
    printed = visit.app.printed()
    if any(one in printed for one in spellings(visit.app.context.app.key)):
        return broken("leak", "what the app prints holds the client secret", "no secret", Seen("the secret"))
    if any(one.issued.wire.rpartition(".")[0] in printed for one in visit.tokens if one.issued.readable):
        said = "what the app prints holds the token: whoever reads the log signs in as the customer"
        return broken("leak", said, "no token", Seen("a token"))
    return told("", ("issuer.leak",))


def _again(visit: Visit) -> Taken:
    """Go on with the app started anew, twice, and asked at once: what repeats itself does so from the start."""
    taken = told("")
    for _ in range(STARTS):
        visit.app = visit.first
        visit.ending.close()
        visit.app = visit.ending.enter_context(second(visit.first))
        taken = ask(visit, "")
        if taken.breach:
            break
    return taken


def _signs_nothing(visit: Visit, how: str) -> Taken:
    secret, change = BLANK[how]
    wire = _made_by(visit, secret, change)
    if wire and not _is_under(wire, visit.first.context.app.client_secret):
        said = "started without a client secret, the app makes a token: whoever knows its key signs in as anybody"
        return broken("signature", said, "no token", Seen("a token"))
    return told("", ("issuer.signature",))


def _signs_under(visit: Visit, how: str) -> Taken:
    secret, level = SECRETS[how]
    wire = _made_by(visit, secret, as_it_is)
    if wire and _is_under(wire, visit.first.context.app.client_secret):
        raise NotApplicableError("the app does not take its secret from what start.env gives it")
    if not wire or not _is_under(wire, secret):
        visit.first.check_twin()
        said = f"a client secret of {len(secret)} characters is not signed with as it is"
        return broken("signature", said, "a token under that secret", Seen("another token" if wire else "none"), level)
    return told("", ("issuer.signature",))


def _made_by(visit: Visit, secret: str, change: Callable[[IssuerTarget], IssuerTarget]) -> str:
    """Return the token of the app started with ``secret``, "" where it makes none or does not start."""
    try:
        with second(visit.first, change, {SECRET: secret}) as other:
            asked = other.ask()
    except TargetDownError:
        return ""
    if asked.handed.exchange.error == "down":
        raise InconclusiveError(f"the app that was started anew cannot be reached: {asked.handed}")
    return asked.handed.token


def _is_under(wire: str, secret: str) -> bool:
    """Whether a token is signed with ``secret``, by whichever hash."""
    signed, _, given = wire.rpartition(".")
    hashes = (hmac.digest(secret.encode(), signed.encode(), name) for name in ("sha256", "sha384", "sha512"))
    return given in {urlsafe_b64encode(one).rstrip(b"=").decode() for one in hashes}
