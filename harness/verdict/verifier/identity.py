"""Whom did the app believe? Read from its echo, or else from an answer that only one customer gets."""

from typing import Any

from harness.targets.reading import Reply
from harness.tokens import Customer
from harness.verdict.verifier.context import VerifierContext

UNTOLD = "nothing in the answer tells whom the app believed (accepted.customer_id)"


def same(believed: Any, number: int) -> bool:
    """Whether an echoed identity is the customer ``number``: the integer or its decimal string, nothing else."""
    return (type(believed) is int and believed == number) or (isinstance(believed, str) and believed == str(number))


def believes(context: VerifierContext, reply: Reply, customer: Customer) -> bool | None:
    """Whether the app took the bearer for ``customer``; None where that cannot be told."""
    if reply.believed is not None:
        if customer.id in context.names:
            return bool(reply.believed == context.names[customer.id])
        return same(reply.believed, customer.id)
    known = context.pristine
    if len(set(known.values())) < 2 or customer.id not in known:
        return None
    if reply.exchange.body == known[customer.id]:
        return True
    return False if reply.exchange.body in known.values() else None
