"""What a scenario can say about itself: how firmly it binds, what it rests on, what it needs, that it runs alone."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import Any, TypeVar

from harness.contract.words import Level

_Function = TypeVar("_Function", bound=Callable[..., Any])


@dataclass(frozen=True, slots=True)
class Terms:
    """``level`` None means the rule's own; ``rests`` are lines of the profile; ``needs`` keys of the target file."""

    level: Level | None = None
    rests: tuple[str, ...] = ()
    needs: tuple[str, ...] = ()
    alone: bool = False
    soon: bool = False


def terms_of(function: object) -> Terms:
    """Return what was said about ``function``."""
    found = getattr(function, "__tokenassay__", None)
    return found if isinstance(found, Terms) else Terms()


def _say(**changes: Any) -> Callable[[_Function], _Function]:
    def mark(function: _Function) -> _Function:
        function.__tokenassay__ = replace(terms_of(function), **changes)  # type: ignore[attr-defined]
        return function

    return mark


def at(level: Level) -> Callable[[_Function], _Function]:
    """Say that the scenario binds only as firmly as ``level``."""
    return _say(level=level)


def rests(*facts: str) -> Callable[[_Function], _Function]:
    """Say which lines of the profile the expectation rests on; if one is not firm, a breach is advisory."""
    return _say(rests=facts)


def needs(*keys: str) -> Callable[[_Function], _Function]:
    """Say which keys of the target file the scenario needs; without one it is not applicable."""
    return _say(needs=keys)


def alone(function: _Function) -> _Function:
    """Say that the scenario moves clocks, restarts, resets or injects errors: it runs by itself, last."""
    return _say(alone=True)(function)


def soon(function: _Function) -> _Function:
    """Say that the scenario takes up what hello has left with the target: it runs before all others."""
    return _say(soon=True)(function)
