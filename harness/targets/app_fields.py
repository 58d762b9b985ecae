"""What may stand in the single keys of a verifier's target file."""

import json
import re
from typing import Annotated, Any
from urllib.parse import urlsplit

from jsonpath_rfc9535 import JSONPathError
from jsonpath_rfc9535 import compile as compile_path
from pydantic import AfterValidator, Field

METHOD = re.compile(r"[A-Z]{1,20}")
NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
"""RFC 9110 5.6.2, token."""


def _address(value: str) -> str:
    parts = urlsplit(value)
    if parts.scheme not in ("http", "https") or not parts.hostname:
        raise ValueError("must be an http:// or https:// address with a host")
    if "@" in parts.netloc:
        raise ValueError("holds a user's name, which is sent nowhere; put it into send.headers, as Authorization")
    if parts.fragment:
        raise ValueError(f"#{parts.fragment} is never sent to a server; take it out")
    port = parts.netloc.rpartition("]")[2].partition(":")[2]
    if port not in ("", "{port}") and not (port.isascii() and port.isdecimal() and 0 < int(port) < 65_536):
        raise ValueError(f"'{port}' is not a port")
    return value


def json_path(value: str) -> str:
    """Return ``value`` if it is a JSONPath; ValueError says what is wrong with it."""
    try:
        compile_path(value)
    except JSONPathError as error:
        said = str(error).partition(", line")[0]
        raise ValueError(f"'{value}' is not a JSONPath (RFC 9535) such as $.customer.id: {said}") from error
    return value


def _method(value: str) -> str:
    if not METHOD.fullmatch(value):
        raise ValueError(f"'{value}' is not a method such as GET or POST, in capitals")
    return value


def _headers(value: dict[str, str]) -> dict[str, str]:
    for name, text in value.items():
        if not NAME.fullmatch(name):
            raise ValueError(f"'{name}' cannot be the name of a header")
        if not re.fullmatch(r"[ -~]*", text):
            raise ValueError(f"'{name}' holds line breaks or other letters than ASCII, which no header carries")
    return value


def _cookie_names(value: dict[str, str]) -> dict[str, str]:
    for name in value:
        if not NAME.fullmatch(name):
            raise ValueError(f"'{name}' cannot be the name of a cookie")
    return value


def _json(value: Any) -> Any:
    try:
        json.dumps(value, allow_nan=False)
    except (TypeError, ValueError) as error:
        raise ValueError(f"cannot be sent: {error}; JSON has texts, numbers, true, false, lists and tables") from error
    return value


def _status(value: int) -> int:
    if not 100 <= value < 500:
        raise ValueError(f"{value} is no status of an answer: there are 100 to 499, and from 500 on a server is broken")
    return value


def _reference(value: str) -> str:
    module, colon, name = value.rpartition(":")
    if not colon or not module or not name:
        raise ValueError(f"'{value}' must be module:name, such as app.main:app")
    return value


Address = Annotated[str, AfterValidator(_address)]
JsonPath = Annotated[str, AfterValidator(json_path)]
Reference = Annotated[str, AfterValidator(_reference)]
Status = Annotated[int, AfterValidator(_status)]
Timeout = Annotated[float, Field(gt=0, le=300, strict=False)]
Method = Annotated[str, AfterValidator(_method)]
Headers = Annotated[dict[str, str], AfterValidator(_headers)]
Cookies = Annotated[dict[str, str], AfterValidator(_cookie_names)]
Json = Annotated[Any, AfterValidator(_json)]
