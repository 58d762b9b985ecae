"""Reading an answer by what the target file says of answers: [accepted], [refused]."""

import json
from dataclasses import dataclass, field
from typing import Any

from jsonpath_rfc9535 import JSONPathError, JSONPathQuery
from jsonpath_rfc9535 import compile as compile_path

from harness.contract.words import Answer
from harness.targets.http import Exchange
from harness.targets.said import Said
from harness.targets.verifier_target import AcceptedTable, RefusedTable

_NOTHING: object = object()


@dataclass(frozen=True, slots=True)
class Reply:
    """What an app said to one token. ``believed`` is the identity that it echoed, as JSON; None where it told none."""

    answer: Answer
    exchange: Exchange
    believed: Any = None
    why: str = ""

    @property
    def accepted(self) -> bool:
        """Whether the app believed the token."""
        return self.answer is Answer.ACCEPTED

    def __str__(self) -> str:
        """Say in a few words what was seen."""
        believed = f" as {self.believed!r:.40}" if self.believed is not None else ""
        return in_words(self.answer, self.exchange, f"accepted{{}}{believed}", self.why)


@dataclass(frozen=True, slots=True)
class Reader:
    """Reads answers by the two tables."""

    accepted: AcceptedTable
    refused: RefusedTable
    _wanted: JSONPathQuery | None = field(init=False)
    _echo: JSONPathQuery | None = field(init=False)

    def __post_init__(self) -> None:
        """Compile the paths once."""
        for name, path in (("_wanted", self.accepted.json_), ("_echo", self.accepted.customer_id)):
            object.__setattr__(self, name, compile_path(path) if path else None)

    def read(self, said: Said) -> Reply:
        """Return what ``said`` means."""
        exchange = said.exchange
        if said.accepted is not None:
            believed = said.told if said.accepted else None
            return Reply(Answer.ACCEPTED if said.accepted else Answer.REFUSED, exchange, believed)
        if problem := unread(said):
            return Reply(problem[0], exchange, why=problem[1])
        return self._by_status(exchange)

    def resource(self, said: Said) -> Reply:
        """Return what the answer to a request for [resource] means: there the status alone tells."""
        reply = self.read(said)
        if reply.answer is Answer.UNCLEAR and said.exchange.status in self.accepted.status:
            return Reply(Answer.ACCEPTED, said.exchange)
        return reply

    def _by_status(self, exchange: Exchange) -> Reply:
        status = exchange.status
        if status in self.accepted.status:
            found = self._document(exchange.body)
            if self._wanted is None or _values(self._wanted, found):
                echoed = _values(self._echo, found) if self._echo else []
                return Reply(Answer.ACCEPTED, exchange, echoed[0] if echoed else None)
            if status not in self.refused.all:
                why = f"status {status}, but {self.accepted.json_} is not in the answer (accepted.json, refused.status)"
                return Reply(Answer.UNCLEAR, exchange, why=why)
        if status in self.refused.all:
            return Reply(Answer.REFUSED, exchange)
        why = f"status {status} is neither in accepted.status nor in refused.status"
        return Reply(Answer.UNCLEAR, exchange, why=why)

    def _document(self, body: str) -> Any:
        if self._wanted is None and self._echo is None:
            return _NOTHING
        try:
            return json.loads(body)
        except (ValueError, RecursionError):
            return _NOTHING


def in_words(answer: Answer, exchange: Exchange, accepted: str, why: str) -> str:
    """Say in a few words what was seen; ``accepted`` is how that is said, with {} where the status goes."""
    seen = str(exchange.status or exchange.error or "")
    around = f" ({seen})" if seen else ""
    match answer:
        case Answer.ACCEPTED:
            return accepted.replace("{}", around, 1)
        case Answer.REFUSED:
            return f"refused{around}"
        case Answer.UNCLEAN:
            return f"broke{around}"
        case Answer.UNCLEAR:
            return f"unclear{around}: {why}"


def unread(said: Said) -> tuple[Answer, str] | None:
    """Return what an answer is that nothing can be read from, and why; None for one to read on."""
    exchange = said.exchange
    if exchange.error == "down":
        return Answer.UNCLEAR, "the app does not answer"
    if exchange.error.startswith("tls"):
        return Answer.UNCLEAR, f"no TLS connection: {exchange.error}"
    if exchange.asks_to_wait:
        return Answer.UNCLEAR, "the app asks to wait"
    if exchange.unclean:
        return Answer.UNCLEAN, ""
    return (Answer.UNCLEAR, said.problem) if said.problem else None


def _values(path: JSONPathQuery, document: Any) -> list[Any]:
    if document is _NOTHING or not isinstance(document, (dict, list)):
        return []
    try:
        return [node.value for node in path.find(document)]
    except (RecursionError, JSONPathError):  # an answer that is nested deeper than anybody looks
        return []
