"""issuer.leak: show neither the client secret nor a token where nobody has business with it."""

import time
from collections.abc import Iterator

from harness.contract.words import Level
from harness.targets.http import Exchange
from harness.verdict.issuer.asked import Asked
from harness.verdict.issuer.pages import pages_of
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.telltale import TRACES, spellings, whole
from harness.verdict.terms import at

FLUSHED = 0.3
"""Seconds in which what an app prints reaches its log."""


def keeps_the_secret_out_of_its_answers(issuer: IssuerSuite) -> None:
    """No answer, honest or refused, holds the client secret."""
    issuer.needs_http()
    for asked in _provoked(issuer):
        _must_not_hold_the_secret(issuer, asked.handed.exchange, "an answer")


def keeps_the_secret_out_of_its_pages(issuer: IssuerSuite) -> None:
    """No page, script or source map holds the client secret."""
    for exchange in pages_of(issuer):
        _must_not_hold_the_secret(issuer, exchange, exchange.url)


def keeps_tokens_out_of_its_pages(issuer: IssuerSuite) -> None:
    """No page or script holds a login token."""
    for exchange in pages_of(issuer):
        if issuer.asker.taker.strays(exchange):
            raise Broken(f"{exchange.url} holds a login token")


def keeps_tokens_out_of_cookies(issuer: IssuerSuite) -> None:
    """The token stands in no cookie, and in no other part of the answer than the one it is fetched from."""
    issuer.needs_http()
    asked = issuer.ask()
    token = asked.must_mint().wire
    if asked.handed.stray:
        raise Broken("the answer holds a second login token")
    if any(token in cookie for cookie in asked.handed.exchange.all("set-cookie")):
        raise Broken("the token is also set as a cookie: every later request carries it, long after it was used")


def keeps_the_secret_out_of_its_log(issuer: IssuerSuite) -> None:
    """What the app prints does not hold the client secret."""
    issuer.printed()
    log = _log(issuer, list(_provoked(issuer)))
    if any(found in log for found in spellings(issuer.context.app.key)):
        raise Broken("what the app prints holds the client secret")


def keeps_tokens_out_of_its_log(issuer: IssuerSuite) -> None:
    """What the app prints holds no token."""
    issuer.printed()
    asked = issuer.ask()
    token = asked.must_mint().wire
    if token.rpartition(".")[0] in _log(issuer, [asked]):
        raise Broken("what the app prints holds the token: whoever reads the log signs in as the customer")


@at(Level.SHOULD)
def keeps_its_stack_traces_to_itself(issuer: IssuerSuite) -> None:
    """No answer tells where in the code it was made."""
    issuer.needs_http()
    for asked in _provoked(issuer):
        if found := TRACES.search(asked.handed.exchange.body):
            raise Broken(f"an answer holds a stack trace: {found[0].strip():.60}")


def _provoked(issuer: IssuerSuite) -> Iterator[Asked]:
    """Yield answers to an honest request, to refused ones, and to some that break careless code."""
    path = "/cart.php" if issuer.asker.tells_path else ""
    yield issuer.ask(return_to=path)
    if issuer.asker.tells_session:
        yield issuer.ask(signed_in=None)
        yield issuer.ask(issuer.bob, issuer.alice)
    if issuer.asker.tells_customer:
        for text in ("x", "0", "-1", "null", "[]", "9" * 30, "\0", "'", "{}"):
            yield issuer.ask(text=text)
    if issuer.asker.tells_path:
        for odd in ("//evil.example", "\0", "%", "/" + "x" * 3000, "/käse\ud800".encode("utf-8", "replace").decode()):
            yield issuer.ask(return_to=odd)


def _must_not_hold_the_secret(issuer: IssuerSuite, exchange: Exchange, where: str) -> None:
    if any(one in whole(exchange) for one in spellings(issuer.context.app.key)):
        raise Broken(f"{where} holds the client secret: whoever reads it signs in as anybody")


def _log(issuer: IssuerSuite, asked: list[Asked]) -> str:
    """Return what the app has printed, once what it was asked is in there."""
    if not asked:
        raise NotApplicableError("nothing was asked")
    if issuer.context.log:
        time.sleep(FLUSHED)
    return issuer.printed()
