"""Answers in a row that tell nothing: after some of them the target is gone, or answers what nobody has described."""

from dataclasses import dataclass

from harness.contract.words import Answer
from harness.fuzz.blob import as_blob
from harness.fuzz.recipe import Recipe
from harness.verdict.context import PATIENCE
from harness.verdict.stop import InconclusiveError


@dataclass(slots=True)
class Silence:
    """How long a target has said nothing; ``first`` is the token that may have brought it about.

    That is the first of the silence, or one right before it on which the target broke.
    """

    first: Recipe | None = None
    answers: int = 0

    def heard(self, recipe: Recipe, answer: Answer, said: object) -> None:
        """Take note of the answer to the token of ``recipe``; InconclusiveError, with what it ``said``, at too many."""
        match answer:
            case Answer.UNCLEAR:
                self.first, self.answers = self.first or recipe, self.answers + 1
            case Answer.UNCLEAN:
                self.first, self.answers = recipe, 0
            case _:
                self.first, self.answers = None, 0
        if self.first and self.answers >= PATIENCE:
            again = f"--replay {as_blob('tokens', self.first.as_json())} tries again what was before them"
            raise InconclusiveError(f"{PATIENCE} answers in a row tell nothing: {said}; {again}")
