"""A frozen clock: every app sees it, however it is called; pytest, waits and the harness do not; stop undoes it all."""

import asyncio
import calendar
import datetime as dt
import importlib.util
import os
import queue
import selectors
import socket
import subprocess
import sys
import threading
import time
import urllib.parse
from collections.abc import Callable, Iterator
from datetime import UTC, datetime
from pathlib import Path
from time import monotonic, perf_counter
from time import time as imported_time
from types import ModuleType
from typing import Any

import _pytest.timing
import freezegun.api
import jwt
import pytest
import urllib3
from starlette.applications import Starlette
from starlette.responses import JSONResponse
from starlette.routing import Route

from harness.targets import realtime
from harness.targets.asgi import AsgiApp
from harness.targets.called import Called
from harness.targets.frozen import FrozenClock
from harness.targets.http import Site
from harness.targets.realtime import real_monotonic, real_perf_counter, real_time
from harness.targets.said import Outgoing
from harness.targets.shim import Shim
from harness.targets.wsgi import WsgiApp

NOW = 1_789_000_000
KEY = "0123456789abcdef" * 4


@pytest.fixture
def clock() -> Iterator[FrozenClock]:
    frozen = FrozenClock()
    frozen.start(NOW)
    yield frozen
    frozen.stop()


def clocks(_token: str = "") -> dict[str, Any]:
    """Read the time in every way that an app does."""
    return {
        "accepted": True,
        "customer_id": [
            time.time(),
            imported_time(),
            time.time_ns() / 1e9,
            datetime.now(UTC).timestamp(),
            dt.datetime.now().astimezone(UTC).timestamp(),
            datetime.utcnow().replace(tzinfo=UTC).timestamp(),
            time.mktime(time.localtime()),
            time.mktime(dt.datetime.now().timetuple()),
            calendar.timegm(time.gmtime()),
        ],
    }


def verify(_token: str) -> float:
    return int(time.time())


async def verify_later(_token: str) -> int:
    await asyncio.sleep(0.01)
    return int(time.time())


def all_at(now: int) -> Callable[[Any], bool]:
    return lambda seen: all(abs(one - now) < 1e-3 for one in seen)


def test_a_plain_function_sees_it_however_shallow(clock: FrozenClock) -> None:
    assert time.time() == NOW
    called = Called(verify, 1)
    assert called.send(Outgoing("t"), NOW).told == NOW
    clock.move_to(NOW + 900)
    assert called.send(Outgoing("t"), NOW).told == NOW + 900
    clock.move_to(NOW - 0.5)
    assert time.time() == NOW - 0.5


def test_every_way_to_read_the_time_sees_it(clock: FrozenClock) -> None:
    called = Called(clocks, 1)
    for now in (NOW, NOW + 61, NOW - 3600):
        clock.move_to(now)
        assert all_at(now)(called.send(Outgoing("t"), now).told)
        assert all(all_at(now)(said.told) for said in called.together([Outgoing("t")] * 3, now)), "in threads"


