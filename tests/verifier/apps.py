"""One small sound verifier on PyJWT in every shape that can be reached, and some that have a quirk.

``python apps.py shim [real]`` judges a line at a time, ``python apps.py serve`` serves HTTP on ``$PORT``. Settings come
from the environment, so that one file does for all tests. It shares no code with the harness.
"""

import json
import os
import re
import sys
import time
import warnings
from base64 import b64decode
from collections.abc import Callable, Iterable
from email.utils import formatdate
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

import jwt

CLIENT_ID, STORE_HASH = "r3Client1d0fThirtyOneCharacters", "abc123"
SECRET = "5and6ox-Canary-0f-64-Characters-" * 2
SEGMENT = r"(?:[\w-]{4})*(?:[\w-][AQgw]|[\w-]{2}[AEIMQUYcgkosw048])?"
COMPACT = re.compile(rf"{SEGMENT}\.{SEGMENT}\.{SEGMENT}", re.ASCII)
OFFSET = float(os.environ.get("OFFSET", "0"))
"""Seconds by which the clock of a served app is ahead."""
DATE = os.environ.get("DATE", "yes")
QUIRK = os.environ.get("QUIRK", "")
"""What a served app does beside, or instead of, what a sound one does."""

warnings.simplefilter("ignore", jwt.InsecureKeyLengthWarning)


class Refused(Exception):
    """The token is not believed."""


def strict_json(data: bytes) -> Any:
    def refuse(name: str) -> None:
        raise ValueError(name)

    return json.loads(data.decode("utf-8"), parse_constant=refuse)


class Tokens(jwt.PyJWT):
    def _decode_payload(self, decoded: dict[str, Any]) -> dict[str, Any]:
        found = strict_json(decoded["payload"])
        assert isinstance(found, dict)
        return found


def customer_of(
    token: str, now: float, oldest: int = 900, algorithms: tuple[str, ...] = ("HS512", "HS256")
) -> dict[str, Any] | None:
    """Return the customer that a sound token names, or None."""
    try:
        if len(token) > 8192 or not COMPACT.fullmatch(token):
            return None
        strict_json(b64decode(token.partition(".")[0] + "==", b"-_"))
        options: Any = {"strict_aud": True, "verify_iat": False, "verify_exp": False, "verify_nbf": False,
                        "require": ["exp", "iat", "aud", "iss", "sub"]}  # fmt: skip
        claims = Tokens().decode(token, SECRET, algorithms=list(algorithms), audience=CLIENT_ID, issuer="bc/apps",
                                 subject=STORE_HASH, options=options)  # fmt: skip
        exp, iat, nbf, version = claims["exp"], claims["iat"], claims.get("nbf", 0), claims["version"]
        sound = (
            claims["operation"] == "current_customer"
            and claims["store_hash"] == STORE_HASH
            and claims["application_id"] == CLIENT_ID
            and type(version) is int
            and version == 1
            and all(type(moment) in (int, float) for moment in (exp, iat, nbf))
            and now < exp
            and now - oldest <= iat <= now + 5
            and nbf <= now + 5
            and exp - iat <= 900
            and type(claims["customer"]["id"]) is int
            and 0 < claims["customer"]["id"] < 2**53
        )
        return dict(claims["customer"]) if sound else None
    except Exception:  # noqa: BLE001 - whatever a token breaks, it is refused
        return None


def verify(token: str) -> Any:
    customer = customer_of(token, time.time())
    return customer["id"] if customer else None


async def verify_async(token: str) -> Any:
    return verify(token)


def verify_raising(token: str) -> Any:
    customer = customer_of(token, time.time())
    if customer is None:
        raise Refused("no")
    return {"customer_id": customer["id"]}


def verify_now(token: str, now: int) -> Any:
    """Go by the time that is told, as a shim does."""
    customer = customer_of(token, now)
    return {"accepted": customer is not None, "customer_id": customer["id"] if customer else None}


def verify_captured(token: str, clock: Callable[[], float] = time.time) -> Any:
    """Read a clock that no test can freeze any more."""
    customer = customer_of(token, clock())
    return customer["id"] if customer else None


def verify_strict_text(token: str) -> Any:
    """Refuse a header or payload with white space in it, or without the usual order."""
    try:
        parts = [b64decode(part + "==", b"-_") for part in token.split(".")[:2]]
    except ValueError:
        return None
    return None if any(set(b" \n\t\r") & set(part) for part in parts) else verify(token)


def everybody(token: str) -> Any:
    return True


def nobody(token: str) -> Any:
    return None


