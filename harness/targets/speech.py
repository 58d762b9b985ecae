"""How a program behind a shim, or a function in this process, says what it did: what each role's answers mean."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import Any


@dataclass(frozen=True, slots=True)
class Told:
    """What was told: accepted or refused, and what comes with that.

    ``value`` is the customer whom a verifier believed, or the token (or its address) that an issuer made.
    """

    accepted: bool
    value: object = None


@dataclass(frozen=True, slots=True)
class Speech:
    """The answers of one role.

    ``line`` and ``returns`` tell the authors of shims and functions what to say, and ``wants`` what a line must have.
    ``read`` takes a shim's JSON object, ``meant`` what a function returned; both give None for what means nothing.
    """

    line: str
    wants: str
    read: Callable[[Mapping[str, Any]], Told | None]
    returns: str
    meant: Callable[[object], Told | None]
