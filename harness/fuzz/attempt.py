"""One example tried once more, to the end: silence, or a token that is not what it was, is no right answer.

A hunt may pass over whatever it cannot read; whoever asks whether a breach is back needs to know that it was tried.
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

from harness.contract.words import Answer, Expect, Kind
from harness.faults import Inapplicable
from harness.fuzz.bindingness import own_of
from harness.fuzz.probe import Breach
from harness.fuzz.recipe import UNFIT, Recipe
from harness.fuzz.steps import Step
from harness.judge import Judgement
from harness.tokens import Draft, Scene, current, login
from harness.verdict.stop import InconclusiveError

UNTOLD = "nothing in the answer tells whom the target believed"


@dataclass(frozen=True, slots=True)
class Look:
    """What an answer says. ``unsure`` is why nothing follows from it, or ""; ``knows`` whether it tells who it is for.

    ``said`` is the answer in a few words.
    """

    answer: Answer
    said: str
    unsure: str = ""
    knows: bool = True


@dataclass(frozen=True, slots=True)
class Attempt:
    """What came of an example: what is broken, None where the target did right, and what was seen in a few words."""

    breach: Breach | None
    said: str


class Token(Protocol):
    """A token as it was presented."""

    @property
    def recipe(self) -> Recipe:
        """How it was made."""

    @property
    def draft(self) -> Draft:
        """What it was."""

    @property
    def judgement(self) -> Judgement:
        """What the judge says of it."""


def fit(recipe: Recipe, algorithms: tuple[str, ...], besides: tuple[str, ...]) -> None:
    """Raise Inapplicable for a recipe that asks for an algorithm, or for something beside, that is not had here."""
    if recipe.algorithm and recipe.algorithm not in algorithms:
        raise Inapplicable(f"the target takes no tokens under {recipe.algorithm}")
    if recipe.beside not in besides:
        raise Inapplicable(f"the target file has nothing for this: {recipe.beside}")


def settle(shown: Token, look: Look, expect: Expect | None) -> None:
    """Make sure that an answer by which nothing is broken is right; ``expect`` is what was asked for, if it is known.

    Inapplicable where this token does not put it to the test here, InconclusiveError where nothing follows.
    """
    if idle := next(_idle(shown.recipe, shown.draft.scene), None):
        raise Inapplicable(f"this cannot be done here: {idle}")
    if look.unsure:
        raise InconclusiveError(look.unsure)
    own = own_of(shown.recipe)
    either_way = own is not None and own.expect is not Expect.REFUSED
    reasons = "; ".join(reason.message for reason in shown.judgement.reasons)
    if look.answer is Answer.ACCEPTED and reasons and not either_way:
        raise InconclusiveError(f"the token was accepted, and nobody can be sure from outside that {reasons}")
    if look.answer is Answer.ACCEPTED and expect is Expect.REFUSED and not reasons and not shown.recipe.beside:
        raise Inapplicable("nothing is wrong with this token here")
    if look.answer is Answer.REFUSED and expect is Expect.ACCEPTED:
        raise Inapplicable(f"this token is not valid here: {reasons or 'it deviates'}")
    if look.answer is Answer.ACCEPTED and _is_about_somebody(shown.recipe) and not look.knows:
        raise Inapplicable(UNTOLD)


def _idle(recipe: Recipe, scene: Scene) -> Iterator[Step]:
    """Yield the steps that cannot be taken: the token is then another one than the recipe is about."""
    draft = current(scene, recipe.algorithm or "HS512") if recipe.kind is Kind.CURRENT else login(scene)
    for step in recipe.steps:
        try:
            draft = step.apply(draft)
        except UNFIT:
            yield step


def _is_about_somebody(recipe: Recipe) -> bool:
    """Whether it matters whom a target believes that accepts the token."""
    paths: Iterator[str] = (getattr(step, "path", "") for step in recipe.steps)
    own = own_of(recipe)
    doubles = own is not None and own.expect in (Expect.LAST_WINS, Expect.OWN_ID)
    return bool(recipe.beside) or doubles or any(path.startswith("customer") for path in paths)
