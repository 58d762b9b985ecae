"""The first words with an app: is it there, which algorithms and ages does it take, whose clock does it go by?"""

from itertools import product

from harness.contract.words import Answer
from harness.targets.reading import Reply
from harness.targets.realtime import real_time
from harness.verdict.clock import date_of, estimate
from harness.verdict.verifier.context import OLDEST, YOUNG, VerifierContext
from harness.verdict.verifier.presenter import Presenter
from harness.verdict.verifier.why import why

ALGORITHMS = ("HS512", "HS256")
FAR = 3 * 86_400
"""Seconds ahead at which no app believes a token unless its clock is ours."""
PLANTED = 0.3
"""Seconds that the planted token lives on at least; it ends with the whole second after that."""


def hello(context: VerifierContext, presenter: Presenter) -> None:
    """Try valid tokens of both algorithms; ``context.stopped`` says why, if nothing can be concluded."""
    presenter.present("hello")  # whatever an app does at its first request is done
    if presenter.app.obeys_clock:
        _try_clock(context, presenter)
    elif context.target.speaks_http:
        _measure_clock(context, presenter)
    first = _try_algorithms(context, presenter)
    if first and first.answer is Answer.REFUSED:
        context.group = 1  # an app that knows no group "0" is told so by its scenario, and tried with another one
        _try_algorithms(context, presenter)
    if first and not context.takes:
        context.stopped = why(context, first)
        return
    context.algorithm = context.takes[0]
    strange = context.scene(context.unlike_any(context.people[0]))
    context.any_group = presenter.present(context.token(strange).wire()).accepted
    if problem := _ambiguous(context, presenter):
        context.stopped = problem
        return
    context.one_time = not _takes_twice(context, presenter)
    aged = presenter.present(context.token(context.fresh_scene(OLDEST)).wire())
    context.oldest = OLDEST if aged.accepted else YOUNG
    _look_at_faces(context, presenter)
    _plant(context, presenter)
    if context.clock:
        context.clock += FAR  # nothing that is to come looks like what was said here


def _try_algorithms(context: VerifierContext, presenter: Presenter) -> Reply | None:
    """Keep which algorithms the app takes; return its answer to HS512 where it takes none."""
    replies = {alg: presenter.present(context.token(context.fresh_scene(), alg).wire()) for alg in ALGORITHMS}
    context.takes = tuple(alg for alg, reply in replies.items() if reply.accepted)
    return None if context.takes else replies["HS512"]


def join(context: VerifierContext, presenter: Presenter) -> None:
    """Take part where another process has said hello."""
    if presenter.app.obeys_clock:
        presenter.present("hello")
    if not context.clock:
        presenter.app.release_clock()


def _try_clock(context: VerifierContext, presenter: Presenter) -> None:
    """Find out whether the app goes by the time that we tell it."""
    now = int(real_time())
    for alg, group in product(ALGORITHMS, (0, 1)):
        context.clock, context.group = now + FAR, group
        if presenter.present(context.token(context.fresh_scene(), alg).wire()).accepted:
            context.clock, context.group = now, 0
            return
    context.clock = context.group = 0
    presenter.app.release_clock()


def _measure_clock(context: VerifierContext, presenter: Presenter) -> None:
    """Estimate the app's clock from the Date headers of its answers to something that is no token."""
    asks = [lambda: date_of(presenter.present("hello").exchange.header("date"))] * 3
    context.offset, context.bar = estimate(asks, local=context.target.local)


def _ambiguous(context: VerifierContext, presenter: Presenter) -> str:
    """Learn how the app names people and what it says to nobody; return what the target file has to say more, or ""."""
    echo, people = context.target.accepted.customer_id, context.people[:2]
    valid = [presenter.present(context.token(context.scene(context.unlike_any(one))).wire(), one) for one in people]
    if not all(reply.accepted for reply in valid):
        return ""
    nobody = presenter.present("nobody")
    names = [reply.believed for reply in valid]
    if echo and not nobody.accepted and None in names:
        ids = " and ".join(str(one.id) for one in people)
        return (
            f"accepted.customer_id: {echo} is not in the answer to a valid token; or {ids} of [customers] are unknown"
        )
    if nobody.accepted and nobody.believed is None and None not in names:
        context.null_refuses = True
    elif nobody.accepted and not echo and nobody.exchange.body != valid[0].exchange.body:
        return "the app gives an accepted answer to what is no token, too: say in accepted.json what only customers get"
    ours = {str(one.id) for one in people}
    if None not in names and str(names[0]) != str(names[1]) and not ours & {str(name) for name in names}:
        context.names = {one.id: name for one, name in zip(people, names, strict=True)}
    return ""


def _takes_twice(context: VerifierContext, presenter: Presenter) -> bool:
    """Whether a token is accepted again, as it has to be."""
    token = context.token(context.fresh_scene(1)).wire()
    return presenter.present(token).accepted and presenter.present(token).accepted


def _look_at_faces(context: VerifierContext, presenter: Presenter) -> None:
    """Keep what each customer gets to see, where nothing is echoed and answers do not change from time to time."""
    if context.target.accepted.customer_id or not context.target.speaks_http:
        return
    for customer in context.people[:2]:
        answers = [presenter.present(context.token(context.scene(customer)).wire(), customer) for _ in range(2)]
        if answers[0].accepted and answers[0].exchange.body == answers[1].exchange.body:
            context.pristine[customer.id] = answers[0].exchange.body


def _plant(context: VerifierContext, presenter: Presenter) -> None:
    """Have a token accepted that expires before the first scenario: it must not be remembered beyond that.

    What is to be remembered may be forgotten over many other tokens, so this comes last, and is taken up at once.
    """
    if context.clock:
        return
    life = context.profile.number("current.lifetime")
    until = int(real_time() + context.offset + PLANTED) + 1 + context.bar
    token = context.token(context.fresh_scene()).claim(iat=until - life, exp=until)
    if presenter.present(token.wire()).accepted:
        context.planted, context.planted_until = token.wire(), until
