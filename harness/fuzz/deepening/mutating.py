"""How the bytes of an example are changed, where the engine's own ways do not know what a text is.

libFuzzer learns numbers that the code under test compares with, but no texts of Python. So what the app compares is
listened to: where ``"x"`` stands in the text and was compared with ``"q"``, ``"q"`` is put in its place. What is named
in the app's code and never compared (``"internal" in email``) is put in as well.
"""

from collections import OrderedDict
from collections.abc import Callable, Iterable, Iterator
from random import Random
from types import CodeType
from typing import Any

from harness.contract.words import Kind
from harness.fuzz.deepening.bytewise import FORM, HEAD, SIZE, WIDE, Free
from harness.fuzz.moves import PARAMETERS
from harness.fuzz.values import NAMES

MOST = 512
"""Comparisons that are remembered, of which the last ones count."""
NUMBERS = ("exp", "iat", "nbf", "version", "customer.id", "customer.group_id")
"""Claims that are numbers in a valid token."""
NUMERIC = (Free.NUMBER, Free.TAMPERED_NUMBER)
RESTART = 4
"""One in so many changes starts from a first example: the engine forgets those that lead to nothing by themselves."""
Engine = Callable[[bytes, int], bytes]
"""The engine's own way of changing bytes, of which it returns so many at most."""


class Mutator:
    """Changes examples; ``own`` is the engine's way, ``constants`` are the texts in the app's code."""

    def __init__(self, own: Engine, constants: Iterable[bytes]) -> None:
        self._own = own
        self._constants = sorted(one for one in constants if 0 < len(one) <= WIDE)
        self._first = tuple(first_examples())
        self._texts, self._numbers = Compared(), Compared()
        self.listens = False

    def compared(self, left: Any, right: Any, *, named: bool = False) -> None:
        """Hear that the app has compared ``left`` with ``right``; ``named`` says that ``left`` stands in its code."""
        match left, right:
            case str(), str():
                self._texts.hear(_text(left), _text(right), named=named)
            case int(), int():
                self._numbers.hear(_number(left), _number(right), named=named)

    def changed(self, data: bytes, random: Random) -> bytes:
        """Return ``data`` with one thing changed, or one of the first examples so."""
        data = data[:SIZE].ljust(SIZE, b"\0") if random.randrange(RESTART) else random.choice(self._first)
        head, text = bytearray(data[:HEAD]), data[HEAD:]
        match random.randrange(12):
            case 0 | 1 | 2 | 3:
                text = self._answered(text, random, numbers=head[FORM] % len(Free) in NUMERIC)
            case 4:
                text = self._named(text, random)
            case 5:
                text = self._own(text, WIDE)
            case 6 | 7:
                head[FORM] = random.randrange(len(Free))
            case 8:
                head[random.randrange(2 * 3, HEAD)] = random.randrange(256)
            case 9 | 10:
                at = random.choice((0, 3))
                head[at : at + 3] = random.choice((bytes(3), random.randbytes(3)))
            case _:
                return self._own(data, SIZE)[:SIZE].ljust(SIZE, b"\0")
        return bytes(head) + text[:WIDE].ljust(WIDE, b"\0")

    def _answered(self, text: bytes, random: Random, *, numbers: bool) -> bytes:
        """Return ``text`` with what was compared replaced by what it was compared with."""
        pairs = self._numbers if numbers else self._texts
        if not (fit := pairs.within(text)):
            return self._own(text, WIDE)
        have, want = random.choice(fit)
        return text.replace(have, want, 1) if have else text.partition(b"\0")[0] + want

    def _named(self, text: bytes, random: Random) -> bytes:
        """Return ``text`` with a text of the app's code put in, or put in its place."""
        if not self._constants:
            return self._own(text, WIDE)
        plain, named = text.partition(b"\0")[0], random.choice(self._constants)
        at = random.randint(0, len(plain))
        return random.choice((named, plain[:at] + named + plain[at:], plain[:at] + named + plain[at + len(named) :]))


class Compared:
    """The last ``MOST`` pairs that were compared and were not the same: what there was, and what would have been it."""

    def __init__(self) -> None:
        self._pairs: OrderedDict[tuple[bytes, bytes], None] = OrderedDict()

    def hear(self, left: bytes | None, right: bytes | None, *, named: bool) -> None:
        """Take in a pair, both ways round unless ``left`` is ``named``; None is what does not fit into an example."""
        if left is None or right is None or left == right:
            return
        for pair in ((right, left),) if named else ((right, left), (left, right)):
            self._pairs[pair] = None
            self._pairs.move_to_end(pair)
        while len(self._pairs) > MOST:
            self._pairs.popitem(last=False)

    def within(self, text: bytes) -> list[tuple[bytes, bytes]]:
        """Return the pairs whose first part is in ``text``."""
        return [pair for pair in self._pairs if pair[0] in text]


def _text(value: str) -> bytes | None:
    """Return how ``value`` stands in an example, or None if it does not fit."""
    return value.encode() if len(value) <= WIDE and value.isascii() else None


def _number(value: int) -> bytes | None:
    return value.to_bytes(8, "little", signed=True) if -(2**63) <= value < 2**63 else None


def constants(code: CodeType) -> Iterator[bytes]:
    """Yield the texts in ``code`` and in what is defined in it."""
    for one in code.co_consts:
        if isinstance(one, CodeType):
            yield from constants(one)
        for text in one if isinstance(one, (tuple, frozenset)) else (one,):
            if isinstance(text, str) and text != code.co_qualname and (found := _text(text)):
                yield found


def first_examples() -> Iterator[bytes]:
    """Yield examples to start from: a plain text or number in every claim and parameter, before and after signing."""
    yield bytes(SIZE)
    for place, path in enumerate(NAMES[Kind.CURRENT]):
        forms = NUMERIC if path in NUMBERS else (Free.CLAIM, Free.TAMPERED)
        for form in forms:
            yield _example(form, place)
    for place, _ in enumerate(PARAMETERS):
        yield _example(Free.HEADER, place)


def _example(form: Free, place: int) -> bytes:
    text = b"\1" if form in NUMERIC else b"wxyz"
    return (bytes(6) + bytes([0, form, place, 1]) + text).ljust(SIZE, b"\0")
