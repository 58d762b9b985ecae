"""Running a property inside a scenario: many made-up inputs, and the smallest one that fails."""

from collections.abc import Callable
from typing import TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from harness.verdict.stop import InconclusiveError

T = TypeVar("T")
EXAMPLES = 60
"""Inputs that are tried at most while all is well."""


def for_all(strategy: SearchStrategy[T], holds: Callable[[T], None], start: int, examples: int = EXAMPLES) -> None:
    """Try ``holds`` on inputs of ``strategy``; what the smallest failing one raises is raised.

    ``start`` is the seed: the same one makes up the same inputs. InconclusiveError where a failure does not come again.
    """

    @seed(start)
    @settings(
        max_examples=examples,
        database=None,
        deadline=None,
        phases=(Phase.generate, Phase.shrink),
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
    )
    @given(strategy)
    def tried(value: T) -> None:
        holds(value)

    try:
        tried()
    except Flaky as error:
        raise InconclusiveError("an input failed once, and not when it was tried again") from error
