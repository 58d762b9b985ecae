"""Why nothing can be concluded about an issuer, in words that lead to the key of the target file to look at."""

from harness.contract.words import Answer
from harness.targets.handed import Handed
from harness.verdict.issuer.context import IssuerContext

SHOWN = 300
"""Characters of an app's own words that are shown."""


def why(context: IssuerContext, handed: Handed) -> str:
    """Return why no token was made, of which ``handed`` is the answer to an honest request."""
    target, alice = context.target, context.people[0]
    match handed.answer:
        case Answer.REFUSED if target.session:
            asked = f"customer {alice.id} is refused a login of their own ({handed})"
            return f"{asked}: check [session] (is that what a signed-in browser sends?), [customers], and send"
        case Answer.REFUSED:
            asked = f"customer {alice.id} is refused a login ({handed})"
            return f"{asked}: check [customers], send, and whether [session] is missing"
        case Answer.UNCLEAN:
            own = target.shim or target.inprocess
            told = " ".join(handed.exchange.body.split())[-SHOWN:] if own else ""
            return f"the app breaks on an honest request ({handed}){': ' if told else ''}{told}"
        case _ if "CERTIFICATE_VERIFY_FAILED" in handed.exchange.error:
            return f"{handed.why} ({target.where}): let SSL_CERT_FILE name the certificate that signed the app's"
        case _ if target.shim or not target.speaks_http:
            return f"{handed.why or handed} ({target.where})"
        case _ if handed.exchange.status:
            return (
                f"{handed.why or handed} ({target.where}): correct [token], [accepted] or [refused] in the target file"
            )
        case _:
            return f"{handed.why or handed} ({target.where}): start it, or correct send.url in the target file"
