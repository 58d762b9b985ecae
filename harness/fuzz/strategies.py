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
from harness.fuzz.tables import MOST, Table, numbers
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
    around = [("", "")] * (3 * len(around)) + around
    table = [(algorithm, person, *one) for one in around for person in (0, 1) for algorithm in algorithms]
    steps = table_of(kind, source)

    def batch(drawn: tuple[int, ...]) -> tuple[Recipe, ...]:
        slots = zip(drawn[::3], drawn[1::3], drawn[2::3], strict=True)
        return tuple(made(turn, (*_one(one, steps), *_two(two, steps))) for turn, one, two in slots if one)

    def made(turn: int, taken: tuple[Step, ...]) -> Recipe:
        algorithm, person, before, place = table[turn % len(table)]
        return Recipe(kind, taken, algorithm, person, before, place)

    tabled = numbers(3 * BATCH).map(batch)
    if source is Source.CATALOGUE:
        return tabled
    anything = st.lists(anything_goes(kind), min_size=1, max_size=3)
    free = st.builds(lambda turn, taken: (made(turn, tuple(taken)),), st.integers(0, len(table) - 1), anything)
    return st.integers(1, 10).flatmap(lambda drawn: free if drawn == 10 else tabled)


def _one(drawn: int, steps: Table[Step]) -> tuple[Step, ...]:
    """Return the first step of a slot that ``drawn`` picks, and none in one of eight; 1 is none, the simplest."""
    return () if drawn == 1 or drawn >= MOST // 8 * 7 else (steps[(drawn - 2) % len(steps)],)


def _two(drawn: int, steps: Table[Step]) -> tuple[Step, ...]:
    """Return the second step, and none in one of two; 0 is none."""
    return () if drawn == 0 or drawn >= MOST // 2 else (steps[(drawn - 1) % len(steps)],)


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
