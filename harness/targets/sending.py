"""Wording a request: where the token goes, and what else stands beside it."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any
from urllib.parse import quote, urlsplit

from harness.targets.http import path_encoded
from harness.targets.said import Outgoing
from harness.targets.verifier_target import PLACEHOLDER, SendTable

_COOKIE_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]*")
"""RFC 6265 4.1.1, cookie-octet."""
_FIELD_VALUE = re.compile(r"[ -~]*")
"""What a header carries to every server alike: RFC 9110 5.5 without the bytes that servers read in several ways."""

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Beside:
    """What a request carries beside the token.

    ``fields`` go into a JSON body, ``form`` into a form. ``url`` "" means that of [send]; ``drop`` leaves [send]'s
    token out.
    """

    query: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()
    cookies: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    url: str = ""
    drop: bool = False


NOTHING = Beside()


@dataclass(frozen=True, slots=True)
class Wording:
    """Puts tokens into the request that [send] describes. ``values`` fill the other placeholders."""

    send: SendTable
    values: Mapping[str, str]

    def outgoing(self, token: str, customer_id: int, beside: Beside = NOTHING) -> Outgoing:
        """Return the request that carries ``token``, on behalf of the customer ``customer_id``."""
        values = {**self.values, "token": "" if beside.drop else token, "customer_id": str(customer_id)}
        parts = urlsplit(put(beside.url or self.send.url, {k: path_encoded(v) for k, v in values.items()}))
        headers = [(name, put(value, values)) for name, value in self._kept(self.send.headers, beside)]
        query = {name: put(value, values) for name, value in self._kept(self.send.query, beside)} | dict(beside.query)
        asked = "&".join(filter(None, [parts.query, _form(query)]))
        cookies = {name: put(value, values) for name, value in self._kept(self.send.cookies, beside)} | dict(
            beside.cookies
        )
        if cookies:
            _add_cookies(headers, "; ".join(f"{name}={value}" for name, value in cookies.items()))
        body, kind = self._body(values, beside)
        if kind:
            described = self.send.form is not None if kind == FORM else self.send.json_ is not None
            if not described:
                headers = [one for one in headers if one[0].lower() != "content-type"]
            if all(name.lower() != "content-type" for name, _ in headers):
                headers.append(("Content-Type", kind))
            if self.send.method in ("GET", "HEAD"):
                # A server that does not read the body would take it for the next request.
                headers.append(("Connection", "close"))
        return Outgoing(
            token=token,
            method=self.send.method,
            target=f"{parts.path or '/'}?{asked}" if asked else parts.path or "/",
            headers=(*headers, *beside.headers),
            body=body,
            host=parts.netloc,
            scheme=parts.scheme,
        )

    def carries(self, token: str) -> str:
        """Return why this request cannot carry ``token`` unchanged, or ""."""
        for name, text in self.send.headers.items():
            value = put(text, {"token": token})
            if "{token}" in text and (not _FIELD_VALUE.fullmatch(value) or value != value.strip()):
                return f"the header {name} cannot carry this token unchanged (send.headers)"
            if "{token}" in text and name.lower() == "cookie" and not _COOKIE_VALUE.fullmatch(token):
                return "a cookie cannot carry this token unchanged (send.headers)"
        for name, text in self.send.cookies.items():
            if "{token}" in text and not _COOKIE_VALUE.fullmatch(token):
                return f"the cookie {name} cannot carry this token unchanged (send.cookies)"
        return ""

    def in_url(self) -> bool:
        """Whether [send] puts the token into the address."""
        return "{token}" in self.send.url or any("{token}" in value for value in self.send.query.values())

    def _kept(self, table: Mapping[str, str], beside: Beside) -> list[tuple[str, str]]:
        return [(name, value) for name, value in table.items() if not (beside.drop and "{token}" in value)]

    def _body(self, values: Mapping[str, str], beside: Beside) -> tuple[bytes | None, str]:
        if self.send.form is not None or beside.form:
            form = {name: put(value, values) for name, value in self._kept(self.send.form or {}, beside)}
            return _form(form | dict(beside.form)).encode(), FORM
        if self.send.json_ is None and not beside.fields:
            return None, ""
        value = _filled(self.send.json_ if self.send.json_ is not None else {}, values)
        if isinstance(value, dict):
            value |= beside.fields
        return json.dumps(value).encode(), JSON


def _add_cookies(headers: list[tuple[str, str]], cookies: str) -> None:
    """Add ``cookies`` to the one Cookie header that a request has (RFC 6265 5.4)."""
    for place, (name, value) in enumerate(headers):
        if name.lower() == "cookie":
            headers[place] = (name, f"{value}; {cookies}")
            return
    headers.append(("Cookie", cookies))


def put(text: str, values: Mapping[str, str]) -> str:
    """Return ``text`` with the placeholders filled that ``values`` knows; any other stands as it is."""
    if "{" not in text:
        return text
    return PLACEHOLDER.sub(lambda match: values.get(match[1], match[0]), text)


def _filled(value: Any, values: Mapping[str, str]) -> Any:
    if isinstance(value, str):
        return put(value, values)
    if isinstance(value, dict):
        return {put(name, values): _filled(one, values) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(one, values) for one in value]
    return value


def _form(fields: Mapping[str, str]) -> str:
    return "&".join(f"{quote(name, safe='')}={_quoted(value)}" for name, value in fields.items())


def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")
