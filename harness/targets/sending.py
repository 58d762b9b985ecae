"""Wording a request: where its placeholders stand, and what else stands beside them."""

import json
import re
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any
from urllib.parse import quote, urlsplit

from harness.targets.app_target import PLACEHOLDER, SendTable
from harness.targets.http import path_encoded
from harness.targets.said import Outgoing

_COOKIE_VALUE = re.compile(r"[!#-+\--:<-\[\]-~]*")
"""RFC 6265 4.1.1, cookie-octet."""
_FIELD_VALUE = re.compile(r"[ -~]*")
"""What a header carries to every server alike: RFC 9110 5.5 without the bytes that servers read in several ways."""

_NUMBER = re.compile(r"\{([a-z_]+):int\}")
"""A placeholder in JSON that becomes a number."""

FORM, JSON = "application/x-www-form-urlencoded", "application/json"


@dataclass(frozen=True, slots=True)
class Beside:
    """What a request carries beside what [send] says.

    ``fields`` go into a JSON body, ``form`` into a form, and ``tail`` stands as it is behind the form. ``url`` "" means
    that of [send]; ``drop`` leaves [send]'s token out.
    """

    query: Mapping[str, str] = field(default_factory=dict)
    headers: tuple[tuple[str, str], ...] = ()
    cookies: Mapping[str, str] = field(default_factory=dict)
    fields: Mapping[str, Any] = field(default_factory=dict)
    form: Mapping[str, str] = field(default_factory=dict)
    tail: str = ""
    url: str = ""
    drop: bool = False


NOTHING = Beside()


@dataclass(frozen=True, slots=True)
class Wording:
    """Words the request that [send] describes. ``values`` fill what is the same in every request."""

    send: SendTable
    values: Mapping[str, str]

    def outgoing(self, token: str, customer_id: int, beside: Beside = NOTHING) -> Outgoing:
        """Return the request that carries ``token``, on behalf of the customer ``customer_id``."""
        values = {"token": "" if beside.drop else token, "customer_id": str(customer_id)}
        return replace(self.request(values, beside, ("token",) if beside.drop else ()), token=token)

    def request(self, own: Mapping[str, str], beside: Beside = NOTHING, absent: tuple[str, ...] = ()) -> Outgoing:
        """Return the request with ``own`` filled in; what carries a placeholder that is ``absent`` is left out."""
        values, gone = {**self.values, **own}, tuple(f"{{{name}}}" for name in absent)
        url = _without(beside.url or self.send.url, gone)
        parts = urlsplit(put(url, {k: path_encoded(v) for k, v in values.items()}))
        headers = [(name, put(value, values)) for name, value in _kept(self.send.headers, gone)]
        query = {name: put(value, values) for name, value in _kept(self.send.query, gone)} | dict(beside.query)
        asked = "&".join(filter(None, [parts.query, _form(query)]))
        cookies = {name: put(value, values) for name, value in _kept(self.send.cookies, gone)} | dict(beside.cookies)
        if cookies:
            _add_cookies(headers, "; ".join(f"{name}={value}" for name, value in cookies.items()))
        body, kind = self._body(values, beside, gone)
        if kind:
            self._say_what_the_body_is(headers, kind)
        return Outgoing(
            method=self.send.method,
            target=f"{parts.path or '/'}?{asked}" if asked else parts.path or "/",
            headers=(*headers, *beside.headers),
            body=body,
            host=parts.netloc,
            scheme=parts.scheme,
        )

    def _say_what_the_body_is(self, headers: list[tuple[str, str]], kind: str) -> None:
        described = self.send.form is not None if kind == FORM else self.send.json_ is not None
        if not described:
            headers[:] = [one for one in headers if one[0].lower() != "content-type"]
        if all(name.lower() != "content-type" for name, _ in headers):
            headers.append(("Content-Type", kind))
        if self.send.method in ("GET", "HEAD"):
            # A server that does not read the body would take it for the next request.
            headers.append(("Connection", "close"))

    def carries(self, text: str, name: str = "token") -> str:
        """Return why this request cannot carry ``text`` unchanged where ``{name}`` stands, or ""."""
        place = f"{{{name}}}"
        for header, given in self.send.headers.items():
            value = put(given, {name: text})
            if place in given and (not _FIELD_VALUE.fullmatch(value) or value != value.strip()):
                return f"the header {header} cannot carry this {name} unchanged (send.headers)"
            if place in given and header.lower() == "cookie" and not _COOKIE_VALUE.fullmatch(text):
                return f"a cookie cannot carry this {name} unchanged (send.headers)"
        for cookie, given in self.send.cookies.items():
            if place in given and not _COOKIE_VALUE.fullmatch(text):
                return f"the cookie {cookie} cannot carry this {name} unchanged (send.cookies)"
        return ""

    def in_url(self) -> bool:
        """Whether [send] puts the token into the address."""
        return "{token}" in self.send.url or any("{token}" in value for value in self.send.query.values())

    def _body(self, values: Mapping[str, str], beside: Beside, gone: tuple[str, ...]) -> tuple[bytes | None, str]:
        if self.send.form is not None or beside.form or beside.tail:
            form = {name: put(value, values) for name, value in _kept(self.send.form or {}, gone)}
            return "&".join(filter(None, [_form(form | dict(beside.form)), beside.tail])).encode(), FORM
        if self.send.json_ is None and not beside.fields:
            return None, ""
        value = _filled(_left(self.send.json_, gone) if self.send.json_ is not None else {}, values)
        if isinstance(value, dict):
            value |= beside.fields
        return json.dumps(value).encode(), JSON


def _kept(table: Mapping[str, str], gone: tuple[str, ...]) -> list[tuple[str, str]]:
    return [(name, value) for name, value in table.items() if not any(place in value for place in gone)]


def _left(value: Any, gone: tuple[str, ...]) -> Any:
    """Return JSON without the pairs and items that are texts with one of ``gone`` in them, however deep."""

    def stays(one: Any) -> bool:
        return not (isinstance(one, str) and any(place in one for place in gone))

    if isinstance(value, dict):
        return {name: _left(one, gone) for name, one in value.items() if stays(one) and stays(name)}
    if isinstance(value, (list, tuple)):
        return [_left(one, gone) for one in value if stays(one)]
    return value


def _without(url: str, gone: tuple[str, ...]) -> str:
    """Return ``url`` without the pairs of its query that hold one of ``gone``."""
    path, asks, query = url.partition("?")
    pairs = [pair for pair in query.split("&") if not any(place in pair for place in gone)]
    return f"{path}?{'&'.join(pairs)}" if asks and pairs else path


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
        number = _NUMBER.fullmatch(value)
        if number and (text := values.get(number[1], "")).isdecimal() and len(text) < 20:
            return int(text)
        return put(value.replace(":int}", "}") if number else value, values)
    if isinstance(value, dict):
        return {put(name, values): _filled(one, values) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [_filled(one, values) for one in value]
    return value


def _form(fields: Mapping[str, str]) -> str:
    return "&".join(f"{quote(name, safe='')}={_quoted(value)}" for name, value in fields.items())


def _quoted(value: str) -> str:
    return quote(value.encode("utf-8", "surrogatepass"), safe="")
