"""Requests for a login as plain JSON: who asks, for whom, with what beside, how often, and whether all at once.

An example names customers by their part ("first", "second"), so that it can be tried again on another target file.
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, fields
from typing import Any

NOBODY, FIRST, SECOND = "nobody", "first", "second"
Who = str | int
"""Who is signed in at the app: a part, or the id of anybody else, where the app logs in whoever is signed in."""
PLACES = ("query", "form", "json", "cookie", "header", "pairs", "tail", "host", "address", "site", "malformed")
"""Where something beside an honest request may stand."""


@dataclass(frozen=True, slots=True)
class Thing:
    """Something beside an honest request. ``{alice}`` in a value is who asks, ``{bob}`` the other one.

    What ``name`` says it all of has no value. The name ``*`` stands for every one that apps read.
    """

    place: str
    name: str = ""
    value: str = ""

    def __str__(self) -> str:
        """Say in a few words what it is."""
        if not self.value:
            return f"{self.place}: {self.name}"
        return f"{self.value!r:.60} in the {self.place}{f' as {self.name}' if self.name else ''}"


@dataclass(frozen=True, slots=True)
class Wish:
    """One request for a login; by default the first customer's own, with nothing odd about it.

    ``spelling`` writes the id that is asked for, "" as it is. ``session`` stands in place of a session: something that
    is none, or ``ended:NAME`` for one of [ended].
    """

    signed_in: Who = FIRST
    other: bool = False
    spelling: str = ""
    path: str = ""
    session: str | None = None
    beside: tuple[Thing, ...] = ()

    def as_json(self) -> dict[str, Any]:
        """Return all that is not as in an honest request."""
        plain = Wish()
        given = {one.name: getattr(self, one.name) for one in fields(self)}
        changed = {name: value for name, value in given.items() if value != getattr(plain, name)}
        if self.beside:
            changed["beside"] = [[one.place, one.name, one.value] for one in self.beside]
        return changed

    def told(self) -> str:
        """Say in a line what is asked."""
        who = f"customer {self.signed_in}" if isinstance(self.signed_in, int) else self.signed_in
        said = f"asks as {who if self.session is None else f'nobody, with the session {self.session!r:.60}'}"
        said += " for the other customer" if self.other else ""
        said += f" by the id {self.spelling!r:.60}" if self.spelling else ""
        said += f" for a login that leads to {self.path!r:.80}" if self.path else ""
        return said + "".join(f", with {one}" for one in self.beside)


@dataclass(frozen=True, slots=True)
class Asking:
    """Requests in their order, ``times`` times over with ``wait`` seconds between, or all of them ``together``.

    ``rule`` is the one that the example is about, "" for whichever is broken.
    """

    wishes: tuple[Wish, ...] = (Wish(),)
    times: int = 1
    wait: int = 0
    together: bool = False
    rule: str = ""

    def as_json(self, rule: str = "") -> dict[str, Any]:
        """Return the example for ``rule``."""
        times = self.times if self.times > 1 else 0
        more = {"times": times, "wait": self.wait, "together": self.together, "rule": rule or self.rule}
        return {"asks": [one.as_json() for one in self.wishes], **{name: one for name, one in more.items() if one}}

    @classmethod
    def from_json(cls, example: Any) -> "Asking":
        """Read what ``as_json`` wrote; ValueError says in a sentence what is wrong with it."""
        if isinstance(example, dict) and example.keys() <= {"asks", *KINDS} and isinstance(example.get("asks"), list):
            more = {name: value for name, value in example.items() if name != "asks"}
            if example["asks"] and all(type(value) is KINDS[name] for name, value in more.items()):
                return cls(tuple(map(_wish, example["asks"])), **more)
        raise ValueError("an example of asks is an object with the list asks, and times, wait, together and rule")

    def told(self) -> list[str]:
        """Return a line for each request, and one for what is done with all of them."""
        return [*(one.told() for one in self.wishes), *self._repeated()]

    def _repeated(self) -> Iterator[str]:
        if self.times > 1:
            yield f"does so {self.times} times" + (f", {self.wait} seconds apart" if self.wait else "")
        if self.together:
            yield "all at the same moment"


KINDS: Mapping[str, type] = {"times": int, "wait": int, "together": bool, "rule": str}
"""The types of what may stand beside ``asks``."""


def _wish(value: Any) -> Wish:
    names = {one.name for one in fields(Wish)}
    if isinstance(value, dict) and value.keys() <= names and isinstance(value.get("beside", []), list):
        found = Wish(**{**value, "beside": tuple(map(_thing, value.get("beside", [])))})
        if _is_typed(found):
            return found
    raise ValueError(f"{value!r:.80} is no request of an asks example")


def _is_typed(wish: Any) -> bool:
    is_known = wish.signed_in in (FIRST, SECOND, NOBODY) or type(wish.signed_in) is int
    texts = (wish.spelling, wish.path, wish.session or "")
    return is_known and type(wish.other) is bool and all(isinstance(one, str) for one in texts)


def _thing(value: object) -> Thing:
    match value:
        case [str(place), str(name), str(text)] if place in PLACES:
            return Thing(place, name, text)
    raise ValueError(f"{value!r:.80} is nothing that can stand beside a request; places are {', '.join(PLACES)}")
