"""What a forger without the secret does: other claims over an old signature, and whom they would rather be."""

from typing import Any

from harness.contract.words import Kind
from harness.tokens.draft import Draft, Stage


def keep_signature(original: Draft, changed: Draft) -> Draft:
    """Return ``changed`` with the signature segment of ``original``, as someone without the secret has to."""
    signature = original.wire().rpartition(".")[2]
    return changed.edit(Stage.SIGNATURE_TEXT, lambda _: signature)


def another_customer(draft: Draft) -> dict[str, Any]:
    """Return the claims that make ``draft`` the other customer's."""
    other = draft.scene.other_customer
    if draft.kind is Kind.CURRENT:
        return {"customer": {**draft.claims["customer"], "id": other.id}}
    return {"customer_id": other.id}
