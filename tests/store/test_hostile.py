"""Hostile input: whatever is sent, the mock answers, never with a 5xx, and does not grow.

``TOKENASSAY_HOSTILE`` lowers the number of requests for a quick run.
"""

import json
import os
import re
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random

import pytest

from harness.store.mock import MockStore

from .visiting import ALL, Visitor

COUNT = int(os.environ.get("TOKENASSAY_HOSTILE", "100000"))
BATCH = 50
FROZEN = 1_790_000_000

SERVER = f"""
from harness.store.server import serve
from harness.store.state import State
state = State()
state.clock.freeze({FROZEN})
serve(state, control="on", ready=lambda url, _: print(url, flush=True))
"""

PATHS = [
    "/", "/login.php", "/login.php?action=logout", "/login.php?action=check_login", "/account.php", "/login/token/",
    "/customer/current.jwt?app_client_id=sandbox1loyalty0000000000000001", "/customer/current.jwt",
    "/stores/abc123/v2/time", "/stores/abc123/v2/store", "/stores/abc123/v3/customers?id:in=4927&limit=3",
    "/stores/abc123/v3/customers?email:in=a@example.com,b", "/stores/xyz789/v3/customers/validate-credentials",
    "/_tokenassay/", "/_tokenassay/clock", "/_tokenassay/journal", "/_tokenassay/current", "/_tokenassay/seed",
    "/_tokenassay/errors", "/_tokenassay/nothing", "/static/../x", "//", "/%2e%2e/%00",
]  # fmt: skip

BODIES = [
    '{"mode": "shift", "seconds": 0}', '{"mode": "freeze", "seconds": 1790000000}', '{"seconds_left": 5}',
    '[{"path": "/x", "status": 429, "times": 1, "latency": 0}]', '{"stores": [], "apps": []}', "[[[[[[[[[[[[[[[[",
    '[{"email": "a@example.com", "first_name": "A", "last_name": "B", "channel_ids": [1]}]', "NaN", "[1e999]",
    '{"email": "alice@example.com", "password": "x"}', "login_email=alice%40example.com&login_pass=x", "\ud83d", "",
    "[" * 5_000, '"' + "x" * 70_000 + '"', "9" * 6_000, '{"a": "\\ud800"}', "action=check_login&" * 2_000,
]  # fmt: skip

HEADERS = [
    "X-Auth-Token: sandbox-access-token-abc123-all", "Cookie: SHOP_TOKEN=x; SHOP_TOKEN=; =;;;", "Cookie: \xff\xfe=\x80",
    "Cookie: flash_messages=invalid_login", "Origin: https://www.tea.example", "Origin: \xff", "Expect: 100-continue",
    "Content-Type: application/x-www-form-urlencoded", "Content-Type: application/json; charset=\xff", "Accept: */*",
    "X-Forwarded-For: 1.2.3.4", "Upgrade: websocket", "Transfer-Encodin: chunked", "Range: bytes=0-", "Host: second",
    "If-None-Match: *", "Authorization: Bearer x", "Sec-WebSocket-Key: x", "Referer: " + "r" * 5_000,
]  # fmt: skip

HOSTS = ["localhost", "127.0.0.1:1", "tea.example", "[", "::::", "", "coffee.example:x", "\xff\xfe", "a b", "x" * 3_000]
METHODS = (
    ["GET"] * 8 + ["POST"] * 4 + ["PUT", "PUT", "DELETE", "HEAD", "OPTIONS", "PATCH", "TRACE", "PROPFIND", "QUERY"]
)
ODD = [
    "%00",
    "%0d%0a",
    "%2F",
    "%ff",
    "%",
    "%zz",
    "..",
    "//",
    ";",
    "'",
    '"',
    "<",
    "\\",
    "{",
    "=",
    "&",
    "+",
    "%F0%9F%98%80",
]


