"""Recipes that lie close to bytes, for engines that mutate bytes and look at what the app's code then does.

Every example is ``SIZE`` bytes at fixed places. A text stands there as it is, so that an engine can change one of its
characters, and put in a word that the app was seen to compare it with; a number stands there as eight bytes, for the
same reason. To Hypothesis it is one strategy like others: what an engine finds is shrunk as ever.
"""

import json
from enum import IntEnum
from typing import Any

from hypothesis import strategies as st

from harness.contract.words import Kind
from harness.fuzz.moves import PARAMETERS, Source, table_of
from harness.fuzz.recipe import Recipe
from harness.fuzz.steps import Claim, Header, Step, Tamper, Twice
from harness.fuzz.values import NAMES

WIDE = 24
"""Bytes of the free text."""
HEAD = 3 * 2 + 4
"""Bytes before it: two steps of the tables, and four choices."""
FORM = 3 * 2 + 1
"""The place of the byte that says what is made of the text."""
SIZE = HEAD + WIDE
"""Bytes of an example."""
VALUES = {
    "customer.email": "{email}", "aud": "{client_id}", "application_id": "{client_id}", "sub": "{store_hash}",
    "store_hash": "{store_hash}", "iss": "bc/apps", "operation": "current_customer",
}  # fmt: skip
"""What stands in a valid token, for texts that go before it."""


class Free(IntEnum):
    """What is made of the text."""

    NOTHING = 0
    CLAIM = 1
    TAMPERED = 2
    NUMBER = 3
    TAMPERED_NUMBER = 4
    JSON = 5
    HEADER = 6
    TWICE = 7


def bytewise(
    kind: Kind, algorithms: tuple[str, ...], source: Source = Source.BOTH
) -> st.SearchStrategy[tuple[Recipe, ...]]:
    """Return recipes for tokens of ``kind``, one at a time, signed by one of ``algorithms``, from ``SIZE`` bytes."""
    steps = table_of(kind, source)

    def read(data: bytes) -> tuple[Recipe, ...]:
        tabled = (int.from_bytes(data[at : at + 3]) for at in (0, 3))
        taken = [steps[(number - 1) % len(steps)] for number in tabled if number]
        turn, form, place, tail = data[6:HEAD]
        free = _free(kind, Free(form % len(Free)), place, data[HEAD:], whole=bool(tail % 2))
        algorithm = algorithms[turn % len(algorithms)]
        return (Recipe(kind, (*free, *taken), algorithm, turn // len(algorithms) % 2),)

    return st.binary(min_size=SIZE, max_size=SIZE).map(read)


def _free(kind: Kind, form: Free, place: int, data: bytes, *, whole: bool) -> tuple[Step, ...]:
    """Return the step that ``form`` makes of ``data`` at the claim or parameter ``place``; ``whole`` appends nothing.

    What is not whole goes before what stands in a valid token.
    """
    path = NAMES[kind][place % len(NAMES[kind])]
    text = data.partition(b"\0")[0].decode("latin-1") + ("" if whole else VALUES.get(path, ""))
    number = int.from_bytes(data[:8], "little", signed=True)
    match form:
        case Free.NOTHING:
            return ()
        case Free.CLAIM:
            return (Claim(path, text),)
        case Free.TAMPERED:
            return (Tamper(path, text),)
        case Free.NUMBER:
            return (Claim(path, number),)
        case Free.TAMPERED_NUMBER:
            return (Tamper(path, number),)
        case Free.JSON:
            return (Claim(path, _parsed(text)),)
        case Free.HEADER:
            return (Header(PARAMETERS[place % len(PARAMETERS)], text),)
        case Free.TWICE:
            return (Twice(path.partition(".")[0], text, "first" if place < 128 else "last"),)


def _parsed(text: str) -> Any:
    """Return the JSON in ``text``, or ``text`` itself."""
    try:
        return json.loads(text)
    except (ValueError, RecursionError):
        return text
