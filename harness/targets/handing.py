"""What an issuer hands over, as a program or a function says it: a login token, or the address that holds one.

A shim prints ``{"token": "…"}`` or ``{"url": "https://store/login/token/…"}``; ``{"token": null}`` refuses. A function
returns the token or the address as a text, None to refuse, or a mapping with ``token`` or ``url``.
"""

from collections.abc import Mapping
from typing import Any

from harness.targets.speech import Speech, Told

NAMES = ("token", "url")


def read(answer: Mapping[str, Any]) -> Told | None:
    """Return what a mapping means: the first of ``token`` and ``url`` that is a text, or a refusal if one is null."""
    found = [answer[name] for name in NAMES if name in answer]
    text = next((one for one in found if isinstance(one, str) and one), None)
    if text is not None:
        return Told(True, text)
    return Told(accepted=False) if found and all(one in (None, "", False) for one in found) else None


def meant(value: object) -> Told | None:
    """Return what a function's return value means."""
    match value:
        case None | False | "":
            return Told(accepted=False)
        case str():
            return Told(True, value)
        case bytes():
            return meant(value.decode("utf-8", "replace"))
        case Mapping():
            return read(value)
        case _:
            return None


ISSUER = Speech(
    line='print one line for each request, {"token": "…"}, {"url": "…"} or {"token": null}, and logs to standard error',
    wants="token or url",
    read=read,
    returns="return the token or its address as a text, None to refuse, or a mapping with token or url",
    meant=meant,
)
