"""Why nothing can be concluded about a verifier."""

from harness.contract.words import Answer
from harness.targets.reading import Reply
from harness.verdict.verifier.context import VerifierContext
from harness.verdict.why import not_as_described


def why(context: VerifierContext, reply: Reply) -> str:
    """Return why no valid token was accepted, of which ``reply`` is the answer to the first."""
    target = context.target
    if reply.answer is not Answer.REFUSED:
        said = str(reply) if reply.answer is Answer.UNCLEAN else reply.why or str(reply)
        return not_as_described(target, reply.answer, reply.exchange, said, "[accepted] or [refused]", "a valid token")
    keys = "app.client_secret, app.client_id, app.store_hash"
    ids = " and ".join(str(customer.id) for customer in context.people[:2])
    people = f"[customers] ({ids}: does the app know them?)"
    order = f"{people}, {keys}" if reply.exchange.status == 404 else f"{keys}, send, and {people}"
    return f"a valid token is refused: check {order} ({reply}; the token's iat was {context.now()})"
