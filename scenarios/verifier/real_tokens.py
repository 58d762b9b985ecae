"""verifier.real-tokens: what real stores send is accepted, and so is every valid token in another form."""

from harness.contract.words import Level
from harness.faults import Deviation
from harness.verdict.stop import NotApplicableError
from harness.verdict.terms import alone, at, rests
from harness.verdict.verifier.context import OLDEST
from harness.verdict.verifier.second import under_secret
from harness.verdict.verifier.suite import VerifierSuite


def accepts(verifier: VerifierSuite, deviation: Deviation, algorithm: str) -> None:
    """A valid token in another form is accepted."""
    verifier.judge(deviation, algorithm)


@rests("current.algorithm")
def accepts_a_token_signed_with_hs512(verifier: VerifierSuite) -> None:
    """Real stores sign with HS512, and such a token is accepted."""
    verifier.present(verifier.token(algorithm="HS512")).must_be_accepted(verifier.alice)


@at(Level.MAY)
def accepts_a_token_signed_with_hs256(verifier: VerifierSuite) -> None:
    """The documents show HS256, and such a token is accepted."""
    verifier.present(verifier.token(algorithm="HS256")).must_be_accepted(verifier.alice)


def accepts_each_customer_as_who_they_are(verifier: VerifierSuite) -> None:
    """Two customers are told apart."""
    for customer in (verifier.alice, verifier.bob):
        draft = verifier.token(customer)
        verifier.present(draft, did=f"presented a token of {customer.id}").must_be_accepted(customer)


def accepts_a_customer_in_no_group(verifier: VerifierSuite) -> None:
    """The group of most customers is "0", which is a group all the same."""
    draft = verifier.token()
    nobody_special = {**draft.claims["customer"], "group_id": "0"}
    verifier.present(draft.claim(customer=nobody_special)).must_be_accepted(verifier.alice)


def accepts_a_token_of_this_very_second(verifier: VerifierSuite) -> None:
    """A token that the store has just minted is accepted."""
    context = verifier.context
    verifier.present(context.token(context.fresh_scene())).must_be_accepted(verifier.alice)


@rests("current.cached")
def accepts_a_token_that_is_ten_minutes_old(verifier: VerifierSuite) -> None:
    """The store hands out one token for its whole 15 minutes, so an old one is as good as a new one."""
    context = verifier.context
    verifier.present(context.token(context.fresh_scene(OLDEST))).must_be_accepted(verifier.alice)


def accepts_a_token_with_a_minute_left(verifier: VerifierSuite) -> None:
    """A token that is about to expire is accepted."""
    context = verifier.context
    if context.bar > 30:
        raise NotApplicableError("the app's clock is not known well enough")
    life = context.profile.number("current.lifetime")
    verifier.present(context.token(context.fresh_scene(life - 60))).must_be_accepted(verifier.alice)


@alone
@at(Level.SHOULD)
def accepts_tokens_under_a_secret_of_31_characters(verifier: VerifierSuite) -> None:
    """Secrets issued years ago have 31 characters, fewer bytes than the hash; they are what they are."""
    _works_under(verifier, "M1xed-Case-Secret-Of-31-Bytes-x")


@alone
def accepts_tokens_under_a_secret_of_64_characters(verifier: VerifierSuite) -> None:
    """Newer secrets have 64 hexadecimal characters, which are the key as they stand and not its hexadecimal form."""
    _works_under(verifier, "0a1b2c3d4e5f60718293a4b5c6d7e8f9" * 2)


def _works_under(verifier: VerifierSuite, secret: str) -> None:
    with under_secret(verifier.context, secret) as (context, presenter):
        reply = presenter.present(context.token(context.fresh_scene(1), verifier.context.algorithm).wire())
        verifier.saw(reply, f"started the app anew with a secret of {len(secret)} characters, and presented a token")
        usual = presenter.present(verifier.token().wire())
        if usual.accepted:
            raise NotApplicableError("the app does not take its secret from what start.env gives it")
        if not reply.accepted:
            verifier.not_as_expected(reply, f"a valid token under a secret of {len(secret)} characters was refused")
