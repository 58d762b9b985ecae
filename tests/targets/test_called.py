"""Functions in this process: what they return and raise is read as they meant it, and the time is bounded."""

import asyncio
import binascii
import functools
import json
import signal
import threading
import time
import uuid
from collections import namedtuple
from dataclasses import dataclass
from typing import Any

import jwt
import pytest

from harness.targets.alarm import Stuck, alarm
from harness.targets.inprocess import Called
from harness.targets.said import Outgoing

NOW = 1_789_000_000


@dataclass
class Session:
    customer_id: int | None = None


@dataclass
class Result:
    accepted: bool
    customer_id: object = None


class Rude:
    def __repr__(self) -> str:
        raise ValueError

    @property
    def customer_id(self) -> int:
        raise ZeroDivisionError


Pair = namedtuple("Pair", "ok who")
ID = uuid.UUID(int=7)


@pytest.mark.parametrize(
    ("returned", "accepted", "customer"),
    [
        (True, True, None),
        (False, False, None),
        (None, False, None),
        (4927, True, 4927),
        ((True, 4927), True, 4927),
        ((False, None), False, None),
        (Pair(True, "4927"), True, "4927"),
        ({"accepted": True, "customer_id": 4927, "more": 1}, True, 4927),
        ({"accepted": False, "customer_id": 4927}, False, 4927),
        ({"customer_id": "4927"}, True, "4927"),
        ({"iss": "bc/apps", "customer": {"id": 4927, "email": "a"}}, True, 4927),
        ({"customer": {"id": 4927}}, True, 4927),
        ({"iss": "bc/apps", "exp": 1}, True, None),
        ({"iss": "bc/apps", "customer": "4927"}, True, None),
        (Session(4927), True, 4927),
        (Result(False), False, None),
        (Result(True, ID), True, str(ID)),
    ],
)
def test_what_a_function_returns_is_read_as_it_was_meant(returned: Any, accepted: bool, customer: object) -> None:
    said = Called(lambda _token: returned, 1).send(Outgoing("t"), NOW)
    assert (said.accepted, said.told, said.problem) == (accepted, customer, "")
    assert (said.exchange.status, said.exchange.unclean) == (0, False)
    assert said.exchange.body.startswith("returned ")


@pytest.mark.parametrize(
    "returned",
    [
        *("4927", "", b"x", 1.0, [], {}, (True,), (1, 2), {"accepted": 1}, {"accepted": "true", "customer_id": 1}),
        *({"customer_id": None}, {"id": 4927}, Session(), object(), Session, Rude(), "x" * 10_000),
    ],
    ids=lambda one: type(one).__name__,
)
def test_anything_else_is_a_problem_that_says_what_to_return(returned: object) -> None:
    said = Called(lambda _token: returned, 1).send(Outgoing("t"), NOW)
    assert (said.accepted, said.exchange.status, said.exchange.error) == (None, 0, "")
    assert said.problem
    assert "inprocess.callable" in said.problem
    assert len(said.problem) < 600


class LibraryError(KeyError):
    pass