def test_where_local_time_is_not_utc_an_app_sees_it_too(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TZ", "Asia/Kolkata")
    time.tzset()
    clock = FrozenClock()
    clock.start(NOW)
    try:
        assert all_at(NOW)(clocks()["customer_id"])
    finally:
        clock.stop()
    assert time.timezone == -19_800
    monkeypatch.undo()
    time.tzset()


def test_coroutines_and_bare_threads_see_it(clock: FrozenClock) -> None:
    assert Called(verify_later, 1).send(Outgoing("t"), NOW).told == NOW
    seen: list[float] = []
    thread = threading.Thread(target=lambda: seen.append(time.time()))
    thread.start()
    thread.join(2)
    assert seen == [NOW]


def test_pyjwt_judges_by_it(clock: FrozenClock) -> None:
    token = jwt.encode({"exp": NOW + 900, "iat": NOW, "customer": {"id": 4927}}, KEY, "HS512")
    called = Called(lambda token: jwt.decode(token, KEY, ["HS512"]), 1)
    accepted = []
    for now in (NOW - 1, NOW, NOW + 899, NOW + 900, NOW + 901):
        clock.move_to(now)
        accepted.append(called.send(Outgoing(token), now).accepted)
    assert accepted == [False, True, True, False, False]


def test_an_asgi_app_sees_it_in_its_loop_and_in_worker_threads(clock: FrozenClock) -> None:
    async def here(_request: object) -> JSONResponse:
        await asyncio.wait_for(asyncio.sleep(0.01), 1)
        return JSONResponse(time.time())

    def there(_request: object) -> JSONResponse:
        return JSONResponse(time.time())

    app = AsgiApp(Starlette(routes=[Route("/here", here), Route("/there", there)]), 2)
    for target in ("/here", "/there"):
        assert float(app.send(Outgoing("t", target=target), NOW).exchange.body) == NOW
        assert [float(one.exchange.body) for one in app.together([Outgoing("t", target=target)] * 3, NOW)] == [NOW] * 3
    app.close()


def test_a_wsgi_app_sees_it(clock: FrozenClock) -> None:
    def app(_environ: object, start: Callable[..., object]) -> list[bytes]:
        start("200 OK", [])
        return [str(time.time()).encode()]

    wsgi = WsgiApp(app, 1)
    assert float(wsgi.send(Outgoing("t"), NOW).exchange.body) == NOW
    assert float(wsgi.together([Outgoing("t")], NOW)[0].exchange.body) == NOW


@pytest.mark.parametrize("name", ["queue_auth", "threading_app", "gift_cards", "richest", "harnessed"])
def test_a_name_that_begins_like_one_of_ours_sees_it(name: str, tmp_path: Path) -> None:
    module = imported(
        tmp_path, name, "import time\nfrom time import time as now\ndef verify(t):\n    return [time.time(), now()]\n"
    )
    clock = FrozenClock()
    clock.start(NOW)
    try:
        assert module.verify("t") == [NOW, NOW]
    finally:
        clock.stop()
    assert all_at(int(real_time()))([int(one) for one in module.verify("t")])


def test_the_real_clocks_stay_real(clock: FrozenClock) -> None:
    before = (real_time(), real_monotonic(), real_perf_counter())
    time.sleep(0.02)
    after = (real_time(), real_monotonic(), real_perf_counter())
    assert all(0.015 < late - early < 1 for early, late in zip(before, after, strict=True))
    assert realtime.time.time() == NOW
    assert abs(before[0] - NOW) > 1_000


def test_pytest_and_the_harness_keep_their_own_time(clock: FrozenClock) -> None:
    start = _pytest.timing.Instant()
    time.sleep(0.02)
    assert 0.015 < start.elapsed().seconds < 1
    assert abs(start.time - real_time()) < 1
    found = Site("http://127.0.0.1:9").request("GET", "/", {})
    assert 0 < found.seconds < 1, "harness.targets.http times with the real clock"


def test_waits_and_timeouts_run_in_real_time(clock: FrozenClock) -> None:
    begun = real_monotonic()
    assert not threading.Event().wait(timeout=0.05)
    condition = threading.Condition()
    with condition:
        assert not condition.wait_for(lambda: False, timeout=0.05)
    with pytest.raises(queue.Empty):
        queue.Queue[int]().get(timeout=0.05)
    with pytest.raises(subprocess.TimeoutExpired):
        subprocess.run([sys.executable, "-c", "import time; time.sleep(9)"], timeout=0.05, check=False)
    with selectors.DefaultSelector() as selector:
        assert selector.select(0.05) == []
    with socket.create_server(("127.0.0.1", 0)) as deaf:
        url = f"http://127.0.0.1:{deaf.getsockname()[1]}/"
        with pytest.raises(urllib3.exceptions.TimeoutError):
            urllib3.request("GET", url, retries=False, timeout=urllib3.Timeout(total=0.05))
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(asyncio.sleep(9), 0.05))
    assert 0.3 < real_monotonic() - begun < 5


def test_a_shim_and_a_hanging_function_are_bounded_while_frozen(clock: FrozenClock, tmp_path: Path) -> None:
    begun = real_monotonic()
    shim = Shim(["python", "-c", "import time; time.sleep(9)"], tmp_path, {}, 0.2)
    assert shim.send(Outgoing("t"), NOW).exchange.error == "hang"
    called = Called(lambda _token: time.sleep(9), 0.2)
    assert called.send(Outgoing("t"), NOW).exchange.error == "hang"
    assert called.together([Outgoing("t")], NOW)[0].exchange.error == "hang"
    assert real_monotonic() - begun < 4


def snapshot() -> dict[str, object]:
    names = (
        "time",
        "monotonic",
        "perf_counter",
        "time_ns",
        "monotonic_ns",
        "perf_counter_ns",
        "gmtime",
        "localtime",
        "strftime",
    )
    found: dict[str, object] = {name: getattr(time, name) for name in names}
    found |= {"datetime": dt.datetime, "date": dt.date, "here": (imported_time, monotonic, perf_counter, datetime)}
    found |= {"urlparse": vars(urllib.parse).get("time"), "jwt": vars(jwt.api_jwt)["datetime"]}
    found |= {"loop": dict(vars(asyncio.SelectorEventLoop)), "names": sorted(vars(time)), "zone": os.environ.get("TZ")}
    return found | {"limit": freezegun.api.call_stack_inspection_limit, "ignored": list(freezegun.api.ignore_lists)}


def test_stop_undoes_everything_also_in_modules_that_came_later(tmp_path: Path) -> None:
    before = snapshot()
    clock = FrozenClock()
    clock.start(NOW)
    late = imported(tmp_path, "came_later", "from time import time\nfrom datetime import datetime\n")
    assert snapshot() != before
    assert late.time() == NOW
    clock.stop()
    assert snapshot() == before
    assert (late.time, late.datetime) == (before["time"], before["datetime"])
    assert abs(time.time() - real_time()) < 1
    with pytest.raises(TimeoutError):
        asyncio.run(asyncio.wait_for(asyncio.sleep(9), 0.02))


def test_it_is_entered_once_and_one_at_a_time(clock: FrozenClock) -> None:
    clock.start(NOW + 5)
    assert time.time() == NOW
    with pytest.raises(RuntimeError, match="stands still already"):
        FrozenClock().start()
    clock.stop()
    clock.stop()
    with pytest.raises(RuntimeError, match="start"):
        clock.move_to(NOW)
    clock.start()
    assert abs(time.time() - real_time()) < 2, "without a time it stands at the present"
    assert time.time() == time.time()


def imported(folder: Path, name: str, text: str) -> ModuleType:
    (folder / f"{name}.py").write_text(text)
    spec = importlib.util.spec_from_file_location(name, folder / f"{name}.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    sys.modules[name] = module
    spec.loader.exec_module(module)
    return module
