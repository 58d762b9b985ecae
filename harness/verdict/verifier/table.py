"""A row of a table: one deviating token, its twin right after it, and what follows from the two answers."""

from typing import TYPE_CHECKING

from harness.contract.words import Answer, Expect, Level, Rule, Verdict
from harness.faults import Deviation, Inapplicable
from harness.targets.reading import Reply
from harness.tokens import Draft, Stage, current
from harness.verdict import evidence
from harness.verdict.decide import IDENTITY, ROBUSTNESS, Decision, Seen, decide
from harness.verdict.secrecy import needs_secret
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.verifier.context import Part
from harness.verdict.verifier.identity import UNTOLD, believes

if TYPE_CHECKING:
    from harness.verdict.verifier.suite import VerifierSuite

BLAMED = {IDENTITY: "verifier.customer", ROBUSTNESS: "verifier.robustness"}


def judge(suite: "VerifierSuite", deviation: Deviation, algorithm: str = "") -> None:
    """Present the deviating token and its twin, and decide; stops the scenario unless all is well.

    ``algorithm`` is the one that signs, by default the target's usual one.
    """
    suite.note.concern(deviation)
    context = suite.context
    if algorithm and (algorithm not in context.takes or algorithm == context.algorithm):
        raise NotApplicableError(f"valid tokens are signed with {context.algorithm} here")
    try:
        # What has to be accepted is of one age whenever it is presented, lest it apply at one time and not at another.
        scene = context.fresh_scene(1) if deviation.expect is Expect.ACCEPTED else context.scene(part=Part.FAULT)
        draft = deviation.change(deviation.base(context.token(scene, algorithm)))
        wire = draft.wire()
    except Inapplicable as reason:
        raise NotApplicableError(str(reason)) from reason
    if problem := suite.presenter.carries(wire):
        raise NotApplicableError(problem)
    plain = context.token(context.scene(part=Part.TWIN), algorithm)
    twin = plain if deviation.expect is Expect.ACCEPTED else deviation.base(plain)
    reply = suite.presenter.present(wire)
    twin_reply = suite.presenter.present(twin.wire())
    suite.note.observed, suite.note.believed = str(reply), reply.believed
    _count(suite, twin, twin_reply)
    _callback(suite, draft)
    decision = decide(deviation.expect, _seen(suite, deviation, reply, draft), Seen(twin_reply.answer))
    if reply.accepted and decision.verdict is Verdict.FAIL and _is_remembered(suite, deviation, algorithm):
        raise Broken("the token was accepted only because one like it had been accepted before", "verifier.reuse")
    if decision.verdict is not Verdict.PASS:
        suite.note.evidence |= {
            **evidence.presented(draft, wire, reply.exchange),
            "twin": evidence.presented(twin, twin.wire(), twin_reply.exchange),
            "differs": evidence.differs(draft, twin),
        }
        suite.note.level, suite.note.rests = _bindingness(suite, decision, deviation, draft, twin)
        _end(decision, reply, twin_reply)


def _is_remembered(suite: "VerifierSuite", deviation: Deviation, algorithm: str) -> bool:
    """Whether the same deviation is refused where nothing like the token was ever presented."""
    context = suite.context
    if not context.any_group:
        return False
    scene = context.scene(context.unlike_any(suite.alice), part=Part.FAULT)
    try:
        draft = deviation.change(deviation.base(context.token(scene, algorithm)))
    except Inapplicable:
        return False
    return suite.presenter.present(draft.wire()).answer is Answer.REFUSED


def _bindingness(
    suite: "VerifierSuite", decision: Decision, deviation: Deviation, draft: Draft, twin: Draft
) -> tuple[Level, tuple[str, ...]]:
    """Return how firmly the rule binds that was broken, and what it rests on."""
    if decision.blame == IDENTITY:
        return Level.MUST, ()
    if decision.blame == ROBUSTNESS:
        return Level.MUST if _is_anybodys(deviation, draft, twin) else Level.SHOULD, ()
    return suite.note.level, suite.note.rests


def _is_anybodys(deviation: Deviation, draft: Draft, twin: Draft) -> bool:
    """Whether ``draft`` can be made without the secret: unsigned, under a key of one's own, or altered afterwards."""
    if not draft.mac or any(stage is Stage.MAC for stage, _ in draft.edits[len(twin.edits) :]):
        return True
    if draft.key != twin.key:
        return deviation.rule != Rule.KEY  # those keys are made of the secret, or belong to a neighbour
    return not needs_secret(draft, twin)


def _end(decision: Decision, reply: Reply, twin_reply: Reply) -> None:
    if decision.verdict is Verdict.INCONCLUSIVE:
        raise InconclusiveError(f"{decision.reason}: {reply}; twin {twin_reply}")
    raise Broken(decision.reason, BLAMED.get(decision.blame, ""))


def _count(suite: "VerifierSuite", twin: Draft, reply: Reply) -> None:
    """Count refused twins; one in a form of its own may be refused by an app that is there all the same."""
    if reply.accepted or (not twin.edits and twin.claims.keys() == current(twin.scene).claims.keys()):
        suite.context.saw_twin(reply.accepted)
        return
    again = suite.presenter.present(suite.context.token().wire())
    suite.context.saw_twin(again.accepted)
    if again.accepted and reply.answer is Answer.REFUSED:
        raise NotApplicableError("the app refuses the form of this token even where nothing is wrong with it")


def _callback(suite: "VerifierSuite", draft: Draft) -> None:
    """Stop if the app called an address of ours that stands in the token's header."""
    if suite.listener and suite.listener.heard(draft.scene.jti):
        raise Broken("the app fetched an address that the token's header names", "verifier.header-key")


def _seen(suite: "VerifierSuite", deviation: Deviation, reply: Reply, draft: Draft) -> Seen:
    if deviation.expect is Expect.REFUSED or not reply.accepted:
        return Seen(reply.answer)
    right = believes(suite.context, reply, draft.scene.customer)
    if right is None and deviation.expect in (Expect.LAST_WINS, Expect.OWN_ID):
        raise NotApplicableError(UNTOLD)
    return Seen(reply.answer, right=right is not False)
