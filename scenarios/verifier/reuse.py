"""verifier.reuse: each presentation is judged on its own; the store repeats a token for its 15 minutes."""

import time

from harness.faults import Inapplicable, deviation
from harness.targets.realtime import real_perf_counter, real_time
from harness.tokens import Draft
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.terms import rests, soon
from harness.verdict.verifier.suite import VerifierSuite

AT_ONCE = 100
BEYOND_LEEWAY = 301
MOMENT = 0.2
"""Seconds after its exp at which a token is surely over."""


@rests("current.cached")
def accepts_the_same_token_again(verifier: VerifierSuite) -> None:
    """The store hands out the same token for 15 minutes, so an honest shopper presents it many times."""
    token = verifier.unseen().wire()
    for time_ in ("first", "second", "third"):
        verifier.present(token, did=f"presented a token for the {time_} time").must_be_accepted(verifier.alice)


def refuses_a_forged_token_after_the_true_one(verifier: VerifierSuite) -> None:
    """A token with the same header and claims, but another MAC, is refused although the true one was accepted."""
    _after_the_true_one(verifier, "signature.random-key.00")


def refuses_an_unsigned_token_after_the_true_one(verifier: VerifierSuite) -> None:
    """The same claims without a signature are refused although the true token was accepted."""
    _after_the_true_one(verifier, "algorithm.none.none")


def refuses_a_token_without_its_signature_after_the_true_one(verifier: VerifierSuite) -> None:
    """The first two segments alone are refused although the true token was accepted."""
    _after_the_true_one(verifier, "signature.cut.to-0")


def refuses_another_customer_after_the_true_token(verifier: VerifierSuite) -> None:
    """The true token's signature does not carry another customer afterwards."""
    _after_the_true_one(verifier, "signature.another-customer")


def accepts_the_true_token_after_a_forged_one(verifier: VerifierSuite) -> None:
    """A forged token that carries the same claims does not lock the true one out."""
    draft = verifier.unseen()
    for name in ("signature.random-key.00", "algorithm.none.none", "signature.cut.to-0"):
        verifier.present(
            deviation(name).change(draft).wire(), did=f"presented a forged token ({name})"
        ).must_be_refused(f"verifier.{deviation(name).rule}")
    verifier.present(draft, did="presented the true token").must_be_accepted(verifier.alice)


def refuses_another_spelling_of_a_refused_token(verifier: VerifierSuite) -> None:
    """A token that was refused is refused in another spelling of its signature, too."""
    draft = _expired(verifier)
    tried = 0
    for name in ("encoding.spare-bits-of-signature", "encoding.padded-signature.right", "characters.space-after.space"):
        try:
            alias, never_seen = (deviation(name).change(one).wire() for one in (draft, _expired(verifier)))
        except Inapplicable:
            continue
        if not verifier.presenter.carries(alias):
            tried += 1
            verifier.present(never_seen, did=f"presented an expired token, spelled otherwise ({name})").must_be_refused(
                "verifier.expiry"
            )
            verifier.present(draft, did="presented an expired token").must_be_refused("verifier.expiry")
            verifier.present(alias, did=f"presented it spelled otherwise ({name})").must_be_refused()
    if not tried:
        raise NotApplicableError("the transport carries no other spelling")


def refuses_an_expired_token_after_a_valid_one(verifier: VerifierSuite) -> None:
    """A valid token of the same customer does not open the door for an expired one."""
    verifier.present(verifier.token(), did="presented a valid token").must_be_accepted()
    verifier.present(_expired(verifier), did="presented an expired one").must_be_refused("verifier.expiry")


@soon
def refuses_a_token_that_has_expired_since_it_was_accepted(verifier: VerifierSuite) -> None:
    """What was accepted once is not remembered beyond its exp."""
    context = verifier.context
    if context.clock:
        draft = verifier.unseen()
        exp = draft.scene.now + 5
        draft = draft.claim(iat=exp - 900, exp=exp)
        verifier.present(draft, did="presented a token with 5 s left").must_be_accepted()
        context.clock = exp + BEYOND_LEEWAY
    else:
        if not context.planted:
            raise NotApplicableError("no token with some seconds left was accepted at first")
        time.sleep(max(0.0, context.planted_until + context.bar + MOMENT - context.offset - real_time()))
        draft = verifier.unseen()
        exp = context.planted_until
    never_seen = verifier.unseen(verifier.bob).claim(iat=exp - 900, exp=exp)
    if verifier.present(never_seen, did="presented a token never seen, with the same exp").reply.accepted:
        raise NotApplicableError("the app gives leeway after exp, or does not check it (verifier.expiry)")
    seen = draft if context.clock else context.planted
    verifier.present(seen, did="presented the remembered token after its exp").must_be_refused()


def keeps_parallel_presentations_apart(verifier: VerifierSuite) -> None:
    """Good and bad tokens of two customers, a hundred at the same moment, are each judged alone."""
    if not verifier.app.parallel:
        raise NotApplicableError("a shim answers one token after the other")
    people = (verifier.alice, verifier.bob)
    drafts = [verifier.unseen(people[number // 2 % 2]) for number in range(AT_ONCE)]
    forged = deviation("signature.random-key.00")
    wires = [forged.change(one).wire() if number % 2 else one.wire() for number, one in enumerate(drafts)]
    started = real_perf_counter()
    replies = verifier.presenter.together(wires)
    took = real_perf_counter() - started
    busy = sum(reply.exchange.seconds for reply in replies)
    verifier.note.step(f"presented {AT_ONCE} tokens at once", f"{sum(reply.accepted for reply in replies)} accepted")
    for number, (draft, reply) in enumerate(zip(drafts, replies, strict=True)):
        if number % 2 and reply.accepted:
            raise Broken("a forged token was accepted among valid ones at the same moment")
        if reply.accepted and verifier.told(reply, draft.scene.customer) is False:
            raise Broken(f"one customer was taken for another ({reply.believed!r:.40}) at the same moment")
        if not number % 2 and not reply.accepted:
            verifier.not_as_expected(reply, "a valid token was refused among forged ones at the same moment")
    if busy < took:
        raise InconclusiveError("the requests did not overlap")


def _after_the_true_one(verifier: VerifierSuite, name: str) -> None:
    forge = deviation(name).change
    never_seen = forge(verifier.unseen()).wire()
    verifier.present(never_seen, did=f"presented a token never seen, forged ({name})").must_be_refused(
        f"verifier.{deviation(name).rule}"
    )
    draft = verifier.unseen()
    verifier.present(draft, did="presented a valid token").must_be_accepted()
    verifier.present(forge(draft).wire(), did="presented it forged").must_be_refused()


def _expired(verifier: VerifierSuite) -> Draft:
    draft = verifier.unseen()
    exp = draft.scene.at(-3600)
    return draft.claim(iat=exp - 900, exp=exp)
