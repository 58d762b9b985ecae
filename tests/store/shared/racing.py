"""Every token presented twice at the same moment, at two workers: who won, and what the others were told."""

import json
import re
import select
import socket
import time
from base64 import urlsafe_b64decode
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from itertools import permutations
from typing import NamedTuple

from .minting import minted
from .serving import Served

YOUNG = 20
"""Seconds; a token that is no older would be taken for a while yet, if it were not spent."""

MAX_TRIES = 3
"""For one pair to be counted: it has to have overlapped."""


class Pair(NamedTuple):
    """The answers to one token's two presentations: signed in, refused, or 503."""

    token: str
    first: str
    second: str
    overlapped: bool

    @property
    def iat(self) -> int:
        payload = self.token.split(".")[1]
        return int(json.loads(urlsafe_b64decode(payload + "=" * (-len(payload) % 4)))["iat"])

    @property
    def winners(self) -> int:
        return (self.first == "in") + (self.second == "in")


class Connection:
    """A kept connection to one worker, on which one request may be under way."""

    def __init__(self, served: Served, worker: int) -> None:
        self.port = int(served.url.rpartition(":")[2])
        self.worker = worker
        self.socket = served.at(worker, self._connected)

    def _connected(self) -> socket.socket:
        self.socket = socket.create_connection(("127.0.0.1", self.port), timeout=30)
        self.ask("nobody")
        self.answer()
        return self.socket

    def ask(self, token: str) -> None:
        self.socket.sendall(f"GET /login/token/{token} HTTP/1.1\r\nHost: x\r\n\r\n".encode())

    def answered(self) -> bool:
        return bool(select.select([self.socket], [], [], 0)[0])

    def answer(self) -> str:
        """Return what the answer says: ``in``, ``refused`` or ``503``; anything else is an error."""
        head = b""
        while b"\r\n\r\n" not in head:
            chunk = self.socket.recv(65_536)
            assert chunk, "the connection was cut"
            head += chunk
        head, _, body = head.partition(b"\r\n\r\n")
        length = re.search(rb"content-length: (\d+)", head)
        assert length is not None, head
        while len(body) < int(length[1]):
            body += self.socket.recv(65_536)
        return _meaning(head)


def _meaning(head: bytes) -> str:
    status = head.split(b" ", 2)[1]
    if status == b"503":
        assert b"retry-after: 1" in head
        return "503"
    assert status == b"302", head
    return "refused" if b"location: /login.php" in head else "in"


@dataclass(slots=True)
class Race:
    """Pairs of connections, each pair to two workers, and all that came of the tokens."""

    lanes: Sequence[tuple[Connection, Connection]]
    pairs: list[Pair] = field(default_factory=list)

    @classmethod
    def at(cls, served: Served) -> "Race":
        both = permutations(range(len(served.pids)), 2)
        return cls([(Connection(served, one), Connection(served, other)) for one, other in both])

    def run(self, number: int) -> None:
        """Present ``number`` new tokens in pairs that overlap; those that did not are kept, and not counted."""
        most = len(self.pairs) + MAX_TRIES * number
        while number > 0:
            assert len(self.pairs) < most, "requests hardly overlap on this machine"
            number -= sum(pair.overlapped for pair in self.one_round())

    def one_round(self) -> list[Pair]:
        """Present one new token on every lane, and return what came of them."""
        made = list(self.round([minted() for _ in self.lanes]))
        self.pairs += made
        return made

    def round(self, tokens: Sequence[str]) -> Iterator[Pair]:
        """Yield what came of ``tokens``, each presented on a lane of its own, all at once."""
        under_way = []
        for token, (one, other) in zip(tokens, self.lanes, strict=False):
            one.ask(token)
            other.ask(token)
            under_way.append((token, one, other, not one.answered()))
        for token, one, other, overlapped in under_way:
            yield Pair(token, one.answer(), other.answer(), overlapped)

    def again(self) -> Counter[str]:
        """Present the tokens that won in the last seconds once more, and return how the answers are spread."""
        tokens = [pair.token for pair in self.pairs if pair.winners and pair.iat > time.time() - YOUNG]
        found: Counter[str] = Counter()
        for start in range(0, len(tokens), len(self.lanes)):
            for pair in self.round(tokens[start : start + len(self.lanes)]):
                assert pair.iat >= time.time() - 30, "presented too late to prove anything"
                found.update((pair.first, pair.second))
        return found

    def overlapping(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.overlapped]

    def told(self) -> str:
        """Return the result in a line."""
        answers = Counter(answer for pair in self.pairs for answer in (pair.first, pair.second))
        winners = Counter(pair.winners for pair in self.pairs)
        return (
            f"{len(self.overlapping())} of {len(self.pairs)} pairs overlapped; answers {dict(answers)}; "
            f"winners of a pair {dict(sorted(winners.items()))}"
        )
