"""One request on its way to an app's server, and what was heard, whichever way it went."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field

from harness.targets.http import Exchange

SHOWN = 300
"""Characters of an exception, or of what an app said, that a message shows."""


@dataclass(frozen=True, slots=True)
class Outgoing:
    """One request on its way, as the ``[send]`` table words it. A shim and a callable get ``question`` alone.

    ``target`` is path and query, percent-encoded; header values may hold any characters and go as UTF-8 bytes.
    ``token`` is the one that is presented, "" where one is asked for; then ``fields`` say what for.
    """

    token: str = ""
    method: str = "GET"
    target: str = "/"
    headers: tuple[tuple[str, str], ...] = ()
    body: bytes | None = None
    host: str = "127.0.0.1"
    scheme: str = "http"
    fields: Mapping[str, object] = field(default_factory=dict)

    @property
    def question(self) -> Mapping[str, object]:
        """What is asked, in a shim's words."""
        return self.fields or {"token": self.token}


@dataclass(frozen=True, slots=True)
class Said:
    """What was heard.

    ``accepted`` is None where it is to be read from the exchange (status, body), else it is the answer itself; then
    ``told`` is what came with it (``Told.value``), a JSON value. An exchange that broke has status 0 and an error:
    ``hang``, ``cut (...)``, ``flood (...)``, ``down``. ``problem`` says why an answer is none that was described; then
    ``accepted`` is None and the status 0.
    """

    exchange: Exchange
    accepted: bool | None = None
    told: object = None
    problem: str = ""


def json_value(value: object) -> object:
    """Return ``value`` as JSON would carry it; what JSON knows nothing of (a UUID, half a surrogate pair) as a text."""
    try:
        text = json.dumps(value, ensure_ascii=False, allow_nan=False)
        text.encode()
        return json.loads(text)
    except (TypeError, ValueError, RecursionError):
        return brief(value)


def brief(value: object) -> str:
    """Return the start of ``value``'s text, without half surrogate pairs, whatever ``value`` does."""
    try:
        text = value if isinstance(value, str) else repr(value) if isinstance(value, Mapping | tuple) else str(value)
    except Exception:  # noqa: BLE001 - the app's own object, and its own mistakes
        text = f"a {type(value).__name__}"
    shown = text if len(text) <= SHOWN else text[:SHOWN] + "…"
    return shown.encode("utf-8", "backslashreplace").decode()


def one_line(error: BaseException) -> str:
    """Return ``TypeError: message``, one line of at most 300 characters."""
    words = " ".join(brief(error).split())
    name = type(error).__name__
    return (f"{name}: {words}" if words else name)[:SHOWN]