@pytest.fixture(scope="module")
def tokens() -> list[str]:
    """Valid tokens and their kin, minted for the frozen clock; each may well be presented more than once."""
    with MockStore() as store:
        store.clock.freeze(FROZEN)
        claims: list[dict[str, object]] = [
            {}, {"redirect_to": "/login.php?action=logout"}, {"redirect_to": "/a\r\nb: c"}, {"redirect_to": "https://x/"},
            {"redirect_to": 7}, {"customer_id": "4927"}, {"customer_id": 10**60}, {"customer_id": -1}, {"jti": ""},
            {"jti": "j" * 20_000}, {"jti": ["x"]}, {"iat": FROZEN + 0.5}, {"iat": -(10**18)}, {"iat": True},
            {"channel_id": "1"}, {"channel_id": "\u0661"}, {"request_ip": "::1"}, {"request_ip": "x" * 999},
            {"iss": {}}, {"redirect_to": "/\u2028\x85\U0001f600"}, {"a": [[[[[[1]]]]]]}, {"customer_id": "\u00b2"},
        ]  # fmt: skip
        return [store.login_token("alice", **one) for one in claims for _ in range(8)] + [store.current_token("bob")]


@contextmanager
def server() -> Iterator[tuple[str, int]]:
    with subprocess.Popen([sys.executable, "-c", SERVER], stdout=subprocess.PIPE, text=True) as process:
        assert process.stdout is not None
        try:
            yield process.stdout.readline().strip(), process.pid
        finally:
            process.terminate()


def mutated(random: Random, text: str) -> str:
    """Return ``text`` with a few characters cut, doubled, swapped or put in."""
    for _ in range(random.choice((0, 1, 1, 2, 5))):
        at = random.randrange(len(text) + 1)
        match random.randrange(5):
            case 0:
                text = text[:at] + text[at + random.randrange(1, 9) :]
            case 1:
                text = text[:at] + random.choice(ODD) + text[at:]
            case 2:
                text = text[:at] + chr(random.randrange(33, 127)) + text[at + 1 :]
            case 3:
                text = text[:at] + text[max(0, at - 20) :]
            case _:
                text = text.swapcase() if random.random() < 0.1 else text[:at] + text[at:][::-1]
    return text


def target(random: Random, tokens: list[str]) -> str:
    if random.random() < 0.5:
        token = mutated(random, random.choice(tokens))
        return "/login/token/" + "".join(
            char if "!" <= char <= "~" and char not in "#?" else "%C3%BF" for char in token
        )
    path = random.choice(PATHS)
    path = mutated(random, path) if random.random() < 0.5 else path
    return "/" + "".join(char for char in path if "!" <= char <= "~" and char != "#").lstrip("/")


def request(random: Random, tokens: list[str]) -> tuple[str, bytes]:
    """Return a method and a request that is HTTP/1.1 as such, so that the next one can follow on the connection."""
    method, path = random.choice(METHODS), target(random, tokens)
    lines = [f"Host: {random.choice(HOSTS)}" if random.random() < 0.3 else "Host: 127.0.0.1"]
    lines += random.sample(HEADERS, random.choice((0, 0, 1, 2, 4)))
    body = b""
    if method not in ("GET", "HEAD", "OPTIONS", "TRACE") or random.random() < 0.05:
        body = mutated(random, random.choice(BODIES)).encode("utf-8", "surrogatepass")
    # A mutated rule could well ask for a 503, which the mock would rightly give.
    body = body.replace(b"503", b"429").replace(b"cut", b"cat").replace(b"latency", b"latencz")
    if random.random() < 0.2 and body:
        lines.append("Transfer-Encoding: chunked")
        body = b"%x\r\n%b\r\n0\r\n\r\n" % (len(body), body)
    else:
        lines.append(f"Content-Length: {len(body)}")
    return method, f"{method} {path} HTTP/1.1\r\n".encode() + "\r\n".join(lines).encode("latin-1") + b"\r\n\r\n" + body


