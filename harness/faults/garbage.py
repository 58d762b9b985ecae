"""What is no token at all: whoever takes it has checked nothing (CWE-306)."""

from harness.contract.words import Rule
from harness.faults.registry import fault, must
from harness.tokens.draft import Draft, Stage

EARLIER = (Rule.SERIALIZATION, Rule.ENCODING, Rule.JSON)
"""What a sound party may say instead: it never comes to the MAC."""
TEXTS = {
    "null": "null", "undefined": "undefined", "zero": "0", "word": "token", "dot": ".", "dots": "..",
    "many-dots": "." * 1000, "braces": "{}", "brackets": "[]", "object": "[object Object]", "percent": "%",
    "long": "A" * 4000, "three-letters": "a.b.c", "false": "false", "true": "true", "empty-quotes": '""',
}  # fmt: skip


@fault(Rule.SIGNATURE, must, "CWE-306", cwe=306, also=EARLIER, rows=TEXTS)
def no_token(draft: Draft, value: str) -> Draft:
    """What is presented is no token at all."""
    return draft.edit(Stage.TOKEN, lambda _: value)
