"""verifier.binding: the token outranks any id beside it."""

from collections.abc import Callable, Iterator, Sequence
from typing import Any

from harness.targets.sending import Beside
from harness.verdict.naming import ID_HEADERS, NAMES
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.terms import needs
from harness.verdict.verifier.suite import VerifierSuite


def keeps_to_the_token_beside_another_id_in_the_query(verifier: VerifierSuite) -> None:
    """Another customer's id in the query changes nothing."""
    _needs_http(verifier)
    _try(verifier, NAMES, lambda names: Beside(query=dict.fromkeys(names, str(verifier.bob.id))))


def keeps_to_the_token_beside_another_id_in_a_header(verifier: VerifierSuite) -> None:
    """Another customer's id in a header changes nothing."""
    _needs_http(verifier)
    _try(verifier, ID_HEADERS, lambda names: Beside(headers=tuple((name, str(verifier.bob.id)) for name in names)))


def keeps_to_the_token_beside_another_id_in_a_cookie(verifier: VerifierSuite) -> None:
    """Another customer's id in a cookie changes nothing."""
    _needs_http(verifier)
    _try(verifier, NAMES, lambda names: Beside(cookies=dict.fromkeys(names, str(verifier.bob.id))))


def keeps_to_the_token_beside_another_id_in_the_body(verifier: VerifierSuite) -> None:
    """Another customer's id in a JSON body changes nothing."""
    _needs_http(verifier)
    if verifier.context.target.send and verifier.context.target.send.form is not None:
        raise NotApplicableError("send.form fills the body")
    _try(verifier, NAMES, lambda names: Beside(fields=dict.fromkeys(names, verifier.bob.id)))


def keeps_to_the_token_beside_another_id_in_a_form(verifier: VerifierSuite) -> None:
    """Another customer's id in a form changes nothing."""
    _needs_http(verifier)
    if verifier.context.target.send and verifier.context.target.send.json_ is not None:
        raise NotApplicableError("send.json fills the body")
    _try(verifier, NAMES, lambda names: Beside(form=dict.fromkeys(names, str(verifier.bob.id))))


def keeps_to_the_token_beside_a_whole_other_customer_in_the_body(verifier: VerifierSuite) -> None:
    """A customer object in the body, shaped as in the token, changes nothing."""
    _needs_http(verifier)
    if verifier.context.target.send and verifier.context.target.send.form is not None:
        raise NotApplicableError("send.form fills the body")
    other: dict[str, Any] = {"id": verifier.bob.id, "email": verifier.bob.email}
    _try(verifier, ("customer", "user", "claims"), lambda names: Beside(fields=dict.fromkeys(names, other)))


def keeps_to_the_token_beside_another_e_mail(verifier: VerifierSuite) -> None:
    """Another customer's e-mail address in query and headers changes nothing."""
    _needs_http(verifier)
    names = ("email", "customer_email", "user_email")

    def beside(chosen: Sequence[str]) -> Beside:
        values = dict.fromkeys(chosen, verifier.bob.email)
        return Beside(
            query=values, headers=tuple((f"X-{name.replace('_', '-')}", verifier.bob.email) for name in chosen)
        )

    _try(verifier, names, beside)


@needs("resource")
def keeps_the_resource_of_another_customer_closed(verifier: VerifierSuite) -> None:
    """What belongs to one customer is not given to another."""
    resource = verifier.context.target.resource
    assert resource
    own, others, crossed = _three(verifier, resource.url)
    if not own.accepted or not others.accepted:
        raise InconclusiveError(
            f"a customer's own resource is not given either: {own} (resource.url; or name others in [customers])"
        )
    if not crossed.accepted:
        if crossed.answer not in (own.answer,) and str(crossed.answer) != "refused":
            verifier.not_as_expected(crossed, "another customer's resource was not refused cleanly")
        return
    given, mine, theirs = crossed.exchange.body, own.exchange.body, others.exchange.body
    if mine == theirs:
        raise InconclusiveError("the resource is the same for both customers; name two in [customers] who differ")
    if given == mine or verifier.told(crossed, verifier.alice):
        return
    raise Broken("one customer's token opens another customer's resource")


def _three(verifier: VerifierSuite, url: str) -> Iterator[Any]:
    """Yield the answers to each customer's own resource, and to one who asks for the other's."""
    for bearer, asked in (
        (verifier.alice, verifier.alice),
        (verifier.bob, verifier.bob),
        (verifier.alice, verifier.bob),
    ):
        token = verifier.token(bearer).wire()
        reply = verifier.presenter.present(token, asked, Beside(url=url))
        verifier.saw(reply, f"asked for the resource of {asked.id} with a token of {bearer.id}")
        yield reply


def _needs_http(verifier: VerifierSuite) -> None:
    if not verifier.context.target.speaks_http:
        raise NotApplicableError("nothing but the token reaches this app")


def _try(verifier: VerifierSuite, names: Sequence[str], beside: Callable[[Sequence[str]], Beside]) -> None:
    """Present a token with the other customer's id under all names at once, and one by one if that is refused."""
    plain = verifier.present(verifier.token(), did="presented a token by itself").must_be_accepted()
    verifier.believed(plain.reply, verifier.alice)
    together = verifier.present(verifier.token(), beside(names), did=f"presented it beside {', '.join(names)}").reply
    if together.accepted:
        _must_be_alice(verifier, together)
        return
    for name in names:
        reply = verifier.present(verifier.token(), beside([name]), did=f"presented it beside {name}").reply
        if reply.accepted:
            _must_be_alice(verifier, reply)


def _must_be_alice(verifier: VerifierSuite, reply: Any) -> None:
    if verifier.told(reply, verifier.alice) is False:
        raise Broken(f"the app believed the id beside the token: {reply.believed!r:.40} instead of {verifier.alice.id}")
