"""Running a property inside a scenario: many made-up inputs, and the smallest one that fails."""

import os
from collections.abc import Callable
from pathlib import Path
from typing import TypeVar

from hypothesis import HealthCheck, Phase, Verbosity, given, seed, settings
from hypothesis.configuration import set_hypothesis_home_dir
from hypothesis.errors import Flaky
from hypothesis.strategies import SearchStrategy

from harness.verdict.stop import Broken, InconclusiveError

T = TypeVar("T")
EXAMPLES = 60
"""Inputs that are tried at most while all is well."""


def own_home() -> Path:
    """Return the folder where Hypothesis may keep its tables."""
    return Path(os.environ.get("XDG_CACHE_HOME") or "~/.cache").expanduser() / "tokenassay"


def for_all(strategy: SearchStrategy[T], holds: Callable[[T], None], start: int, examples: int = EXAMPLES) -> None:
    """Try ``holds`` on inputs of ``strategy``; what the smallest failing one raises is raised.

    ``start`` is the seed: the same one makes up the same inputs. InconclusiveError where a failure does not come again.
    """
    # Hypothesis would keep its tables of Unicode in whatever folder the user stands in.
    set_hypothesis_home_dir(own_home())

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
        try:
            holds(value)
        except Broken as broken:
            raise Broken(f"{broken} (made up for this: {value!r:.80})", broken.rule) from broken

    try:
        tried()
    except Flaky as error:
        raise InconclusiveError("an input failed once, and not when it was tried again") from error
