"""issuer.robustness: answer cleanly, whatever is asked."""

import pytest

from harness.contract.words import Answer, Level
from harness.targets.sending import Beside
from harness.verdict.issuer.odd import IDS, LONG, MALFORMED, PATHS
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import NotApplicableError
from harness.verdict.terms import at


@pytest.mark.parametrize("text", IDS.values(), ids=list(IDS))
@at(Level.SHOULD)
def keeps_answering_after_an_odd_customer(issuer: IssuerSuite, text: str) -> None:
    """A customer's id that is none is answered cleanly."""
    if not issuer.asker.tells_customer:
        raise NotApplicableError("requests name no customer: no {customer_id} in [send]")
    _answers(issuer, text=text)


@pytest.mark.parametrize("path", PATHS.values(), ids=list(PATHS))
@at(Level.SHOULD)
def keeps_answering_after_an_odd_path(issuer: IssuerSuite, path: str) -> None:
    """A path that is odd is answered cleanly, whether a token is made or not."""
    _answers(issuer, return_to=issuer.path(path))


@pytest.mark.parametrize("name", list(MALFORMED))
@at(Level.SHOULD)
def keeps_answering_after_something_malformed(issuer: IssuerSuite, name: str) -> None:
    """A request with something malformed beside it is answered cleanly."""
    issuer.needs_http()
    _answers(issuer, beside=MALFORMED[name])


def _answers(issuer: IssuerSuite, text: str = "", return_to: str = "", beside: Beside | None = None) -> None:
    asked = issuer.ask(text=text, return_to=return_to, beside=beside or Beside())
    handed = asked.handed
    too_long = len(return_to) > LONG and handed.exchange.error.startswith("cut")
    if handed.answer is Answer.UNCLEAN and not too_long:
        issuer.not_as_expected(handed, "the app broke", level=Level.SHOULD)
    issuer.check_twin()
