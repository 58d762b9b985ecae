"""Which deviations a load is made of: those that every sound verifier refuses, spread over the rules."""

from random import Random

from harness.contract.words import Expect, Kind, Level, Rule
from harness.faults import Deviation, Inapplicable, deviations
from harness.verdict.verifier.presenter import Presenter


def chosen(presenter: Presenter, wanted: int, seed: int) -> list[Deviation]:
    """Return ``wanted`` deviations that this app can be shown, of as many rules as there are; ``seed`` picks them.

    Every process of a load that has the same seed picks the same.
    """
    by_rule: dict[Rule, list[Deviation]] = {}
    for one in deviations().values():
        if Kind.CURRENT in one.kinds and one.level is Level.MUST and one.expect is Expect.REFUSED:
            by_rule.setdefault(one.rule, []).append(one)
    for rule, ones in by_rule.items():
        Random(f"{seed} {rule}").shuffle(ones)  # noqa: S311 - a choice of cases, not of keys
    found: list[Deviation] = []
    while by_rule and len(found) < wanted:
        for rule in list(by_rule):
            usable = _usable(presenter, by_rule[rule])
            if usable is None:
                del by_rule[rule]
            else:
                found.append(usable)
    return found[:wanted]


def _usable(presenter: Presenter, ones: list[Deviation]) -> Deviation | None:
    """Take deviations out of ``ones`` until one can be shown, and return that."""
    while ones:
        if _can_be_shown(presenter, one := ones.pop()):
            return one
    return None


def _can_be_shown(presenter: Presenter, deviation: Deviation) -> bool:
    """Whether the deviation can be made from this app's tokens, and carried by its request."""
    try:
        wire = deviation.change(deviation.base(presenter.context.token())).wire()
    except Inapplicable:
        return False
    return not presenter.carries(wire)
