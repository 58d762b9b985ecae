"""How firmly a deviation of the catalogue binds here: its own level, where what it rests on is sure."""

from harness.contract.profile import Profile
from harness.contract.words import Level
from harness.faults import Deviation, deviation
from harness.fuzz.recipe import Recipe


def own_of(recipe: Recipe) -> Deviation | None:
    """Return the deviation that is a recipe's only step, if so: what it says of itself is better than a reckoning."""
    return deviation(recipe.deviations[0]) if len(recipe.steps) == len(recipe.deviations) == 1 else None


def bound(found: Deviation, profile: Profile) -> Level:
    """Return the level of ``found``; may, where it rests on facts that are assumed or contested."""
    return found.level if all(profile.fact(key).firm for key in found.rests) else Level.MAY