def reply(token: str) -> tuple[int, dict[str, Any]]:
    customer = customer_of(token, time.time())
    return (200, {"customer": {"id": customer["id"]}}) if customer else (401, {"error": "unauthorized"})


def bearer(values: list[str]) -> str:
    scheme, _, token = values[0].partition(" ") if len(values) == 1 else ("", "", "")
    return token if scheme.lower() == "bearer" else ""


async def asgi(scope: Any, receive: Any, send: Any) -> None:
    if scope["type"] == "lifespan":
        while (await receive())["type"] != "lifespan.shutdown":
            await send({"type": "lifespan.startup.complete"})
        await send({"type": "lifespan.shutdown.complete"})
        return
    found = [value.decode("latin-1") for name, value in scope["headers"] if name == b"authorization"]
    status, body = reply(bearer(found))
    headers = [(b"content-type", b"application/json"), (b"cache-control", b"no-store")]
    await send({"type": "http.response.start", "status": status, "headers": headers})
    await send({"type": "http.response.body", "body": json.dumps(body).encode()})


def wsgi(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
    status, body = reply(bearer([environ.get("HTTP_AUTHORIZATION", "")]))
    start_response(f"{status} x", [("Content-Type", "application/json"), ("Cache-Control", "no-store")])
    return [json.dumps(body).encode()]


def shim(now: Callable[[dict[str, Any]], float]) -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        customer = customer_of(asked["token"], now(asked))
        said = {"accepted": customer is not None, "customer_id": customer["id"] if customer else None}
        print(json.dumps(said), flush=True)  # noqa: T201 - that is how a shim answers


class Handler(BaseHTTPRequestHandler):
    """Finds the token wherever it is: header, cookie, query, form, JSON or path."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        body = self.rfile.read(int(self.headers.get("content-length") or 0))
        status, said, more = self.answer(self.token(body))
        data = json.dumps(said).encode()
        self.send_response(status)
        for name, value in {"Cache-Control": "no-store", "Content-Length": str(len(data)), **more}.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(data)

    do_POST = do_PUT = do_GET  # noqa: N815

    def token(self, body: bytes) -> str:
        place = os.environ.get("PLACE", "header")
        parts = urlsplit(self.path)
        try:
            match place:
                case "header":
                    return bearer(self.headers.get_all("authorization") or [])
                case "cookie":
                    return SimpleCookie(self.headers.get("cookie", ""))["bc_token"].value
                case "query":
                    return parse_qs(parts.query)["token"][0]
                case "path":
                    return unquote(parts.path.rpartition("/")[2])
                case "form":
                    return parse_qs(body.decode())["token"][0]
                case _:
                    return str(json.loads(body)["auth"]["token"])
        except (KeyError, ValueError, CookieError, TypeError):
            return ""

    def answer(self, token: str) -> tuple[int, dict[str, Any], dict[str, str]]:
        now = time.time() + OFFSET
        oldest = 30 if QUIRK == "fresh" else 900
        algorithms = ("HS256",) if QUIRK == "hs256" else ("HS512", "HS256")
        customer = customer_of(token, now, oldest, algorithms)
        if QUIRK == "everybody":
            customer = customer or {"id": 4927}
        if customer is None:
            return self.refusal()
        seen: dict[str, Any] = {"customer": {"id": customer["id"]}}
        if QUIRK == "faceless":
            seen = {"hello": str(customer["id"])}
        if QUIRK == "believes-secret":
            seen = {"customer": {"id": SECRET}}
        return 200, seen, {}

    def refusal(self) -> tuple[int, dict[str, Any], dict[str, str]]:
        match QUIRK:
            case "tells-body":
                return 401, {"pad": "x" * 550, "debug": SECRET, "write to": "joe.bloggs@customers.test"}, {}
            case "tells-header":
                return 401, {}, {"X-Debug": f"key={SECRET}"}
            case "tells-hex":
                return 401, {"debug": SECRET.encode().hex()}, {}
            case "tells-location":
                return 302, {}, {"Location": f"/login?key={SECRET}"}
            case _:
                return 401, {"error": "unauthorized"}, {}

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(time.time() + OFFSET, usegmt=True)

    def send_header(self, keyword: str, value: str) -> None:
        if keyword != "Date" or DATE == "yes":
            super().send_header(keyword, value)

    def log_message(self, *args: object) -> None: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200


if __name__ == "__main__":
    if sys.argv[1] == "shim":
        real = sys.argv[2:] == ["real"]
        shim(lambda asked: time.time() if real else asked["now"])
    else:
        Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
