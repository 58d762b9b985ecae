"""Filling a target's placeholders before it stands: a free port, and the app's own values for what is started."""

import re
import socket
from typing import Any

from harness.targets.tables import AppTable, StartTable
from harness.targets.target_file import Target, target_from

PORT = "{port}"
_NAMES = re.compile(r"\{(port|client_id|client_secret|store_hash)\}")


def placed(target: Target) -> Target:
    """Return ``target`` with ``{port}`` filled wherever it stands, and with the app's values in [start]."""
    data = target.model_dump(mode="python", by_alias=True)
    port = str(_free_port()) if PORT in str(data) else ""
    if port:
        data = _replaced(data, port)
    target = target_from(data)
    if target.start is None:
        return target
    return target.model_copy(update={"start": filled(target.start, target.app, port)})


def filled(start: StartTable, app: AppTable, port: str) -> StartTable:
    """Return ``start`` with every placeholder in its command and environment filled."""
    values = {
        "port": port or PORT,
        "client_id": app.client_id,
        "client_secret": app.client_secret.get_secret_value(),
        "store_hash": app.store_hash,
    }

    def fill(text: str) -> str:
        return _NAMES.sub(lambda match: values[match[1]], text)

    env = {name: fill(value) for name, value in start.env.items()}
    # A secret in the command would stand in the list of processes.
    values |= {"client_secret": "{client_secret}"}
    return start.model_copy(update={"command": tuple(map(fill, start.command)), "env": env})


def _replaced(value: Any, port: str) -> Any:
    if isinstance(value, str):
        return value.replace(PORT, port)
    if isinstance(value, dict):
        return {name: _replaced(one, port) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return type(value)(_replaced(one, port) for one in value)
    return value


def _free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])
