"""The calls that a run makes to the sound ASGI app in its process, written down and made again, and nothing else.

``python asgi_calls.py record FILE TARGET`` is a whole run; ``python asgi_calls.py make FILE`` calls the app by itself,
which sees the time of then.
"""

import asyncio
import json
import sys
import tempfile
from collections.abc import Awaitable, Callable, Sequence
from pathlib import Path
from types import SimpleNamespace
from typing import Any
from urllib.parse import unquote

from servers import INTEGRATIONS

sys.path.insert(0, str(INTEGRATIONS))

App = Callable[[Any, Any, Any], Awaitable[None]]


def called(
    app: App,
    headers: Sequence[Sequence[Sequence[str]]],
    targets: Sequence[str] = (),
    bodies: Sequence[str | None] = (),
    tell: Callable[[int], None] = lambda _: None,
) -> list[int]:
    """Call ``app`` once for each of ``headers``, and return the statuses; ``tell`` hears which call is to come."""
    return asyncio.run(_all(app, headers, targets, bodies, tell))


async def _all(app: App, headers: Any, targets: Any, bodies: Any, tell: Any) -> list[int]:
    found: list[int] = []

    async def send(message: Any) -> None:
        if message["type"] == "http.response.start":
            found.append(message["status"])

    for number, pairs in enumerate(headers):
        path, _, query = (targets[number] if targets else "/me").partition("?")
        body = ((bodies[number] if bodies else None) or "").encode("latin-1")
        lines = [(name.lower().encode(), value.encode("utf-8", "surrogatepass")) for name, value in pairs]
        kept = {
            "type": "http",
            "method": "GET",
            "path": unquote(path),
            "query_string": query.encode(),
            "headers": lines,
        }

        async def receive(body: bytes = body) -> Any:
            return {"type": "http.request", "body": body, "more_body": False}

        tell(number)
        await app(kept, receive, send)
    return found


def record(file: Path, target: str) -> None:
    """Run the suite once against ``target`` and write its calls to ``file``."""
    from harness.cli.request import Request
    from harness.cli.running import run
    from harness.targets.asgi import AsgiApp
    from harness.targets.said import Outgoing, Said

    lines: list[list[Any]] = []
    together = AsgiApp.together

    def noting(app: AsgiApp, outgoings: list[Outgoing], now: int) -> list[Said]:
        said = together(app, outgoings, now)
        for one, answer in zip(outgoings, said, strict=True):
            body = None if one.body is None else one.body.decode("latin-1")
            lines.append([one.target, one.headers, body, now, answer.exchange.status])
        return said

    AsgiApp.together = noting  # type: ignore[method-assign]
    with tempfile.TemporaryDirectory() as reports:
        code = run(Request((target,), Path(reports), strict=False, seed=0, profile="observed"))
        tests = len(json.loads((Path(reports) / "results.json").read_text())["targets"][0]["scenarios"])
    if code:
        raise SystemExit(f"the run that was to be recorded ended with {code}")
    file.write_text(json.dumps({"scenarios": tests, "lines": lines}))


def make(file: Path) -> None:
    """Make the calls of ``file`` and print how many of them gave the same status as before."""
    from verifier.base import claims
    from verifier.base.app import sound

    lines = json.loads(file.read_text())["lines"]
    targets, headers, bodies, times, statuses = zip(*lines, strict=True)
    moment = [0]
    claims.time = SimpleNamespace(time=lambda: moment[0])

    def tell(number: int) -> None:
        moment[0] = times[number]

    found = called(sound, headers, targets, bodies, tell)
    print(json.dumps({"same": sum(one == other for one, other in zip(found, statuses, strict=True))}))


if __name__ == "__main__":
    {"record": record, "make": make}[sys.argv[1]](Path(sys.argv[2]), *sys.argv[3:])
