"""HTTP, as every part of the mock speaks it: headers, cookies, bounded bodies, JSON, and safe Location values."""

import json
import re
from collections.abc import Mapping
from typing import Any
from urllib.parse import quote

from starlette.requests import ClientDisconnect, Request
from starlette.responses import Response
from starlette.types import Scope

MAX_BODY = 65_536
"""Bytes of a request body; a longer one is answered with 413."""

NO_STORE = (b"cache-control", b"no-store")
EMPTY = (b"content-length", b"0")

_HOST = re.compile(r"(?:[A-Za-z0-9.-]{1,253}|\[[0-9A-Fa-f:.]{2,45}\])(?::[0-9]{1,5})?")


class TooLongError(Exception):
    """A request body beyond the bound; the app answers 413."""


def header(scope: Scope, name: bytes) -> str:
    """Return the first header ``name`` (given in lower case), or the empty string."""
    for found, value in scope["headers"]:
        if found == name:
            return str(value, "latin-1")
    return ""


def cookies(scope: Scope) -> str:
    """Return the Cookie header, several of them joined."""
    return ";".join(str(value, "latin-1") for found, value in scope["headers"] if found == b"cookie")


def cookie(text: str, name: str) -> str:
    """Return the value of the first cookie ``name`` in the text of a Cookie header, or the empty string."""
    for pair in text.split(";"):
        found, _, value = pair.partition("=")
        if found.strip() == name:
            return value.strip()
    return ""


def clean_host(scope: Scope, otherwise: str) -> str:
    """Return the Host header if it is a host name or address with or without a port, else ``otherwise``."""
    host = header(scope, b"host")
    return host if _HOST.fullmatch(host) else otherwise


def location(path: str) -> bytes:
    """Return ``path`` as a Location value: everything but plain URL characters is percent-encoded, CR and LF too."""
    return quote(path, safe="%/:?#[]@!$&'()*+,;=-._~", errors="replace").encode("ascii")


async def body_of(request: Request, limit: int = MAX_BODY) -> bytes:
    """Return the body of ``request``; raise TooLongError beyond ``limit`` bytes, without reading on."""
    data = bytearray()
    try:
        async for chunk in request.stream():
            data += chunk
            if len(data) > limit:
                raise TooLongError
    except ClientDisconnect:
        return b""
    return bytes(data)


def as_json(value: Any, status: int = 200, extra: Mapping[str, str] | None = None) -> Response:
    """Return a JSON answer in ASCII, which any text survives."""
    return Response(json.dumps(value), status, extra, "application/json")
