"""Presenting tokens to one app, and reading what it says; an app that hangs is not waited for for ever."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from harness.contract.words import Answer
from harness.targets.reading import Reader, Reply
from harness.targets.said import Outgoing, Said
from harness.targets.sending import NOTHING, Beside, Wording
from harness.targets.verifier import Reached
from harness.tokens import Customer
from harness.verdict.verifier.context import VerifierContext

SHORT = 1.0
"""Seconds that an answer is waited for at least once the app has hung several times."""
HANGS, ENOUGH_HANGS = 3, 25
"""Hangs after which waiting is cut short, and after which nothing more is learned."""


@dataclass(slots=True)
class Presenter:
    """Presents tokens to the app of ``context``."""

    context: VerifierContext
    app: Reached
    reader: Reader = field(init=False)
    wording: Wording | None = field(init=False)
    slowest: float = 0.0
    """Seconds that the slowest answer took."""

    def __post_init__(self) -> None:
        """Take the tables of the target file."""
        target = self.context.target
        self.reader = Reader(target.accepted, target.refused)
        values = {"client_id": target.app.client_id, "store_hash": target.app.store_hash}
        self.wording = Wording(target.send, values) if target.send else None

    def present(self, token: str, customer: Customer | None = None, beside: Beside = NOTHING) -> Reply:
        """Return what the app says to ``token``, asked on behalf of ``customer`` (by default the first)."""
        said = self.app.send(self._outgoing(token, customer, beside), self.context.now())
        if said.exchange.error == "hang":
            self._hung()
        else:
            self.slowest = max(self.slowest, said.exchange.seconds)
        return self.reader.resource(said) if beside.url else self._read(said)

    def together(self, tokens: Sequence[str]) -> list[Reply]:
        """Return what the app says to ``tokens``, presented at the same moment."""
        outgoing = [self._outgoing(token, None, NOTHING) for token in tokens]
        return [self._read(said) for said in self.app.together(outgoing, self.context.now())]

    def carries(self, token: str) -> str:
        """Return why ``token`` cannot reach the app unchanged, or ""."""
        return self.wording.carries(token) if self.wording else ""

    def _read(self, said: Said) -> Reply:
        reply = self.reader.read(said)
        if self.context.null_refuses and reply.accepted and reply.believed is None:
            return replace(reply, answer=Answer.REFUSED)
        return reply

    def _outgoing(self, token: str, customer: Customer | None, beside: Beside) -> Outgoing:
        if self.wording is None:
            return Outgoing(token)
        return self.wording.outgoing(token, (customer or self.context.people[0]).id, beside)

    def _hung(self) -> None:
        """Count over all scenarios: an app that hangs at every forged token would otherwise take hours."""
        self.context.hangs += 1
        if self.context.hangs == HANGS:
            target = self.context.target
            tables = (target.send, target.shim, target.inprocess)
            long = max(SHORT, 3 * self.slowest)
            self.app.hurry(min([long, *(table.timeout for table in tables if table)]))
        if self.context.hangs >= ENOUGH_HANGS:
            self.context.stopped = (
                f"the app has hung {self.context.hangs} times: what else it would say is not waited for"
            )
