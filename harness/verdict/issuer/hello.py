"""The first words with an issuer: does it make tokens at all, whose clock does it go by, whom does it know?"""

from dataclasses import replace

from harness.contract.words import Answer
from harness.judge.envelope import read
from harness.judge.values import as_integer, is_number
from harness.targets.handed import Handed
from harness.targets.realtime import real_time
from harness.verdict.clock import date_of, estimate
from harness.verdict.issuer.asker import Ask, Asker
from harness.verdict.issuer.context import CROWD, IssuerContext
from harness.verdict.issuer.why import why

FAR = 3 * 86_400
"""Seconds ahead at which no app's clock is unless it is ours."""
DAY = 86_400


def hello(context: IssuerContext, asker: Asker) -> None:
    """Ask for a login of each customer; ``context.stopped`` says why, if nothing can be concluded."""
    alice = context.people[0]
    honest = Ask(alice, alice)
    context.stopped = asker.sessions.sign_in()
    if context.stopped:
        return
    first = asker.ask(honest)  # whatever an app does at its first request is done
    if asker.app.obeys_clock:
        _try_clock(context, asker, honest)
        asker.sessions.sign_in()  # those of another time may be over, or yet to come
    elif context.target.speaks_http:
        _measure_clock(context, asker, honest)
    if not first.token:
        first = asker.ask(honest)
    for customer in context.people:
        answer = first if customer is alice else asker.ask(Ask(customer, customer))
        if not answer.token:
            context.stopped = why(context, customer, answer)
            return
    context.first, context.first_at = first.token, context.now()
    context.channel = context.target.channel_id or as_integer(_claim(first, "channel_id"), takes_strings=True)
    if context.channel:
        context.furnish(context.channel)
    if context.target.local and context.target.speaks_http:
        context.peer = context.target.peer or "127.0.0.1"
    context.peer = context.target.peer or context.peer
    context.any_customer = not asker.sessions.wording and all(asker.ask(Ask(one, one)).token for one in CROWD[:2])
    if asker.tells_session:
        nobody = asker.ask(replace(honest, signed_in=None))
        if nobody.answer is Answer.UNCLEAR:
            context.stopped = f"asked with nobody signed in, the app does not refuse as described: {nobody.why}"


def join(context: IssuerContext, asker: Asker) -> None:
    """Take part where another process has said hello."""
    if asker.app.obeys_clock:
        asker.ask(Ask(context.people[0], context.people[0]))
    if not context.clock:
        asker.app.release_clock()
    context.stopped = context.stopped or asker.sessions.sign_in()


def _try_clock(context: IssuerContext, asker: Asker, honest: Ask) -> None:
    """Find out whether the app goes by the time that we tell it."""
    now = int(real_time())
    context.clock = now + FAR
    asker.sessions.sign_in()
    iat = _claim(asker.ask(honest), "iat")
    # Whatever its unit: a clock of the app's own would be days away.
    if is_number(iat) and any(abs(iat / unit - context.clock) < DAY for unit in (1, 1_000, 1_000_000)):
        context.clock = now
        return
    context.clock = 0
    asker.app.release_clock()


def _measure_clock(context: IssuerContext, asker: Asker, honest: Ask) -> None:
    """Estimate the app's clock from the Date headers of its answers."""
    asks = [lambda: date_of(asker.ask(honest).exchange.header("date"))] * 3
    context.offset, context.bar = estimate(asks, local=context.target.local)


def _claim(handed: Handed, name: str) -> object:
    return read(handed.token).claims.get(name) if handed.token else None
