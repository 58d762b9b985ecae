"""Apps that trust tokens, for the benchmarks of the verifier role: their target files, and PyJWT in three guises."""

import json
import os
import sys
from collections.abc import Callable, Iterable
from importlib import import_module
from pathlib import Path
from typing import Any

from servers import INTEGRATIONS

sys.path.insert(0, str(INTEGRATIONS))

from verifier.base.settings import CLIENT_ID, SECRET, STORE_HASH

CLAIMED = {"BC_CLIENT_ID": CLIENT_ID, "BC_CLIENT_SECRET": SECRET, "BC_STORE_HASH": STORE_HASH}
APP = """role = "verifier"

[app]
client_id = "{CLIENT_ID}"
client_secret = "{SECRET}"
store_hash = "{STORE_HASH}"
"""
SEND = """
[send]
url = "{url}/me"
headers = {{ Authorization = "Bearer {{token}}" }}

[accepted]
json = "$.customer.id"
customer_id = "$.customer.id"

[resource]
url = "{url}/customers/{{customer_id}}/orders"
"""


def target_file(folder: Path, url: str = "", **inprocess: str) -> Path:
    """Write the target file of the sound app at ``url``, or of ``inprocess`` code, and return it."""
    text = APP.format(CLIENT_ID=CLIENT_ID, SECRET=SECRET, STORE_HASH=STORE_HASH)
    if inprocess:
        text += "\n[inprocess]\n" + "".join(f'{kind} = "{where}"\n' for kind, where in inprocess.items())
    if "callable" not in inprocess:
        text += SEND.format(url=url or "http://127.0.0.1:8713")
    file = folder / f"{'-'.join(inprocess) or 'http'}-app.toml"
    file.write_text(text)
    return file


def environment() -> dict[str, str]:
    """Return the environment in which the apps and this file are found."""
    return {**os.environ, "PYTHONPATH": os.pathsep.join([str(INTEGRATIONS), str(Path(__file__).parent)])}


def _integration(name: str) -> Any:
    os.environ.update(CLAIMED)
    sys.path.insert(0, str(INTEGRATIONS / "verifier" / "python"))
    return import_module(name)


def verify(token: str) -> int | None:
    """Return whom ``token`` is for, by the PyJWT integration."""
    customer = _customer_of(token)
    return customer and customer["id"]


def verify_by_joserfc(token: str) -> int | None:
    """Return whom ``token`` is for, by the joserfc integration."""
    customer = _integration("with_joserfc").customer_of(token)
    return customer and customer["id"]


def wsgi(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    """Answer who is signed in, over plain WSGI."""
    number = verify(environ.get("HTTP_AUTHORIZATION", "").removeprefix("Bearer "))
    start_response("200 OK" if number else "401 Unauthorized", [("Content-Type", "application/json")])
    return [json.dumps({"customer": {"id": number}} if number else {"error": "unauthorized"}).encode()]


async def asgi(scope: Any, receive: Any, send: Any) -> None:
    """Answer who is signed in, over plain ASGI."""
    if scope["type"] != "http":
        raise RuntimeError("no lifespan")
    given = next((value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"), "")
    number = verify(given.removeprefix("Bearer "))
    status = 200 if number else 401
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"application/json")]})
    body = json.dumps({"customer": {"id": number}} if number else {"error": "unauthorized"}).encode()
    await send({"type": "http.response.body", "body": body})


_customer_of = _integration("with_pyjwt").customer_of
