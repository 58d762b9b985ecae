"""What a token puts to the test, and what tells one presentation from others, at a store as at an app."""

from harness.contract.rules import fold
from harness.contract.words import Answer, Role, Rule
from harness.judge import Judgement
from harness.targets.http import Exchange


def behaviour_of(answer: Answer, exchange: Exchange, judgement: Judgement) -> str:
    """Return in a few words what the target did, and what the judge says of the token."""
    codes = sorted({reason.code for reason in judgement.reasons})
    return f"{answer} {exchange.status} {' '.join(codes) or 'valid'}"


def rules_touched(role: Role, judgement: Judgement) -> tuple[str, ...]:
    """Return the rules that a token puts to the test: those of the judge's reasons, and such as any token does."""
    touched = {fold(role, rule) for rule in judgement.rules or {Rule.VARIANT}}
    return (*sorted(touched), f"{role}.robustness", f"{role}.leak")
