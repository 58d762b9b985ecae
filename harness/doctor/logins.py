"""Whether valid tokens sign the customers in, and whether the store's own token about them can be read."""

from collections.abc import Iterator

from harness.contract.words import Answer
from harness.doctor.line import Line, none, well, wrong
from harness.doctor.visit import Visit
from harness.judge.envelope import Opened, read
from harness.judge.values import is_integer
from harness.verdict.storefront.outcome import Outcome

CHECK = "check app.client_id, app.client_secret and app.store_hash, and that the app has the scope {scope}"


def logins(visit: Visit) -> Iterator[Line]:
    """Present a valid login token for the first two customers."""
    if not visit.answers:
        yield none("login", "not tried, since the store does not answer")
        return
    for customer in visit.context.people[:2]:
        visit.outcomes.append(outcome := visit.present(customer))
        if outcome.answer is not Answer.ACCEPTED:
            yield wrong(
                "login", f"a valid token for {customer.first_name} {customer.id} is {outcome}", _mend(visit, outcome)
            )
            return
        if outcome.identity.customer not in (None, customer.id):
            yield wrong("login", f"a token for customer {customer.id} signed in {outcome.identity.customer}",
                        "see customers, and what the store does with customer_id")  # fmt: skip
            return
    names = " and ".join(one.first_name for one in visit.context.people[:2])
    yield well("login", f"valid tokens of {visit.context.app.client_id} sign {names} in")


def current_jwt(visit: Visit) -> Iterator[Line]:
    """Read the token that the store gave for the first of them."""
    if not visit.outcomes or visit.outcomes[0].answer is not Answer.ACCEPTED:
        return
    found = visit.outcomes[0].identity
    if not visit.context.target.signed_in.current_jwt:
        yield none("current.jwt", "not asked for (signed_in.current_jwt = false)")
    elif found.customer is None:
        status = found.exchange.status if found.exchange else 0
        yield wrong("current.jwt", f"it does not answer with a token for somebody signed in (last: {status})",
                    "check current_customer.client_id, or say signed_in.current_jwt = false")  # fmt: skip
    elif found.problem:
        yield wrong("current.jwt", found.problem, "check current_customer.client_id and client_secret, or app's")
    else:
        assert found.exchange
        yield well("current.jwt", f"names customer {found.customer}, {_told(found.exchange.body)}")


def _told(body: str) -> str:
    opened = read(body.strip())
    assert isinstance(opened, Opened)
    iat, exp = opened.claims.get("iat"), opened.claims.get("exp")
    life = f"good for {exp - iat} s" if is_integer(iat) and is_integer(exp) else "without iat or exp in whole seconds"
    return f"{opened.header.get('alg')}, {life}, its MAC verifies"


def _mend(visit: Visit, outcome: Outcome) -> str:
    if outcome.answer is Answer.REFUSED:
        return CHECK.format(scope=visit.context.profile.text("login.scope"))
    return "see what the store answers; a run concludes nothing before a valid token is accepted"
