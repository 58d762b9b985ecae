"""The sample storefronts, served in a thread of the tests, and target files that describe them."""

import socket
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import uvicorn
from starlette.types import ASGIApp

from harness.contract.profile import load
from harness.contract.words import Level
from harness.targets.browser.chromium import Chromium
from harness.targets.target_file import load_target
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.headless.hello import hello
from harness.verdict.headless.suite import HeadlessSuite, Shared
from harness.verdict.notebook import Notebook

INTEGRATIONS = Path(__file__).parents[2] / "fixtures" / "integrations"
TARGETS = INTEGRATIONS.parent / "targets"
sys.path.insert(0, str(INTEGRATIONS))


@contextmanager
def served(app: ASGIApp) -> Iterator[int]:
    """Serve ``app`` on a free port of loopback, and yield the port."""
    listener = socket.socket()
    listener.bind(("127.0.0.1", 0))
    listener.listen(64)
    server = uvicorn.Server(uvicorn.Config(app, lifespan="off", log_level="critical", timeout_graceful_shutdown=1))
    thread = threading.Thread(target=server.run, args=([listener],), daemon=True)
    thread.start()
    try:
        yield int(listener.getsockname()[1])
    finally:
        server.should_exit = True
        thread.join(10)
        listener.close()


def described(manner: str) -> str:
    """Return the target file of the sound storefront ``manner``, which the tests start by themselves."""
    return (TARGETS / f"headless-{manner}.toml").read_text("utf-8").partition("[start]")[0]


def context_of(folder: Path, text: str, port: int) -> HeadlessContext:
    """Return the context of the target that ``text`` describes, served at ``port``."""
    path = folder / "shop.toml"
    path.write_text(text.replace("{port}", str(port)), "utf-8")
    target = load_target(path)
    assert target.role == "headless"
    return HeadlessContext(target)


def notebook(context: HeadlessContext) -> Notebook:
    """Return a notebook that nobody reads."""
    profile, secrets = load("observed"), context.all_secrets()
    return Notebook("hello", "hello", "headless.login", Level.MUST, profile, strict=False, secrets=secrets)


def suite_of(folder: Path, chromium: Chromium, text: str, port: int) -> HeadlessSuite:
    """Return what scenarios speak to, before the target that ``text`` describes has been visited."""
    context = context_of(folder, text, port)
    return HeadlessSuite(context, chromium, notebook(context), Shared())


def visited(folder: Path, chromium: Chromium, text: str, port: int) -> HeadlessSuite:
    """Return what scenarios speak to, after the first visit."""
    suite = suite_of(folder, chromium, text, port)
    hello(suite.context, chromium, notebook(suite.context))
    assert suite.context.visit, suite.context.stopped
    return suite
