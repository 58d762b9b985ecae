"""Why nothing can be concluded about an issuer."""

from harness.contract.words import Answer
from harness.targets.handed import Handed
from harness.tokens import Customer
from harness.verdict.evidence import masked
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.issuer.log import tail
from harness.verdict.why import not_as_described

TABLES = "[token], [accepted] or [refused]"
CALLED = "it is called with those of customer_id, session, return_to and now that it has parameters for"


def why(context: IssuerContext, customer: Customer, handed: Handed) -> str:
    """Return why no token was made for ``customer``, of which ``handed`` is the answer to an honest request."""
    target = context.target
    if handed.answer is Answer.REFUSED:
        return _refused(context, customer, handed)
    said = str(handed) if handed.answer is Answer.UNCLEAN else handed.why or str(handed)
    told = not_as_described(target, handed.answer, handed.exchange, said, TABLES, "an honest request")
    if handed.answer is not Answer.UNCLEAN:
        return told
    if target.inprocess and target.inprocess.callable:
        return f"{told} ({CALLED})"
    if handed.exchange.error == "hang":
        return f"{told}: it did not answer in time (send.timeout)"
    log = masked(" | ".join(tail(context)))
    return f"{told}; its log ends with: {log}" if log else told


def _refused(context: IssuerContext, customer: Customer, handed: Handed) -> str:
    target = context.target
    name = next((name for name, one in target.customers.items() if one.id == customer.id), "")
    asked = f"customer {customer.id} is refused a login of their own ({handed})"
    if handed.exchange.status in (404, 405):
        return f"{asked}: check send.url and send.method, [customers], and [session]"
    if target.session and target.session.login:
        return f"{asked}: check [session.login] and customers.{name}.password (did the app sign them in?), and send"
    if target.session:
        whose = f" and customers.{name}.session" if "{session}" in target.session.texts else ""
        return f"{asked}: check [session]{whose} (is that what a signed-in browser sends?), [customers], and send"
    return f"{asked}: check [customers], send, and whether [session] is missing"
