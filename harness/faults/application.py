"""The app once more, in ``application_id`` (Current Customer API; equal to aud in real tokens). See also ``claims``."""

from harness.contract.words import Rule
from harness.faults.registry import CURRENT, fault, should
from harness.tokens.draft import Draft

CLAUSE = "Current Customer API, application_id"
FACT = "current.application-id"


@fault(Rule.APPLICATION, should, CLAUSE, kinds=CURRENT, cwe=345, rests=FACT)
def another_app(draft: Draft) -> Draft:
    """The application is another app of this store; aud is right."""
    return draft.claim(application_id=draft.scene.other_app.client_id)


@fault(
    Rule.APPLICATION,
    should,
    CLAUSE,
    kinds=CURRENT,
    cwe=345,
    rests=FACT,
    rows={"made-up": "s0meb0dye1sess0meb0dye1sess0meb", "number": "12345", "bigcommerce": "bc/apps", "null": "null"},
)
def another(draft: Draft, value: str) -> Draft:
    """The application is none that anybody knows."""
    return draft.claim(application_id=value)
