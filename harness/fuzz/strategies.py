"""Strategies for tokens, for tests of your own: they compose, and they shrink to the fewest deviations.

    from hypothesis import given
    from harness.fuzz.strategies import deviating_drafts

    @given(deviating_drafts(scene, most=2))
    def test_whom_my_app_believes(draft):
        judgement = judge_current(draft.wire(), draft.scene.app, "abc123", draft.scene.now, policy)
        assert my_app.believes(draft.wire()) == judgement.accepted

A ``scene`` says who, where and when (``harness.tokens.Scene``); a function that returns one is asked for each example,
so that tokens are fresh. What Hypothesis shrinks is data, and a shrunk draft may be good: judge every one, as above.
"""

from collections.abc import Callable
from typing import Any

from hypothesis import strategies as st

from harness.contract.words import Expect, Kind, Level
from harness.faults import deviations
from harness.fuzz.addresses import addresses
from harness.fuzz.issuing import customer_ids, hostile_paths, own_paths
from harness.fuzz.moves import CHARACTERS, PARAMETERS, Source, anything_goes, moves, table_of
from harness.fuzz.recipe import BEFORE, Recipe
from harness.fuzz.rewriting import HOW, rewritten
from harness.fuzz.steps import Deviate, Step
from harness.fuzz.values import NAMES, claim_values, hostile_json, hostile_text, near_texts, times
from harness.tokens import Draft, Scene

__all__ = [
    "Source", "addresses", "claim_objects", "customer_ids", "deviating_drafts", "header_objects", "hostile_json",
    "hostile_paths", "hostile_text", "near_misses", "near_texts", "own_paths", "recipes", "redirect_paths", "times",
    "valid_drafts",
]  # fmt: skip

Where = Scene | Callable[[], Scene]
BATCH = 8
"""Tokens of one example of Hypothesis."""


def recipes(
    kind: Kind, most: int = 3, source: Source = Source.BOTH, least: int = 0, algorithms: tuple[str, ...] = ("",)
) -> st.SearchStrategy[Recipe]:
    """Return recipes with ``least`` to ``most`` steps of ``source``, signed by one of ``algorithms``."""
    return st.builds(
        Recipe,
        kind=st.just(kind),
        steps=st.lists(moves(kind, source), min_size=least, max_size=most).map(tuple),
        algorithm=st.sampled_from(algorithms),
        person=st.integers(0, 1),
    )


def presentations(
    kind: Kind, source: Source, algorithms: tuple[str, ...], beside: tuple[str, ...], *, first: bool = True
) -> st.SearchStrategy[tuple[Recipe, ...]]:
    """Return recipes for tokens to be presented one after the other, of up to two steps each.

    Some come after another token, where ``first``, or ``beside`` something. Several are drawn at once, for an example
    of Hypothesis costs more than a token; each is an example of its own to whoever presents them.
    """
    around = [*((one, "") for one in (BEFORE if first else ("",))), *(("", one) for one in beside if one)]
    around = [("", "")] * len(around) + around
    table = [(algorithm, person, *one) for one in around for person in (0, 1) for algorithm in algorithms]
    steps = table_of(kind, source)
    last = len(steps)

    def step(place: int) -> tuple[Step, ...]:
        return (steps[place - 1],) if 0 < place <= last else ()

    def batch(drawn: tuple[int, ...]) -> tuple[Recipe, ...]:
        turn, *places = drawn
        slots = enumerate(zip(places[::2], places[1::2], strict=True))
        return tuple(made(turn + slot, step(one) + step(two)) for slot, (one, two) in slots if one)

    def made(turn: int, taken: tuple[Step, ...]) -> Recipe:
        algorithm, person, before, place = table[turn % len(table)]
        return Recipe(kind, taken, algorithm, person, before, place)

    # Nothing at all is 0, so that what is not needed goes first; now and then there is no step, or none but the first.
    slot = st.integers(0, last + last // 8), st.integers(0, last * 2)
    tabled = st.tuples(st.integers(0, len(table) - 1), *slot * BATCH).map(batch)
    if source is Source.CATALOGUE:
        return tabled
    anything = st.lists(anything_goes(kind), min_size=1, max_size=3)
    free = st.builds(lambda turn, taken: (made(turn, tuple(taken)),), st.integers(0, len(table) - 1), anything)
    return st.integers(0, 9).flatmap(lambda drawn: free if drawn == 9 else tabled)


def deviating_drafts(
    scene: Where, kind: Kind = Kind.CURRENT, most: int = 3, source: Source = Source.BOTH
) -> st.SearchStrategy[Draft]:
    """Return drafts with up to ``most`` deviations, of which no deviation at all is the simplest."""
    return recipes(kind, most, source).map(lambda recipe: recipe.draft(_now(scene)))


def valid_drafts(scene: Where, kind: Kind = Kind.CURRENT, firmest: Level = Level.MUST) -> st.SearchStrategy[Draft]:
    """Return drafts that a sound party accepts, in the forms in which real ones come.

    ``firmest`` must is what everyone has to take; should and may add forms that real stores do not send.
    """
    levels = list(Level)[: list(Level).index(firmest) + 1]
    rows = [
        (Deviate(one.id),)
        for one in deviations().values()
        if kind in one.kinds and one.expect is Expect.ACCEPTED and one.level in levels
    ]
    algorithms = ("", "HS256") if kind is Kind.CURRENT else ("",)
    return st.builds(
        lambda steps, algorithm: Recipe(kind, steps, algorithm).draft(_now(scene)),
        st.just(()) | st.sampled_from(rows),
        st.sampled_from(algorithms),
    )


def header_objects() -> st.SearchStrategy[dict[str, Any]]:
    """Return JOSE headers as anybody may write them: known parameters and others, with any JSON in them."""
    return st.dictionaries(st.sampled_from(PARAMETERS) | hostile_text(), hostile_json(3), max_size=4)


def claim_objects(kind: Kind = Kind.CURRENT) -> st.SearchStrategy[dict[str, Any]]:
    """Return claims as anybody may write them, with placeholders and times as ``placeholders.filled`` fills them."""
    plain = [name for name in NAMES[kind] if "." not in name]
    known = st.fixed_dictionaries({}, optional={name: claim_values(name) for name in plain})
    return st.builds(
        lambda first, more: {**more, **first}, known, st.dictionaries(hostile_text(), hostile_json(3), max_size=2)
    )


def near_misses(wire: str, most: int = 2) -> st.SearchStrategy[str]:
    """Return texts that differ from ``wire`` by one to ``most`` edits."""
    text = st.sampled_from(CHARACTERS) | hostile_text()
    edit = st.tuples(st.sampled_from(tuple(HOW)), st.integers(-40, 400), text)

    def edited(edits: list[tuple[str, int, str]]) -> str:
        found = wire
        for how, at, put in edits:
            found = rewritten(found, how, at, put)
        return found

    return st.lists(edit, min_size=1, max_size=most).map(edited).filter(lambda found: found != wire)


def redirect_paths() -> st.SearchStrategy[str]:
    """Return what ``redirect_to`` may hold: paths of the store's own, and such as lead away from it."""
    return own_paths() | hostile_paths()


def _now(scene: Where) -> Scene:
    return scene if isinstance(scene, Scene) else scene()
