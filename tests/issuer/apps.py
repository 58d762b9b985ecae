"""One small sound issuer on the standard library in every shape that can be reached, and some that have a quirk.

``python apps.py shim [real]`` answers a line at a time, ``python apps.py serve`` serves HTTP on ``$PORT``. Of a quirk
there are ``asgi_QUIRK`` and ``wsgi_QUIRK``; what is served takes it from ``$QUIRK``. The harness has no part in it.
"""

import hmac
import json
import os
import sys
import time
import uuid
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterable
from email.utils import formatdate
from http.cookies import CookieError, SimpleCookie
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from itertools import count
from typing import Any
from urllib.parse import parse_qs, unquote, urlsplit

CLIENT_ID, STORE_HASH = "i5Client1d0fThirtyOneCharacters", "abc123"
SECRET = "5and6ox-Issuer-Canary-32-Char-x2" * 2
STORE = "https://store-abc123.mybigcommerce.com"
OPAQUE = {"0paque-Session-0f-Alice-4927": 4927, "0paque-Session-0f-Bob-004928": 4928}
"""Sessions that say nothing by themselves, beside ``customer-N``, that says it all."""
OFFSET = float(os.environ.get("OFFSET", "0"))  # seconds by which the clock of a served app is ahead
PRIVATE = (("Cache-Control", "no-store"), ("Referrer-Policy", "no-referrer"))
REQUESTS = count()
Reply = tuple[int, tuple[tuple[str, str], ...], str]


def encoded(data: bytes) -> str:
    return urlsafe_b64encode(data).decode().rstrip("=")


def segment(value: object) -> str:
    return encoded(json.dumps(value, separators=(",", ":")).encode())


def login(customer: int, path: str, now: float, quirk: str = "", peer: str = "") -> str:
    """Return a login token."""
    secret = os.environ.get("BC_CLIENT_SECRET", SECRET).removesuffix("\n")
    claims: dict[str, Any] = {"iss": CLIENT_ID, "iat": int(now), "jti": uuid.uuid4().hex, "operation": "customer_login",
                              "store_hash": STORE_HASH, "customer_id": customer}  # fmt: skip
    if path:
        claims["redirect_url" if quirk == "redirect-url" else "redirect_to"] = path
    match quirk:
        case "constant-jti":
            claims["jti"] = "1f0c9a7a52e34c1d8a51e1d1a2f6b9c3"
        case "text-id":
            claims["customer_id"] = str(customer)
        case "small-ids":
            claims["customer_id"] = customer % 2**20
        case "whole-address" if "?" in path:
            claims["redirect_to"] = f"{STORE}{path}"
        case "channel":
            claims["channel_id"] = 2
        case "forwarded":
            claims["request_ip"] = peer
    signed = f"{segment({'alg': 'HS256', 'typ': 'JWT'})}.{segment(claims)}"
    return f"{signed}.{encoded(hmac.digest(secret.encode(), signed.encode(), 'sha256'))}"


def own(path: str) -> bool:
    """Whether ``path`` stays on the store, however often it is decoded."""
    plain = unquote(unquote(path))
    odd = any(ord(letter) < 32 or letter in "\\\x7f" for letter in plain)
    return not path or (plain.startswith("/") and not plain.startswith("//") and not odd and len(path) < 4000)


def customer_of(cookies: str) -> int:
    """Return who is signed in, 0 for nobody."""
    try:
        found = SimpleCookie(cookies)
    except CookieError:
        return 0
    value = found["session"].value if "session" in found else ""
    kind, _, number = value.partition("-")
    return OPAQUE.get(value, int(number) if kind == "customer" and number.isascii() and number.isdecimal() else 0)


def respond(target: str, headers: dict[str, str], peer: str, quirk: str) -> Reply:
    """Answer one request; ``headers`` have names in lower case."""
    parts = urlsplit(target)
    if parts.path != "/sso":
        page = '<!doctype html><a href="/sso">To the store</a>'
        return (200, (), page + (SECRET if quirk == "tells-on-page" else "")) if parts.path == "/" else (404, (), "")
    if not os.environ.get("BC_CLIENT_SECRET", SECRET).strip() and quirk != "blank-key":
        return 503, PRIVATE, ""
    asked = parse_qs(parts.query, keep_blank_values=True, errors="replace")
    wanted, path = asked.get("customer_id", []), asked.get("return_to", [""])[0]
    customer = customer_of(headers.get("cookie", ""))
    if quirk == "open" or (quirk == "trusts-query" and customer):
        customer = int(wanted[0]) if wanted and wanted[0].isascii() and wanted[0].isdecimal() else customer
    cross = headers.get("sec-fetch-site") == "cross-site"
    allowed = customer and not cross and own(path) and all(one == str(customer) for one in wanted)
    if quirk == "known-only":
        allowed = allowed and customer in (4927, 4928)
    if odd := odd_reply(quirk, bool(allowed), path):
        return odd
    if not allowed:
        return 403, PRIVATE, SECRET if quirk == "tells-secret" else "Nobody is signed in."
    seen = headers.get("x-forwarded-for", peer) if quirk == "forwarded" else peer
    token = login(customer, path, time.time() + OFFSET, quirk, seen)
    return handed_over(token, quirk)


