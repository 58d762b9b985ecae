"""Where in the user's code a check is missing or wrong: a token that breaks a rule beside valid ones, line by line.

It is what Hypothesis' explain phase does, for what it cannot know: that a valid token is the nearest example that does
right, whatever was tried by chance.
"""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from typing import Any

from harness.faults import Inapplicable
from harness.fuzz.deepening.tracing import Line, Tracing, before, only
from harness.fuzz.recipe import Recipe
from harness.fuzz.steps import Deviate

MOST = 3
"""Lines of one kind that are told."""
FORGED = Deviate("signature.random-key.00")
"""What makes a token that every app refuses that refuses any."""
Run = Sequence[Line]


def explanation(present: Callable[[Recipe], Any], tracing: Tracing, recipe: Recipe) -> list[str]:
    """Return sentences about the lines that the token of ``recipe`` took; none where nothing can be seen.

    ``present`` presents a token, its last request under ``tracing``.
    """

    def run(one: Recipe) -> Run:
        present(one)
        return tracing.lines

    if not tracing.possible():
        return []
    plain = replace(recipe, steps=(), before="", beside="")
    try:
        valid = [run(replace(plain, person=person)) for person in (0, 1)]
        broken = [run(recipe) for _ in range(2)]
        forged = run(replace(plain, steps=(FORGED,)))
    except Inapplicable:
        return []
    if not all(valid) or not all(broken):
        return []  # the app runs elsewhere, or none of it is the user's own
    return [*_told(broken, valid), *_turned_away(forged, valid)]


def _told(broken: Sequence[Run], valid: Sequence[Run]) -> Iterator[str]:
    ours, theirs = only(broken, valid), only(valid, broken)
    if not ours and not theirs:
        yield "this token took the same lines as a valid one: none of your code tells them apart"
        return
    at = before(ours[0], broken[0]) if ours else before(theirs[0], valid[0])
    if at:
        yield f"{at} — where this token and a valid one part"
    yield from (f"{line} — always and only run by this token" for line in ours[:MOST])
    yield from (f"{line} — always and only run by valid ones" for line in theirs[:MOST])


def _turned_away(forged: Run, valid: Sequence[Run]) -> Iterator[str]:
    """Yield where a token with a forged signature is refused: that is where checks are."""
    gone, missed = only([forged], valid), only(valid, [forged])
    at = before(gone[0], forged) if gone else before(missed[0], valid[0]) if missed else None
    if at:
        yield f"{at} — where a token with a forged signature is refused"
