"""The servers that are measured, each started in a process of its own: ``python servers.py NAME PORT [NOW]``.

The store tells at its end, on standard output, how many tokens it redeemed and whether it refused any.
"""

import json
import re
import sys
import time
from contextlib import suppress

from harness.store.server import serve
from harness.store.state import State

ANSWER = {"location": "/account.php", "set-cookie": "SHOP_TOKEN=0123456789abcdef; Path=/; HttpOnly"}
"""What the mocks answer to any token; they check nothing."""


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


if __name__ == "__main__":
    named = {"store": store, "hello": hello, "httpserver": httpserver}
    named[sys.argv[1]](*map(int, sys.argv[2:]))
