"""issuer.concurrency: be right for many at once as for one alone."""

from itertools import cycle, islice

from harness.judge.issued import Issued
from harness.verdict.issuer.asked import Asked
from harness.verdict.issuer.asker import Ask
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import Broken, NotApplicableError

PEOPLE = 50
ROUNDS = 3


def mints_for_each_of_fifty_at_once(issuer: IssuerSuite) -> None:
    """Fifty people who ask at the same moment each get a token of their own."""
    crowd = list(islice(cycle(issuer.crowd), PEOPLE))
    for _ in range(ROUNDS):
        for asked in _together(issuer, [Ask(one, one) for one in crowd]):
            _must_be_theirs(issuer, asked)


def keeps_the_paths_of_fifty_apart(issuer: IssuerSuite) -> None:
    """Fifty people who ask at the same moment each land where they asked to."""
    crowd = islice(cycle(issuer.crowd), PEOPLE)
    asks = [Ask(one, one, issuer.path(f"/account.php?shopper={number}")) for number, one in enumerate(crowd)]
    for asked in _together(issuer, asks):
        token = _must_be_theirs(issuer, asked)
        others = {ask.return_to for ask in asks} - {asked.ask.return_to}
        if found := others & {value for value in token.claims.values() if isinstance(value, str)}:
            issuer.broken(token, f"asked for {asked.ask.return_to}, the token leads to somebody else's {min(found)}")


def _together(issuer: IssuerSuite, asks: list[Ask]) -> list[Asked]:
    if not issuer.asker.app.parallel:
        raise NotApplicableError("a shim is asked one thing after the other")
    if not issuer.asker.tells_session and not issuer.asker.tells_customer:
        raise NotApplicableError("requests do not say whose they are")
    return issuer.ask_together(asks, f"{len(asks)} people asked at the same moment")


def _must_be_theirs(issuer: IssuerSuite, asked: Asked) -> Issued:
    token, wanted = asked.must_mint(), asked.ask.customer.id
    found = token.claims.get("customer_id")
    others = {one.id for one in issuer.crowd} - {wanted}
    if str(found) in map(str, others):
        issuer.show(token)
        raise Broken(f"customer {wanted} got a token for customer {found}")
    return token
