"""The registry of measurements: what one is, how it ends, and the decorator that makes one from a function."""

import importlib
import pkgutil
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from enum import StrEnum
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from harness.calibrate.bench import Bench

Value = str | int | bool | tuple[str, ...]


class Ending(StrEnum):
    """Why a line was left out."""

    UNCLEAR = "not measured"
    MOOT = "not applicable"
    """The store has nothing of the kind, so that there is nothing to measure."""
    ALARM = "unsafe"
    """The store does what no value of the line allows."""


class LeftOutError(Exception):
    """The lines that a measurement has not yielded yet are left out; the message says why."""

    def __init__(self, why: str, ending: Ending = Ending.UNCLEAR) -> None:
        """Keep the reason, and what kind of reason it is."""
        super().__init__(why)
        self.ending = ending


@dataclass(frozen=True, slots=True)
class Line:
    """One line of the profile as it was measured; ``evidence`` is what was seen, in half a sentence."""

    key: str
    value: Value
    evidence: str


@dataclass(frozen=True, slots=True)
class Gap:
    """A line of the profile that was left out, and why."""

    key: str
    why: str
    ending: Ending = Ending.UNCLEAR


Measure = Callable[["Bench"], Iterator[Line]]


@dataclass(frozen=True, slots=True)
class Measurement:
    """One measurement: the lines of the profile that it is about, in the order in which it yields them."""

    title: str
    keys: tuple[str, ...]
    measure: Measure


_REGISTRY: dict[str, Measurement] = {}


def measures(*keys: str) -> Callable[[Measure], Measure]:
    """Enter the decorated function as the measurement of ``keys``; AssertionError if a line is measured twice."""

    def enter(function: Measure) -> Measure:
        assert not set(keys) & {key for one in _REGISTRY.values() for key in one.keys}, f"{keys} are measured twice"
        title = (function.__doc__ or "").strip().split("\n")[0].rstrip(".")
        _REGISTRY[keys[0]] = Measurement(title, keys, function)
        return function

    return enter


def measurements() -> tuple[Measurement, ...]:
    """Return every measurement, in the order of files and functions."""
    package = importlib.import_module("harness.calibrate.families")
    for module in sorted(info.name for info in pkgutil.iter_modules(package.__path__)):
        importlib.import_module(f"harness.calibrate.families.{module}")
    return tuple(_REGISTRY.values())