class Line:
    """A keep-alive connection that reads answers in order, and is opened again after the server has closed it."""

    def __init__(self, url: str) -> None:
        self.address = ("127.0.0.1", int(url.rpartition(":")[2]))
        self.open()

    def open(self) -> None:
        self.socket = socket.create_connection(self.address, timeout=10)
        self.rest = b""

    def statuses(self, requests: list[tuple[str, bytes]]) -> Iterator[int]:
        """Yield the status of every request; those behind a connection the server closed are sent again."""
        while requests:
            done = 0
            try:
                self.socket.sendall(b"".join(data for _, data in requests))
                for method, _ in requests:
                    yield self.status(method)
                    done += 1
            except OSError:
                assert done, f"no answer to {requests[0][1][:300]!r}"
            requests = requests[done:]
            if requests:
                self.socket.close()
                self.open()

    def status(self, method: str) -> int:
        while b"\r\n\r\n" not in self.rest:
            self.more()
        head, _, self.rest = self.rest.partition(b"\r\n\r\n")
        status = int(head[9:12])
        if status == 100:
            return self.status(method)
        length = re.search(rb"\r\ncontent-length: (\d+)", head)
        assert length or status == 204, head
        expected = int(length[1]) if length and method != "HEAD" else 0
        while len(self.rest) < expected:
            self.more()
        self.rest = self.rest[expected:]
        return status

    def more(self) -> None:
        data = self.socket.recv(262_144)
        if not data:
            raise ConnectionResetError
        self.rest += data


def malformed(random: Random, url: str, data: bytes) -> bytes:
    """Send what may not even be HTTP, and hang up the sending side; return what comes back."""
    broken = bytearray(data)
    for _ in range(random.randrange(1, 6)):
        broken[random.randrange(min(len(broken), 400))] = random.randrange(256)
    with socket.create_connection(("127.0.0.1", int(url.rpartition(":")[2])), timeout=10) as connection:
        connection.settimeout(0.005)
        try:
            connection.sendall(bytes(broken[: random.randrange(1, len(broken) + 1)]))
            return connection.recv(65_536)
        except OSError:
            return b""


def memory(pid: int) -> int:
    """Return resident bytes of a process."""
    pages = int(Path(f"/proc/{pid}/statm").read_text().split()[1])
    return pages * os.sysconf("SC_PAGE_SIZE")


@pytest.mark.skipif(not Path("/proc/self/statm").exists(), reason="memory is read from /proc")
def test_no_input_makes_it_fail_or_grow(tokens: list[str]) -> None:
    random = Random(20_261_120)  # noqa: S311 - repeatable, not secret
    with server() as (url, pid):
        line = Line(url)
        seen: dict[int, int] = {}
        sent, warm = 0, 0
        while sent < COUNT:
            batch = [request(random, tokens) for _ in range(BATCH)]
            for (_, data), status in zip(batch, line.statuses(batch), strict=True):
                assert status < 500, data[:2_000]
                seen[status] = seen.get(status, 0) + 1
            answer = malformed(random, url, batch[0][1])
            assert not answer.startswith(b"HTTP/1.1 5"), answer
            sent += BATCH + 1
            if not warm and sent >= COUNT // 3:
                warm = memory(pid)
        grown = memory(pid) - warm
        assert grown < 16_000_000, f"{grown} bytes more after {sent} requests"
        visitor = Visitor(url)
        visitor.send("POST", "/_tokenassay/reset")
        assert visitor.get("/account.php").status == 302
        assert visitor.json("GET", "/stores/abc123/v2/time", **ALL)["time"] > FROZEN
        for _ in range(1_010):
            visitor.get("/login/token/x")
        assert len(visitor.json("GET", "/_tokenassay/journal")) == 1_000
    # The mutations must not all die at the first door: every kind of answer has been seen.
    assert {200, 204, 302, 400, 403, 404, 405, 413, 422} <= seen.keys(), seen
    print(json.dumps(seen), grown)  # noqa: T201 - seen with pytest -s
