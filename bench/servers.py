"""The servers that are measured, each started in a process of its own: ``python servers.py NAME PORT [NOW]``.

The store tells at its end, on standard output, how many tokens it redeemed and whether it refused any.
"""

import asyncio
import json
import re
import sys
import time
from contextlib import suppress
from email.utils import formatdate
from pathlib import Path
from typing import Any

from harness.store.server import serve
from harness.store.state import State

ANSWER = {"location": "/account.php", "set-cookie": "SHOP_TOKEN=0123456789abcdef; Path=/; HttpOnly"}
"""What the mocks answer to any token; they check nothing."""
INTEGRATIONS = Path(__file__).resolve().parent.parent / "fixtures" / "integrations"


def store(port: int, now: int | None = None) -> None:
    """Serve the mock store; with ``now`` its clock stands there, so that tokens minted for then stay good."""
    state = State()
    if now is not None:
        state.clock.freeze(now)
    with suppress(KeyboardInterrupt):
        serve(state, control="on", port=port)
    # The ledger forgets nothing while the clock stands; the journal has the last thousand requests.
    refused = sum(entry.login and not entry.session for entry in state.journal)
    print(json.dumps({"redeemed": len(state.ledger), "refused": refused}), flush=True)


def shared(port: int, redis: int) -> None:
    """Serve as one worker does whose state is in the Redis on the port ``redis``."""
    from harness.contract.profile import load
    from harness.store.seeds import load_seed
    from harness.store.shared.address import Address
    from harness.store.shared.parts import SharedParts

    parts = SharedParts(Address("127.0.0.1", redis), load_seed(), load())
    time.sleep(parts.link.found())
    with suppress(KeyboardInterrupt):
        serve(State(parts=parts), port=port)


def hello(port: int) -> None:
    """Serve one sentence with the framework, the server and the settings that the store is built on."""
    import uvicorn
    from starlette.applications import Starlette
    from starlette.requests import Request
    from starlette.responses import PlainTextResponse, Response
    from starlette.routing import Route

    async def say(request: Request) -> Response:
        return PlainTextResponse("Hello, world!")

    settings = {"ws": "none", "lifespan": "off", "interface": "asgi3", "log_config": None, "access_log": False}
    quiet = {"proxy_headers": False, "server_header": False, "date_header": False}
    uvicorn.run(Starlette(routes=[Route("/", say)]), port=port, http="httptools", **settings, **quiet)


def httpserver(port: int) -> None:
    """Serve pytest-httpserver with one expectation."""
    from pytest_httpserver import HTTPServer

    server = HTTPServer(port=port)
    server.expect_request(re.compile("^/login/token/.*")).respond_with_data("", 302, ANSWER)
    server.start()
    while True:
        time.sleep(1)


def verifier(port: int, delay: int = 0) -> None:
    """Serve the sound verifier, which answers after ``delay`` ms; waiting takes none of its processor time."""
    import uvicorn

    sys.path.insert(0, str(INTEGRATIONS))
    from verifier.base.app import sound

    async def slow(scope: Any, receive: Any, send: Any) -> None:
        async def dated(message: Any) -> None:
            if message["type"] == "http.response.start":
                # uvicorn's own Date may be a second old, and what can be judged would depend on luck.
                message["headers"].append((b"date", formatdate(usegmt=True).encode()))
            await send(message)

        await asyncio.sleep(delay / 1000)
        await sound(scope, receive, dated)

    quiet = {"lifespan": "off", "log_level": "critical", "access_log": False, "proxy_headers": False}
    uvicorn.run(slow if delay else sound, port=port, server_header=False, date_header=not delay, **quiet)


if __name__ == "__main__":
    named = {"store": store, "shared": shared, "hello": hello, "httpserver": httpserver, "verifier": verifier}
    named[sys.argv[1]](*map(int, sys.argv[2:]))
