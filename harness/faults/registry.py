"""The registry of deviations: what one is, and the decorators that make one from a function."""

import importlib
import pkgutil
from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from difflib import get_close_matches
from functools import cache, partial
from typing import Any

from harness.contract.words import Expect, Kind, Level, Rule
from harness.tokens.draft import Draft

must, should, may = Level.MUST, Level.SHOULD, Level.MAY

Change = Callable[[Draft], Draft]

BOTH = frozenset({Kind.LOGIN, Kind.CURRENT})
LOGIN = frozenset({Kind.LOGIN})
CURRENT = frozenset({Kind.CURRENT})


class Inapplicable(ValueError):
    """The deviation cannot be made from this draft, such as lower case from a secret without capitals."""


@dataclass(frozen=True, slots=True)
class Deviation:
    """One deviation, ready to apply.

    ``base`` makes the twin from a plain valid draft, ``change`` the deviating draft from the twin. ``rests`` are
    the profile's lines on which the expectation rests. ``reasons`` are the rules that a sound party may name. ``each``
    says that it is worth presenting under each algorithm of its kind, since it deviates in the MAC or its label.
    """

    id: str
    title: str
    rule: Rule
    level: Level
    clause: str
    expect: Expect
    kinds: frozenset[Kind]
    base: Change
    change: Change
    cwe: tuple[int, ...]
    rests: tuple[str, ...]
    reasons: frozenset[Rule]
    each: bool = False

    @property
    def family(self) -> str:
        """The function's part of the id, without the row."""
        return ".".join(self.id.split(".")[:2])


_REGISTRY: dict[str, Deviation] = {}


def _same(draft: Draft) -> Draft:
    return draft


def register(
    function: Callable[..., Draft],
    name: str,
    rule: Rule,
    level: Level,
    clause: str,
    *,
    expect: Expect = Expect.REFUSED,
    rows: Mapping[str, Any] | None = None,
    kinds: Iterable[Kind] = BOTH,
    twin: Change = _same,
    cwe: int | tuple[int, ...] = 347,
    rests: str | tuple[str, ...] = (),
    also: Iterable[Rule] = (),
    title: str = "",
    each: bool = False,
) -> None:
    """Enter ``function`` under ``name``, once per row; AssertionError if an id is taken.

    ``also`` names further rules that a sound party may give as its reason, for whole foreign tokens.
    """
    said = title or (function.__doc__ or "").strip().split("\n")[0].rstrip(".")
    assert said, f"{name} needs a docstring"
    changes: dict[str, Change] = {name: function}
    if rows is not None:
        changes = {f"{name}.{slug}": partial(function, value=value) for slug, value in rows.items()}
    for key, change in changes.items():
        assert key not in _REGISTRY, f"{key} is registered twice"
        row = key.removeprefix(f"{name}.") if rows is not None else ""
        _REGISTRY[key] = Deviation(
            id=key,
            title=f"{said} ({row})" if row else said,
            rule=rule,
            level=level,
            clause=clause,
            expect=expect,
            kinds=frozenset(kinds),
            base=twin,
            change=change,
            cwe=(cwe,) if isinstance(cwe, int) else cwe,
            rests=(rests,) if isinstance(rests, str) else rests,
            reasons=frozenset({rule, *also}),
            each=each,
        )


def fault(
    rule: Rule, level: Level, clause: str, **options: Any
) -> Callable[[Callable[..., Draft]], Callable[..., Draft]]:
    """Enter the decorated function as a fault; ``options`` are those of ``register``."""
    return partial(_decorate, rule=rule, level=level, clause=clause, **options)


def variant(level: Level, clause: str, **options: Any) -> Callable[[Callable[..., Draft]], Callable[..., Draft]]:
    """Enter the decorated function as a variant: a valid token in another form, which a sound party accepts."""
    rule = options.pop("rule", Rule.VARIANT)
    return partial(_decorate, rule=rule, level=level, clause=clause, expect=Expect.ACCEPTED, **options)


def _decorate(function: Callable[..., Draft], **options: Any) -> Callable[..., Draft]:
    family = function.__module__.rsplit(".", 1)[1].strip("_").replace("_", "-")
    register(function, f"{family}.{function.__name__.strip('_').replace('_', '-')}", **options)
    return function


@cache
def deviations() -> Mapping[str, Deviation]:
    """Return every deviation under its id, in the order of files and functions."""
    package = importlib.import_module("harness.faults")
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"harness.faults.{module}")
    return dict(_REGISTRY)


def deviation(name: str) -> Deviation:
    """Return the deviation ``name``; KeyError with the nearest ids in its message if there is none."""
    known = deviations()
    if name not in known:
        near = get_close_matches(name, known, n=3, cutoff=0.5)
        hint = f"; did you mean {' or '.join(near)}?" if near else ""
        raise KeyError(f"no deviation is called '{name}'{hint} (`tokenassay list faults` shows them all)")
    return known[name]
