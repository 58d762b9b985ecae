"""A Python function in this process that speaks for an app; coroutines are run.

A verifier's is called as ``function(token)``, an issuer's with those of ``customer_id``, ``session`` and ``return_to``
that it has parameters for; either gets ``now`` if it has such a parameter. What it returns is read by the role's
``Speech``; anything else is a problem that says what to return. A raised exception refuses, unless it is one that
nobody raises on purpose (``is_crash``): then the function broke, as a server does that drops the connection.
"""

import binascii
import inspect
import json
from collections.abc import Callable
from typing import Any

from harness.targets.believing import VERIFIER
from harness.targets.bounded import Ended, Loop, bounded, in_threads
from harness.targets.http import Exchange
from harness.targets.realtime import real_perf_counter
from harness.targets.said import Outgoing, Said, brief, json_value, one_line
from harness.targets.speech import Speech

CRASHES = (
    *(TypeError, AttributeError, KeyError, IndexError, NameError, MemoryError, OverflowError, ZeroDivisionError),
    *(AssertionError, UnicodeError, SystemError, OSError, RuntimeError, ImportError, EOFError, BufferError),
)
"""Builtin exceptions that come of mistakes; a library's own subclasses of them refuse."""
SLIPS = (json.JSONDecodeError, binascii.Error, StopIteration, StopAsyncIteration)
"""Errors of decoding that say ValueError, but that a verifier raises only where it forgot to catch them."""

ANY = "**"
"""Stands for every name, where a function takes all of them."""


class Called:
    """One function; ``timeout`` is in seconds an answer."""

    def __init__(self, function: object, timeout: float, speech: Speech = VERIFIER) -> None:
        """Take the function, and how to read what it returns; nothing is called yet."""
        self._function: Callable[..., Any] = function  # type: ignore[assignment]
        self.timeout, self._speech = timeout, speech
        self._loop = Loop()
        self._name = f"{getattr(function, '__module__', '')}:{getattr(function, '__qualname__', type(function))}"
        self._parameters = parameters(self._function)
        call = getattr(function, "__call__", None)  # noqa: B004 - an object with an async __call__ counts
        self._is_async = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(call)

    def send(self, outgoing: Outgoing, now: float) -> Said:
        """Ask about one token; whatever the function does is an answer."""
        if self._is_async:
            return self.together([outgoing], now)[0]
        started = real_perf_counter()
        end = bounded(lambda: self._call(outgoing, now), self.timeout)
        return self._said(self._awaited([end])[0], real_perf_counter() - started)

    def together(self, outgoings: list[Outgoing], now: float) -> list[Said]:
        """Ask about many tokens at the same time: in one loop if the function is a coroutine, else in threads."""
        started = real_perf_counter()
        if self._is_async:
            works = [self._wait_for(outgoing, now) for outgoing in outgoings]
            ends = self._loop.run(works, self.timeout)
        else:
            calls = [lambda one=one: self._call(one, now) for one in outgoings]
            ends = self._awaited(in_threads(calls, self.timeout))
        return [self._said(end, real_perf_counter() - started) for end in ends]

    def close(self) -> None:
        """Close the loop that coroutines ran in."""
        self._loop.close()

    def takes(self, name: str) -> bool:
        """Whether the function can be called with an argument of that name."""
        return name in self._parameters or ANY in self._parameters

    def _call(self, outgoing: Outgoing, now: float) -> Any:
        named = {"now": int(now)} if "now" in self._parameters else {}
        if not outgoing.fields:
            return self._function(outgoing.token, **named)
        return self._function(**{name: one for name, one in outgoing.fields.items() if self.takes(name)}, **named)

    def _awaited(self, ends: list[Ended[Any]]) -> list[Ended[Any]]:
        """Await what a plain function gave to be awaited, such as a decorated coroutine."""
        places = [place for place, end in enumerate(ends) if inspect.isawaitable(end.value)]
        if places:
            found = self._loop.run([_wait(ends[place].value) for place in places], self.timeout)
            for place, end in zip(places, found, strict=True):
                ends[place] = end
        return ends

    async def _wait_for(self, outgoing: Outgoing, now: float) -> Any:
        return await self._call(outgoing, now)

    def _said(self, end: Ended[Any], seconds: float) -> Said:
        def exchange(body: str = "", error: str = "") -> Exchange:
            return Exchange("call", self._name, 0, (), body, error, seconds)

        if end.hung:
            return Said(exchange(error="hang"))
        if end.error is not None:
            text = one_line(end.error)
            if is_crash(end.error):
                return Said(exchange(text, f"cut (raised {type(end.error).__name__})"))
            return Said(exchange(f"raised {text}"), accepted=False)
        shown = f"returned {brief(repr_of(end.value))}"
        try:
            told = self._speech.meant(end.value)
        except Exception as error:  # noqa: BLE001 - a property of the app's own object may raise anything
            return Said(exchange(shown), problem=f"what inprocess.callable returned cannot be read: {one_line(error)}")
        if told is None:
            return Said(exchange(shown), problem=f"inprocess.callable {shown}; {self._speech.returns}")
        return Said(exchange(shown), told.accepted, json_value(told.value))


def is_crash(error: BaseException) -> bool:
    """Whether ``error`` is one that nobody raises to refuse: a builtin one that comes of mistakes, or no Exception."""
    if isinstance(error, PermissionError):
        return False
    if not isinstance(error, Exception) or type(error) in SLIPS:
        return True
    return type(error).__module__ == "builtins" and isinstance(error, CRASHES)


def repr_of(value: object) -> str:
    """Return ``repr(value)``, or its type where that fails."""
    try:
        return repr(value)
    except Exception:  # noqa: BLE001 - as above
        return f"a {type(value).__name__}"


def parameters(function: Callable[..., Any]) -> frozenset[str]:
    """Return the names that ``function`` can be called with; ANY among them if it takes all."""
    try:
        found = inspect.signature(function).parameters.values()
    except (TypeError, ValueError):
        return frozenset()
    named = (inspect.Parameter.KEYWORD_ONLY, inspect.Parameter.POSITIONAL_OR_KEYWORD)
    return frozenset(
        ANY if one.kind is one.VAR_KEYWORD else one.name
        for one in found
        if one.kind in named or one.kind is one.VAR_KEYWORD
    )


async def _wait(value: Any) -> Any:
    return await value
