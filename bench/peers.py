"""What people mock logins with today, each set up to answer ``GET /login/token/…`` with 302 and a cookie."""

import json
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from common import TOOLS
from loading import MissingError, Served, free_port, ours, serving
from servers import ANSWER


@contextmanager
def wiremock() -> Iterator[Served]:
    """Serve WireMock as it comes, its journal of all requests included."""
    jar = next(TOOLS.glob("node_modules/wiremock/**/wiremock-standalone*.jar"), None)
    if jar is None or shutil.which("java") is None:
        install = f"npm install --prefix {_shown(TOOLS)} wiremock"
        raise MissingError(f"WireMock needs Java (apt-get install default-jre-headless), and {install}")
    with tempfile.TemporaryDirectory() as name:
        folder, port = Path(name), free_port()
        (folder / "mappings").mkdir()
        request = {"method": "GET", "urlPathPattern": "/login/token/.*"}
        rule = {"request": request, "response": {"status": 302, "headers": ANSWER}}
        (folder / "mappings" / "login.json").write_text(json.dumps(rule))
        command = ["java", "-jar", str(jar), "--port", str(port), "--bind-address", "127.0.0.1"]
        with serving(command, port, folder) as server:
            yield server


def httpserver() -> AbstractContextManager[Served]:
    """Serve pytest-httpserver."""
    _needed("pytest_httpserver")
    return ours("httpserver")


def oidc() -> AbstractContextManager[Served]:
    """Serve oidc-provider-mock."""
    _needed("oidc_provider_mock")
    port = free_port()
    return serving([sys.executable, "-m", "oidc_provider_mock", "--port", str(port)], port)


@dataclass(frozen=True, slots=True)
class Peer:
    """A mock to compare with, how many times as fast the store aims to be, and a path to ask for (else logins)."""

    start: Callable[[], AbstractContextManager[Served]]
    least: float = 1.0
    path: str = ""


PEERS = {
    "WireMock": Peer(wiremock, 3.0),
    "pytest-httpserver": Peer(httpserver),
    # Its key set is the cheapest thing that it does for a login.
    "oidc-provider-mock (GET /jwks)": Peer(oidc, path="/jwks"),
}


def _needed(module: str) -> None:
    if find_spec(module) is None:
        raise MissingError(f"{module} is not installed: pip install 'tokenassay[bench]'")


def _shown(folder: Path) -> str:
    return f"~/{folder.relative_to(Path.home())}"