def odd_reply(quirk: str, allowed: bool, path: str) -> Reply | None:
    match quirk:
        case "never":
            return 403, PRIVATE, "Nobody is signed in."
        case "breaks":
            raise ZeroDivisionError(quirk)
        case "odd-status":
            return 299, PRIVATE, ""
        case "busy" | "busy-at-times" if quirk == "busy" or next(REQUESTS) % 2:
            return 429, (("Retry-After", "0"),), ""
        case "busy-503":
            return 503, (("Retry-After", "0"),), ""
        case "login-page" if not allowed:
            return 200, PRIVATE, "<title>Sign in</title><form></form>"
        case "breaks-on-unicode" if not path.isascii():
            raise ZeroDivisionError(quirk)
        case "dies-on-unicode" if not path.isascii():
            os._exit(3)
        case _:
            return None


def handed_over(token: str, quirk: str) -> Reply:
    url = f"{os.environ.get('STORE_URL', STORE).rstrip('/')}/login/token/{token}"
    match quirk:
        case "json":
            return 200, PRIVATE, json.dumps({"login": {"token": token}})
        case "body":
            return 200, PRIVATE, url
        case "html":
            return 200, PRIVATE, f'<meta http-equiv="refresh" content="0; url={url}">'
        case "logs":
            print("made", token)  # noqa: T201 - that is what is wrong with it
        case "bare":
            return 302, (("Location", url),), ""
        case "cookie":
            return 302, (*PRIVATE, ("Location", url), ("Set-Cookie", f"last={token}; Path=/")), ""
    return 302, (*PRIVATE, ("Location", url)), ""


def sign_in(customer_id: object, session: int | None, return_to: str | None, now: float | None = None) -> str | None:
    """Return a token by real, or frozen, time."""
    fits = session and str(customer_id) == str(session) and own(return_to or "")
    return login(session or 0, return_to or "", time.time()) if fits else None


async def sign_in_async(customer_id: object, session: int | None, return_to: str | None) -> dict[str, Any]:
    token = sign_in(customer_id, session, return_to)
    return {"url": token and f"{STORE}/login/token/{token}"}


def sign_in_captured(session: int | None, return_to: str | None, clock: Callable[[], float] = time.time) -> str | None:
    """Read a clock that no test can freeze any more; whoever is signed in is whom it is about."""
    return login(session, return_to or "", clock()) if session and own(return_to or "") else None


def never(**asked: object) -> None: ...


def asgi_with(quirk: str) -> Any:
    async def asgi(scope: Any, receive: Any, send: Any) -> None:
        if scope["type"] == "lifespan":
            while (await receive())["type"] != "lifespan.shutdown":
                await send({"type": "lifespan.startup.complete"})
            await send({"type": "lifespan.shutdown.complete"})
            return
        headers = {name.decode("latin-1"): value.decode("latin-1") for name, value in scope["headers"]}
        target = f"{scope['path']}?{scope['query_string'].decode('latin-1')}"
        status, more, body = respond(target, headers, scope["client"][0], quirk)
        told = [(name.lower().encode(), value.encode()) for name, value in more]
        await send({"type": "http.response.start", "status": status, "headers": told})
        await send({"type": "http.response.body", "body": body.encode()})

    return asgi


def wsgi_with(quirk: str) -> Any:
    def wsgi(environ: dict[str, Any], start_response: Callable[..., object]) -> Iterable[bytes]:
        headers = {name[5:].lower().replace("_", "-"): value for name, value in environ.items() if name[:5] == "HTTP_"}
        target = f"{environ['PATH_INFO']}?{environ['QUERY_STRING']}"
        status, more, body = respond(target, headers, environ["REMOTE_ADDR"], quirk)
        start_response(f"{status} x", list(more))
        return [body.encode()]

    return wsgi


def __getattr__(name: str) -> Any:
    """Return ``asgi``, ``wsgi``, or one of them with a quirk."""
    kind, _, quirk = name.partition("_")
    make = {"asgi": asgi_with, "wsgi": wsgi_with}.get(kind)
    if make is None:
        raise AttributeError(name)
    return make(quirk.replace("_", "-"))


class Handler(BaseHTTPRequestHandler):
    """The same over sockets."""

    protocol_version = "HTTP/1.1"
    disable_nagle_algorithm = True

    def do_GET(self) -> None:
        self.rfile.read(int(self.headers.get("content-length") or 0))
        headers = {name.lower(): value for name, value in self.headers.items()}
        quirk = os.environ.get("QUIRK", "")
        status, more, body = respond(self.path, headers, self.client_address[0], quirk)
        self.send_response(status)
        for name, value in (*more, ("Content-Length", str(len(body.encode())))):
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(body.encode())

    do_POST = do_PUT = do_GET  # noqa: N815

    def date_time_string(self, timestamp: float | None = None) -> str:
        return formatdate(time.time() + OFFSET, usegmt=True)

    def log_message(self, *args: object) -> None: ...


class Server(ThreadingHTTPServer):
    daemon_threads = True
    request_queue_size = 200


def shim(real: bool) -> None:
    for line in sys.stdin:
        asked = json.loads(line)
        fits = asked["session"] and str(asked["customer_id"]) == str(asked["session"]) and own(asked["return_to"] or "")
        now = time.time() if real else asked["now"]
        made = login(asked["session"], asked["return_to"] or "", now) if fits else None
        print(json.dumps({"token": made}), flush=True)  # noqa: T201 - that is how a shim answers


if __name__ == "__main__":
    if sys.argv[1] == "shim":
        shim(sys.argv[2:] == ["real"])
    elif os.environ.get("QUIRK") == "wants-32" and len(os.environ.get("BC_CLIENT_SECRET", "")) < 32:
        sys.exit("the secret is too short")
    else:
        Server(("127.0.0.1", int(os.environ["PORT"])), Handler).serve_forever()
