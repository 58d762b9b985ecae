"""Visitors who keep their cookies, profiles that differ in a line, and requests byte by byte."""

import json
import socket
from collections.abc import Callable
from typing import Any

import urllib3

from harness.contract.profile import Profile, load
from harness.store.mock import MockStore

StoreWith = Callable[..., MockStore]

ALL = {"X-Auth-Token": "sandbox-access-token-abc123-all"}


class Visitor:
    """One browser, as far as HTTP goes: it keeps cookies and follows nothing."""

    def __init__(self, url: str, host: str = "") -> None:
        self.pool = urllib3.HTTPConnectionPool("127.0.0.1", int(url.rpartition(":")[2]), maxsize=1, retries=False)
        self.host = host
        self.cookies: dict[str, str] = {}

    def send(self, method: str, path: str, body: Any = None, **headers: str) -> urllib3.BaseHTTPResponse:
        sent = {name.replace("_", "-"): value for name, value in headers.items()}
        if self.host:
            sent.setdefault("Host", self.host)
        if self.cookies:
            sent["Cookie"] = "; ".join(f"{name}={value}" for name, value in self.cookies.items())
        answer = self.pool.request(method, path, body=body, headers=sent, redirect=False)
        for line in answer.headers.getlist("set-cookie"):
            name, _, value = line.partition(";")[0].partition("=")
            self.cookies[name] = value
            if "max-age=0" in line.lower():
                del self.cookies[name]
        return answer

    def get(self, path: str, **headers: str) -> urllib3.BaseHTTPResponse:
        return self.send("GET", path, **headers)

    def json(self, method: str, path: str, value: Any = None, **headers: str) -> Any:
        body = None if value is None else json.dumps(value)
        answer = self.send(method, path, body=body, **headers)
        self.status = answer.status
        return answer.json() if answer.data else None

    def redeem(self, token: str, method: str = "GET") -> urllib3.BaseHTTPResponse:
        return self.send(method, f"/login/token/{token}")

    def signs_in(self, token: str) -> bool:
        return self.redeem(token).headers["location"] != "/login.php"

    def is_signed_in(self) -> bool:
        return self.get("/account.php").status == 200


def profile_with(lines: dict[str, Any]) -> Profile:
    rows = {key: {"value": value, "standing": "assumed", "source": "a test"} for key, value in lines.items()}
    return load().overlaid("test", rows, "test")


def raw(url: str, request: bytes) -> bytes:
    """Send bytes as they are and return everything that comes back; the request has to ask for the close."""
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=5) as connection:
        connection.sendall(request)
        answer = b""
        while chunk := connection.recv(65_536):
            answer += chunk
        return answer
