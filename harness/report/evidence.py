"""Evidence as readable text: what was sent, what came back, what the token said, beside the valid twin.

Beside a token that an app has made stands what the embedded store said to it.

Evidence is a dict whose every key may be absent; whatever shape it has, something readable comes out, and bounded.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from typing import Any

from harness.report.text import READABLE, clip, json_text

_BODY = 1000  # characters
_VALUE = 300
_CLAIMS = 2000
_WIRE = 700
_HEADERS = 20  # lines
_STEPS = 40
_REASONS = 10


@dataclass(frozen=True, slots=True)
class Side:
    """One presentation, as pairs of label and text."""

    title: str
    blocks: tuple[tuple[str, str], ...]


@dataclass(frozen=True, slots=True)
class Step:
    """One step of a scenario that goes through several."""

    did: str
    saw: str


@dataclass(frozen=True, slots=True)
class Exhibit:
    """All the evidence of one scenario. ``size`` is its length in characters."""

    differs: str
    steps: tuple[Step, ...]
    sides: tuple[Side, ...]

    @property
    def size(self) -> int:
        """How many characters there are to show."""
        steps = sum(len(step.did) + len(step.saw) for step in self.steps)
        return len(self.differs) + steps + sum(len(text) for side in self.sides for _, text in side.blocks)


def exhibit(evidence: Mapping[str, Any]) -> Exhibit:
    """Return ``evidence`` as readable text."""
    twin = evidence.get("twin")
    sides = (
        Side(_title(evidence), tuple(_blocks(evidence))),
        Side("Its valid twin", tuple(_blocks(twin if isinstance(twin, Mapping) else {}))),
        Side("What the embedded store said to the token", tuple(_store(evidence))),
    )
    return Exhibit(
        differs=clip(str(evidence.get("differs") or ""), _BODY),
        steps=tuple(_steps(evidence.get("steps"))),
        sides=tuple(side for side in sides if side.blocks),
    )


def reasons(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why the embedded store refused the token that an app has made; nothing where it did not."""
    store = evidence.get("store")
    found = store.get("reasons") if isinstance(store, Mapping) else None
    return tuple(clip(str(one), _BODY) for one in found[:_REASONS]) if isinstance(found, list | tuple) else ()


def _title(evidence: Mapping[str, Any]) -> str:
    if evidence.get("store"):
        return "The last exchange, and the token that the app made"
    return "What was presented" if evidence.get("token") or not evidence.get("steps") else "The last exchange"


def _store(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    store = evidence.get("store")
    outcome = clip(str(store.get("outcome") or ""), _BODY) if isinstance(store, Mapping) else ""
    told = {"Outcome": outcome, "Why": "\n".join(reasons(evidence))}
    return ((label, text) for label, text in told.items() if text)


def _blocks(evidence: Mapping[str, Any]) -> Iterator[tuple[str, str]]:
    token = evidence.get("token")
    told = {"Request": _request(evidence.get("request")), "Response": _response(evidence.get("response"))}
    if isinstance(token, Mapping):
        told["Token header"] = _json(token.get("header"))
        told["Token claims"] = _json(token.get("claims"))
        told["Token, without its signature" if evidence.get("store") else "Token as sent"] = clip(
            str(token.get("wire") or ""), _WIRE
        )
    return ((label, text) for label, text in told.items() if text)


def _request(request: object) -> str:
    if not isinstance(request, Mapping):
        return _json(request)
    start = f"{request.get('method') or 'GET'} {clip(str(request.get('url') or ''), _BODY)}"
    return _message(start, request) if request else ""


def _response(response: object) -> str:
    if not isinstance(response, Mapping):
        return _json(response)
    location = response.get("location")
    start = str(response.get("status") or "")
    start = f"{start} -> {clip(str(location), _VALUE)}" if location else start
    return _message(start, response) if response else ""


def _message(start: str, message: Mapping[str, Any]) -> str:
    headers = message.get("headers")
    lines = [f"{name}: {clip(str(value), _VALUE)}" for name, value in _items(headers)]
    more = [f"… ({len(lines) - _HEADERS} more headers)"] if len(lines) > _HEADERS else []
    body = clip(str(message.get("body") or ""), _BODY)
    return "\n".join([start, *lines[:_HEADERS], *more, *(["", body] if body else [])]).strip()


def _items(headers: object) -> Iterator[tuple[Any, Any]]:
    """Return the headers' rows, be they a mapping or pairs (a name may come twice)."""
    rows = headers.items() if isinstance(headers, Mapping) else headers
    pairs = rows if isinstance(rows, Iterable) else ()
    return ((row[0], row[1]) for row in pairs if isinstance(row, list | tuple) and len(row) == 2)


def _json(value: object) -> str:
    if value is None or value == {}:
        return ""
    return clip(value if isinstance(value, str) else json_text(value, READABLE), _CLAIMS)


def _steps(steps: object) -> Iterator[Step]:
    if not isinstance(steps, list | tuple):
        return
    for step in steps[:_STEPS]:
        row = step if isinstance(step, Mapping) else {"did": step}
        yield Step(clip(str(row.get("did") or ""), _BODY), clip(str(row.get("saw") or ""), _BODY))
    if len(steps) > _STEPS:
        yield Step(f"… ({len(steps) - _STEPS} more steps)", "")
