"""Filling a target's placeholders before it stands: a free port, and the app's own values for what is started."""

import re
import socket
from collections.abc import Mapping
from typing import Any

from harness.targets.headless_target import HeadlessTarget
from harness.targets.target_file import PartyTarget, Target, target_from

PORT = "{port}"
_NAMES = re.compile(
    r"\{(port|client_id|client_secret|store_hash|store_url|api_url|access_token|api_tls_host|ca_file)\}"
)


def placed(target: Target, more: Mapping[str, str] | None = None, port: str = "") -> Target:
    """Return ``target`` with ``{port}`` filled wherever it stands, and with the app's values in what is started.

    ``more`` are values that only this role has. ``port`` is that of an app which stands already; "" takes a free one.
    """
    data = target.model_dump(mode="python", by_alias=True)
    port = (port or str(_free_port())) if PORT in str(data) else ""
    if port:
        data = _replaced(data, port)
    target = target_from(data)
    own = {} if isinstance(target, HeadlessTarget) else _of_the_app(target)
    values = {"port": port or PORT, **own, **(more or {})}
    changed = {
        name: _filled(table, values)
        for name in ("start", "shim", "inprocess")
        if (table := getattr(target, name, None))
    }
    return target.model_copy(update=changed)


def _of_the_app(target: PartyTarget) -> dict[str, str]:
    return {
        "client_id": target.app.client_id,
        "client_secret": target.app.client_secret.get_secret_value(),
        "store_hash": target.app.store_hash,
    }


def _filled(table: Any, values: Mapping[str, str]) -> Any:
    """Return ``table`` with every placeholder in its environment filled, and in its command those that may be seen."""
    env = {name: _put(value, values) for name, value in table.env.items()}
    if not hasattr(table, "command"):
        return table.model_copy(update={"env": env})
    # A secret in the command would stand in the list of processes.
    seen = {**values, "client_secret": "{client_secret}"}
    command = tuple(_put(word, seen) for word in table.command)
    return table.model_copy(update={"env": env, "command": command})


def _put(text: str, values: Mapping[str, str]) -> str:
    return _NAMES.sub(lambda match: values.get(match[1], match[0]), text)


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
