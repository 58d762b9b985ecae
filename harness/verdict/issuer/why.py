"""Why nothing can be concluded about an issuer."""

from harness.contract.words import Answer
from harness.targets.handed import Handed
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.why import not_as_described


def why(context: IssuerContext, handed: Handed) -> str:
    """Return why no token was made, of which ``handed`` is the answer to an honest request."""
    target, alice = context.target, context.people[0]
    if handed.answer is not Answer.REFUSED:
        said = str(handed) if handed.answer is Answer.UNCLEAN else handed.why or str(handed)
        return not_as_described(
            target, handed.answer, handed.exchange, said, "[token], [accepted] or [refused]", "an honest request"
        )
    asked = f"customer {alice.id} is refused a login of their own ({handed})"
    if target.session:
        return f"{asked}: check [session] (is that what a signed-in browser sends?), [customers], and send"
    return f"{asked}: check [customers], send, and whether [session] is missing"
