"""One token, many requests at the same moment: one of them wins."""

import socket
from concurrent.futures import ThreadPoolExecutor
from threading import Barrier

from harness.store.mock import MockStore

from .visiting import Visitor

RIVALS = 20


def test_of_twenty_parallel_redemptions_one_wins(store: MockStore) -> None:
    for _ in range(5):
        token = store.login_token("alice")
        barrier = Barrier(RIVALS)

        def redeem(number: int, token: str = token, barrier: Barrier = barrier) -> bool:
            visitor = Visitor(store.url)
            visitor.get("/login.php")
            barrier.wait()
            if number % 2:
                return visitor.redeem(token, "POST").status == 200
            return visitor.signs_in(token)

        with ThreadPoolExecutor(RIVALS) as rivals:
            assert sum(rivals.map(redeem, range(RIVALS))) == 1


def test_of_twenty_pipelined_redemptions_one_wins(store: MockStore) -> None:
    request = f"GET /login/token/{store.login_token('alice')} HTTP/1.1\r\nHost: x\r\n\r\n".encode()
    with socket.create_connection(("127.0.0.1", int(store.url.rpartition(":")[2])), timeout=5) as connection:
        connection.sendall(request * RIVALS)
        told = b""
        while told.count(b"\r\n\r\n") < RIVALS:
            told += connection.recv(65_536)
    assert told.count(b"location: /account.php") == 1
    assert told.count(b"location: /login.php") == RIVALS - 1