@pytest.mark.parametrize(
    ("raised", "crash"),
    [
        (jwt.ExpiredSignatureError("Signature has expired"), False),
        (LibraryError("kid"), False),
        (ValueError("bad token"), False),
        (PermissionError("no"), False),
        (LookupError("no such customer"), False),
        (Exception("no"), False),
        *((kind("x"), True) for kind in (TypeError, AttributeError, KeyError, IndexError, NameError, RecursionError)),
        *((kind("x"), True) for kind in (MemoryError, OverflowError, ZeroDivisionError, AssertionError, OSError)),
        *((kind("x"), True) for kind in (NotImplementedError, SystemError, RuntimeError, TimeoutError, ImportError)),
        (UnicodeDecodeError("utf-8", b"\xff", 0, 1, "x"), True),
        (json.JSONDecodeError("x", "y", 0), True),
        (binascii.Error("Incorrect padding"), True),
        (ConnectionRefusedError("x"), True),
        (SystemExit(1), True),
        (asyncio.CancelledError(), True),
        (StopIteration(), True),
    ],
    ids=lambda one: type(one).__name__ if isinstance(one, BaseException) else "",
)
@pytest.mark.parametrize("asynchronous", [False, True])
def test_an_exception_refuses_unless_it_is_a_crash(raised: BaseException, crash: bool, asynchronous: bool) -> None:
    def plain(_token: str) -> None:
        raise raised

    async def later(_token: str) -> None:
        raise raised

    if asynchronous and isinstance(raised, StopIteration):
        return
    called = Called(later if asynchronous else plain, 1)
    for said in (called.send(Outgoing("t"), NOW), *called.together([Outgoing("t")] * 2, NOW)):
        assert said.problem == ""
        assert said.accepted is (None if crash else False)
        assert said.exchange.error == (f"cut (raised {type(raised).__name__})" if crash else "")
        assert said.exchange.unclean is crash
        assert type(raised).__name__ in said.exchange.body
    called.close()


def test_the_time_is_handed_to_who_asks_for_it() -> None:
    def asks(token: str, *, now: int) -> bool:
        return (token, now) == ("t", NOW)

    def asks_not(_token: str, leeway: int = 0, **_more: int) -> bool:
        return leeway == 0 and not _more

    for function in (asks, asks_not, functools.partial(asks), bool):
        assert Called(function, 1).send(Outgoing("t"), NOW).accepted is True


def test_coroutines_of_every_make_are_run_in_one_loop() -> None:
    loops = set()

    async def verify(_token: str) -> int:
        await asyncio.sleep(0.05)
        loops.add(asyncio.get_running_loop())
        return 4927

    class Verifier:
        async def __call__(self, token: str) -> int:
            return await verify(token)

    def wrapped(token: str) -> Any:
        return verify(token)

    for function in (verify, Verifier(), wrapped, functools.partial(verify)):
        called, begun = Called(function, 1), time.monotonic()
        assert called.send(Outgoing("t"), NOW).told == 4927
        assert [one.told for one in called.together([Outgoing("t")] * 10, NOW)] == [4927] * 10
        assert time.monotonic() - begun < 0.5, "together means at the same time"
        called.close()
    assert len(loops) == 4


def test_a_function_that_hangs_is_bounded_wherever_it_is_called() -> None:
    async def waits(_token: str) -> None:
        await asyncio.sleep(9)

    def blocks(_token: str) -> None:
        try:
            time.sleep(9)
        finally:
            pass

    async def blocks_the_loop(_token: str) -> None:
        time.sleep(9)

    begun, found = time.monotonic(), []
    for function in (waits, blocks, blocks_the_loop):
        called = Called(function, 0.2)
        found.append(called.send(Outgoing("t"), NOW))
        called.close()
    plain = Called(blocks, 0.2)
    found += plain.together([Outgoing("t")] * 2, NOW)
    thread = threading.Thread(target=lambda: found.append(plain.send(Outgoing("t"), NOW)))
    thread.start()
    thread.join(5)
    assert [(one.accepted, one.exchange.error) for one in found] == [(None, "hang")] * 6
    assert time.monotonic() - begun < 4


def test_the_alarm_gives_back_another_s_handler_and_timer() -> None:
    rung: list[int] = []
    old = signal.signal(signal.SIGALRM, lambda number, _frame: rung.append(number))
    try:
        signal.setitimer(signal.ITIMER_REAL, 0.4)
        with pytest.raises(Stuck), alarm(0.1):
            time.sleep(9)
        assert rung == []
        time.sleep(0.5)
        assert rung == [signal.SIGALRM]
    finally:
        signal.setitimer(signal.ITIMER_REAL, 0)
        signal.signal(signal.SIGALRM, old)
