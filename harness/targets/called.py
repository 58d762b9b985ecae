"""A Python function in this process that says whom it believes, given a token.

It is called as ``function(token)``, or ``function(token, now=now)`` if it has a parameter ``now``; coroutines are run.

======================================================  ==================================================
what it returns                                         what that means
======================================================  ==================================================
True, False                                             accepted, refused
an int                                                  accepted, the customer with this id
None                                                    refused
(bool, id)                                              accepted or refused, the customer with this id
a mapping, or an object, with a boolean ``accepted``    as a shim's answer, with ``customer_id`` if it is there
a mapping with the claims of a token                    accepted, the customer ``customer["id"]`` if it is there
a mapping, or an object, with ``customer_id``           accepted, this customer; None is no answer
======================================================  ==================================================

Anything else is a problem that says what to return. A raised exception refuses, unless it is one that nobody raises on
purpose (``is_crash``): then the function broke, as a server does that drops the connection.
"""

import binascii
import inspect
import json
from collections.abc import Callable, Mapping
from typing import Any

from harness.targets.bounded import Ended, Loop, bounded, in_threads
from harness.targets.http import Exchange
from harness.targets.realtime import real_perf_counter
from harness.targets.said import Outgoing, Said, brief, json_value, one_line

CRASHES = (
    *(TypeError, AttributeError, KeyError, IndexError, NameError, MemoryError, OverflowError, ZeroDivisionError),
    *(AssertionError, UnicodeError, SystemError, OSError, RuntimeError, ImportError, EOFError, BufferError),
)
"""Builtin exceptions that come of mistakes; a library's own subclasses of them refuse."""
SLIPS = (json.JSONDecodeError, binascii.Error, StopIteration, StopAsyncIteration)
"""Errors of decoding that say ValueError, but that a verifier raises only where it forgot to catch them."""
CLAIMS = {"iss", "aud", "sub", "exp", "iat", "nbf", "jti", "operation", "customer", "version", "application_id"}
HOW = "return True or False, the customer's id or None, or a mapping with accepted and customer_id"


class Called:
    """One function; ``timeout`` is in seconds an answer."""

    def __init__(self, function: object, timeout: float) -> None:
        """Take the function; nothing is called yet."""
        self._function: Callable[..., Any] = function  # type: ignore[assignment]
        self.timeout = timeout
        self._loop = Loop()
        self._name = f"{getattr(function, '__module__', '')}:{getattr(function, '__qualname__', type(function))}"
        self._wants_now = _wants_now(self._function)
        call = getattr(function, "__call__", None)  # noqa: B004 - an object with an async __call__ counts
        self._is_async = inspect.iscoroutinefunction(function) or inspect.iscoroutinefunction(call)

    def send(self, outgoing: Outgoing, now: int) -> Said:
        """Ask about one token; whatever the function does is an answer."""
        if self._is_async:
            return self.together([outgoing], now)[0]
        started = real_perf_counter()
        end = bounded(lambda: self._call(outgoing.token, now), self.timeout)
        return self._said(self._awaited([end])[0], real_perf_counter() - started)

    def together(self, outgoings: list[Outgoing], now: int) -> list[Said]:
        """Ask about many tokens at the same time: in one loop if the function is a coroutine, else in threads."""
        started = real_perf_counter()
        if self._is_async:
            works = [self._wait_for(outgoing.token, now) for outgoing in outgoings]
            ends = self._loop.run(works, self.timeout)
        else:
            calls = [lambda token=one.token: self._call(token, now) for one in outgoings]
            ends = self._awaited(in_threads(calls, self.timeout))
        return [self._said(end, real_perf_counter() - started) for end in ends]

    def close(self) -> None:
        """Close the loop that coroutines ran in."""
        self._loop.close()

    def _call(self, token: str, now: int) -> Any:
        return self._function(token, now=now) if self._wants_now else self._function(token)

    def _awaited(self, ends: list[Ended[Any]]) -> list[Ended[Any]]:
        """Await what a plain function gave to be awaited, such as a decorated coroutine."""
        places = [place for place, end in enumerate(ends) if inspect.isawaitable(end.value)]
        if places:
            found = self._loop.run([_wait(ends[place].value) for place in places], self.timeout)
            for place, end in zip(places, found, strict=True):
                ends[place] = end
        return ends

    async def _wait_for(self, token: str, now: int) -> Any:
        return await self._call(token, now)

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
            meaning = meant(end.value)
        except Exception as error:  # noqa: BLE001 - a property of the app's own object may raise anything
            return Said(exchange(shown), problem=f"what inprocess.callable returned cannot be read: {one_line(error)}")
        if meaning is None:
            return Said(exchange(shown), problem=f"inprocess.callable {shown}; {HOW}")
        accepted, customer = meaning
        return Said(exchange(shown), accepted, json_value(customer))


def meant(value: object) -> tuple[bool, object] | None:
    """Return whether a token was accepted and whose it is, as the table says; None if ``value`` is not in it."""
    match value:
        case None:
            return False, None
        case bool():
            return value, None
        case int():
            return True, int(value)
        case (bool() as accepted, customer) if isinstance(value, tuple):
            return accepted, customer
        case Mapping():
            return _mapped(value)
        case str() | bytes() | float() | list() | tuple() | type():
            return None
    said, customer = getattr(value, "accepted", None), getattr(value, "customer_id", None)
    if isinstance(said, bool):
        return said, customer
    return None if customer is None else (True, customer)


def _mapped(value: Mapping[Any, Any]) -> tuple[bool, object] | None:
    customer = value.get("customer_id")
    if "accepted" in value:
        return (value["accepted"], customer) if isinstance(value["accepted"], bool) else None
    if customer is not None:
        return True, customer
    if "customer_id" not in value and not CLAIMS.isdisjoint(value):
        person = value.get("customer")
        return True, person.get("id") if isinstance(person, Mapping) else None
    return None


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


def _wants_now(function: Callable[..., Any]) -> bool:
    try:
        parameter = inspect.signature(function).parameters.get("now")
    except (TypeError, ValueError):
        return False
    return parameter is not None and parameter.kind in (parameter.KEYWORD_ONLY, parameter.POSITIONAL_OR_KEYWORD)


async def _wait(value: Any) -> Any:
    return await value
