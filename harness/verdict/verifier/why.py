"""Why nothing can be concluded about an app, in words that lead to the key of the target file to look at."""

from harness.contract.words import Answer
from harness.targets.reading import Reply
from harness.verdict.verifier.context import VerifierContext

SHOWN = 300
"""Characters of an app's own words that are shown."""


def why(context: VerifierContext, reply: Reply) -> str:
    """Return why no valid token was accepted, of which ``reply`` is the answer to the first."""
    target = context.target
    match reply.answer:
        case Answer.REFUSED:
            keys = "app.client_secret, app.client_id, app.store_hash"
            ids = " and ".join(str(customer.id) for customer in context.people[:2])
            people = f"[customers] ({ids}: does the app know them?)"
            order = f"{people}, {keys}" if reply.exchange.status == 404 else f"{keys}, send, and {people}"
            return f"a valid token is refused: check {order} ({reply}; the token's iat was {context.now()})"
        case Answer.UNCLEAN:
            own = target.shim or target.inprocess
            told = " ".join(reply.exchange.body.split())[-SHOWN:] if own else ""
            return f"the app breaks on a valid token ({reply}){': ' if told else ''}{told}"
        case _ if "CERTIFICATE_VERIFY_FAILED" in reply.exchange.error:
            return f"{reply.why} ({target.where}): let SSL_CERT_FILE name the certificate that signed the app's"
        case _ if target.shim or not target.speaks_http:
            return f"{reply.why or reply} ({target.where})"
        case _ if reply.exchange.status:
            return f"{reply.why or reply} ({target.where}): correct [accepted] or [refused] in the target file"
        case _:
            return f"{reply.why or reply} ({target.where}): start it, or correct send.url in the target file"
