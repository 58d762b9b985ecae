"""A run's HTTP, written down and sent again: ``python replay.py record FILE`` and ``python replay.py send FILE``.

Recording is a whole run of the suite. Sending is the same requests by the same client to a fresh store, in a thread
of the same process as in a run, and nothing else. ``record FILE TARGET`` writes down a run against an app's server,
and ``app FILE URL OUTPUT`` sends that again to the same server: soon, for tokens grow old. ``issuer_replay.py`` sends
again what a run says to an app that makes tokens, and to the store beside it.
"""

import json
import os
import sys
import tempfile
import threading
import time
from collections.abc import Mapping
from pathlib import Path
from typing import Any

from urllib3 import HTTPHeaderDict

from harness.targets.http import Exchange, Site, Visitor

Line = list[Any]
"""Visitor (0: none), method, target, headers, body (Latin-1), the store's time, the status of the answer, the scenario.

Headers are pairs, for one name may come twice; an app's server has a clock of its own, and 0 stands for its time.
"""
STATUS = 6
"""Where in a line the status stands."""


def record(file: Path, target: str = "") -> None:
    """Run the suite once, against the embedded store or ``target``, and write its requests to ``file``."""
    from harness.cli.request import Request
    from harness.cli.running import run
    from harness.store.state import State

    lines: list[Line] = []
    stores: list[State] = []
    inside = threading.local()
    waiting: set[str] = set()
    made, sent, asked, slept = State.__init__, Visitor._send, Site.request, time.sleep

    def making(state: State, *args: Any, **kwargs: Any) -> None:
        made(state, *args, **kwargs)
        stores.append(state)

    def note(who: int, method: str, target: str, headers: Mapping[str, str], body: bytes | None) -> list[Any]:
        text = None if body is None else body.decode("latin-1")
        now = stores[-1].clock.now() if stores else 0
        line = [who, method, target, list(headers.items()), text, now, 0, _scenario()]
        lines.append(line)
        return line

    def sending(visitor: Visitor, method: str, target: str, headers: dict[str, str], body: bytes | None) -> Exchange:
        kept.setdefault(id(visitor), visitor)
        line, inside.yes = note(id(visitor), method, target, headers, body), True
        exchange = sent(visitor, method, target, headers, body)
        line[STATUS], inside.yes = exchange.status, False
        return exchange

    def asking(site: Site, method: str, target: str, headers: Mapping[str, str], body: bytes | None = None) -> Exchange:
        if getattr(inside, "yes", False):
            return asked(site, method, target, headers, body)
        line = note(0, method, target, headers, body)
        exchange = asked(site, method, target, headers, body)
        line[STATUS] = exchange.status
        return exchange

    def sleeping(seconds: float) -> None:
        waiting.add(_scenario())
        slept(seconds)

    kept: dict[int, Visitor] = {}
    State.__init__, Visitor._send, Site.request = making, sending, asking  # type: ignore[method-assign]
    time.sleep = sleeping
    with tempfile.TemporaryDirectory() as reports:
        code = run(Request((target,), Path(reports), strict=False, seed=0, profile="observed"))
        tests = len(json.loads((Path(reports) / "results.json").read_text())["targets"][0]["scenarios"])
    if code:
        raise SystemExit(f"the run that was to be recorded ended with {code}")
    file.write_text(json.dumps({"scenarios": tests, "lines": lines, "waiting": sorted(waiting - {""})}))


def _scenario() -> str:
    """Return the name of the function that runs now, "" before the first and after the last one."""
    return os.environ.get("PYTEST_CURRENT_TEST", "").rpartition("::")[2].partition(" ")[0].partition("[")[0]


def send(file: Path) -> None:
    """Send the requests of ``file`` and print how many of them were answered by the same status as before."""
    from harness.store.mock import MockStore

    lines: list[Line] = json.loads(file.read_text())["lines"]
    same = 0
    with MockStore(control="on") as store:
        site, clock = Site(store.url), store.clock
        visitors: dict[int, Visitor] = {}
        for who, method, target, headers, body, now, status, _ in lines:
            # The tokens are those of then, and so is the time.
            clock.freeze(now)
            data = None if body is None else body.encode("latin-1")
            visitor = visitors.get(who) or visitors.setdefault(who, Visitor(site))
            send_it = visitor._send if who else site.request
            same += send_it(method, target, dict(headers), data).status == status
    print(json.dumps({"requests": len(lines), "same": same}))


def app(file: Path, url: str, output: str) -> None:
    """Send the requests of ``file`` to the app's server at ``url``, and write the same about them to ``output``."""
    lines: list[Line] = json.loads(file.read_text())["lines"]
    site, same = Site(url, bounded=True), 0
    for _, method, target, headers, body, _, status, _ in lines:
        data = None if body is None else body.encode("latin-1")
        same += site.request(method, target, HTTPHeaderDict(headers), data).status == status
    Path(output).write_text(json.dumps({"requests": len(lines), "same": same}))


if __name__ == "__main__":
    {"record": record, "send": send, "app": app}[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
