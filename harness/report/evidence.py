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
_DOOR = "/login/token/"


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
    return Exhibit(
        differs=clip(str(evidence.get("differs") or ""), _BODY),
        steps=tuple(_steps(evidence.get("steps"))),
        sides=tuple(side for side in (*_sides(evidence), _in_code(evidence)) if side.blocks),
    )


def reasons(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """Return why the embedded store refused the token that an app has made; nothing where it did not."""
    found = _mapping(evidence.get("store")).get("reasons")
    return tuple(clip(str(one), _BODY) for one in found[:_REASONS]) if isinstance(found, list | tuple) else ()


def explained(evidence: Mapping[str, Any]) -> tuple[str, ...]:
    """Return what is known of where in the target's own code the rule is broken, a sentence each."""
    found = evidence.get("explanation")
    return tuple(clip(str(one), _BODY) for one in found[:_REASONS]) if isinstance(found, list | tuple) else ()


def _in_code(evidence: Mapping[str, Any]) -> Side:
    return _side("In your code", {"Lines": "\n".join(explained(evidence))})


def _sides(evidence: Mapping[str, Any]) -> tuple[Side, ...]:
    if evidence.get("store"):
        return _made(evidence)
    exchange, token, twin = _exchange(evidence), _token(evidence.get("token")), _mapping(evidence.get("twin"))
    title = "What was presented" if token or not evidence.get("steps") else "The last exchange"
    other = {**_exchange(twin), **_token(twin.get("token"))}
    return _side(title, {**exchange, **token}), _side("Its valid twin", other)


def _made(evidence: Mapping[str, Any]) -> tuple[Side, ...]:
    """Return the token that an app has made beside what the store said, whose exchange may be the last one."""
    outcome = clip(str(_mapping(evidence.get("store")).get("outcome") or ""), _BODY)
    told = {"Outcome": outcome, "Why": "\n".join(reasons(evidence))}
    exchange, token = _exchange(evidence), _token(evidence.get("token"), "Token, without its signature")
    if _DOOR in str(_mapping(evidence.get("request")).get("url")):
        told["Response"], exchange = exchange["Response"], {}  # the request is the token, which stands beside it
    return _side("What the app made", {**exchange, **token}), _side("What the embedded store said to it", told)


def _side(title: str, blocks: Mapping[str, str]) -> Side:
    return Side(title, tuple((label, text) for label, text in blocks.items() if text))


def _exchange(evidence: Mapping[str, Any]) -> dict[str, str]:
    return {"Request": _request(evidence.get("request")), "Response": _response(evidence.get("response"))}


def _token(token: object, label: str = "Token as sent") -> dict[str, str]:
    if not isinstance(token, Mapping):
        return {}
    wire = clip(str(token.get("wire") or ""), _WIRE)
    return {"Token header": _json(token.get("header")), "Token claims": _json(token.get("claims")), label: wire}


def _mapping(value: object) -> Mapping[str, Any]:
    return value if isinstance(value, Mapping) else {}


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
