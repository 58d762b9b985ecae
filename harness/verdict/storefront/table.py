"""A row of a table: one deviating token, its twin right after it, and what follows from the two answers."""

from typing import TYPE_CHECKING

from harness.contract.words import Answer, Expect, Level, Verdict
from harness.faults import Deviation, Inapplicable
from harness.tokens import Draft, login
from harness.verdict import evidence
from harness.verdict.decide import IDENTITY, ROBUSTNESS, Seen, decide
from harness.verdict.secrecy import needs_secret
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.storefront.landing import contained, path_of
from harness.verdict.storefront.outcome import Outcome

if TYPE_CHECKING:
    from harness.verdict.storefront.suite import StorefrontSuite

BLAMED = {IDENTITY: "storefront.login", ROBUSTNESS: "storefront.robustness"}
UNTOLD = "nothing tells who is signed in (signed_in.current_jwt)"


def judge(suite: "StorefrontSuite", deviation: Deviation) -> None:
    """Present the deviating token and its twin, and decide; stops the scenario unless all is well."""
    suite.note.concern(deviation)
    try:
        twin = deviation.base(login(suite.scene()))
        draft = deviation.change(deviation.base(login(suite.scene())))
        wire = draft.wire()
    except Inapplicable as reason:
        raise NotApplicableError(str(reason)) from reason
    outcome = suite.presenter.present(wire, suite.visitor())
    plain = login(suite.scene()) if deviation.expect is Expect.ACCEPTED else twin
    twin_outcome = suite.presenter.present(plain.wire(), suite.visitor())
    _count(suite, plain, twin_outcome)
    suite.note.observed, suite.note.believed = str(outcome), outcome.identity.customer
    if deviation.expect is Expect.LAST_WINS and outcome.answer is Answer.ACCEPTED and suite.note.believed is None:
        raise NotApplicableError(UNTOLD)
    decision = decide(deviation.expect, _seen(suite, outcome, draft, deviation.expect), Seen(twin_outcome.answer))
    if decision.verdict is Verdict.PASS:
        return
    suite.note.evidence |= {
        **evidence.presented(draft, wire, outcome.exchange),
        "twin": evidence.presented(plain, plain.wire(), twin_outcome.exchange),
        "differs": evidence.differs(draft, plain),
    }
    if decision.verdict is Verdict.INCONCLUSIVE:
        raise InconclusiveError(f"{decision.reason}: {outcome}; twin {twin_outcome}")
    anybodys = draft.key == plain.key and not needs_secret(draft, plain)
    if decision.blame == IDENTITY or (decision.blame == ROBUSTNESS and anybodys):
        suite.note.level, suite.note.rests = Level.MUST, ()
    raise Broken(decision.reason, BLAMED.get(decision.blame, ""))


def _count(suite: "StorefrontSuite", twin: Draft, outcome: Outcome) -> None:
    """Count refused twins; a twin in a form of its own may be refused by a store that is there all the same."""
    plain = not twin.edits and twin.claims.keys() == login(twin.scene).claims.keys()
    if outcome.answer is Answer.ACCEPTED or plain:
        suite.context.saw_twin(outcome.answer is Answer.ACCEPTED)
    else:
        again = suite.presenter.present(suite.token(), suite.visitor())
        suite.context.saw_twin(again.answer is Answer.ACCEPTED)


def _seen(suite: "StorefrontSuite", outcome: Outcome, draft: Draft, expect: Expect) -> Seen:
    who = outcome.identity.customer
    return Seen(
        outcome.answer,
        right=who is None or who == draft.scene.customer.id,
        contained=expect is not Expect.CONTAINED or contained(outcome.exchange),
        lands=expect is not Expect.ACCEPTED or _lands(suite, outcome, draft),
    )


def _lands(suite: "StorefrontSuite", outcome: Outcome, draft: Draft) -> bool:
    """Whether a login leads where the token says, or to the default page."""
    wanted = draft.claims.get("redirect_to", suite.context.profile.text("login.redirect.default"))
    if outcome.answer is not Answer.ACCEPTED or not isinstance(wanted, str) or not outcome.landing:
        return True
    return path_of(suite.url, outcome.landing) == path_of(suite.url, wanted)
