"""Presenting tokens to one app, and reading what it says."""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace

from harness.contract.words import Answer
from harness.targets.reaching import Reached
from harness.targets.reading import Reader, Reply
from harness.targets.said import Outgoing, Said
from harness.targets.sending import NOTHING, Beside, Wording
from harness.tokens import Customer
from harness.verdict.hanging import Hangs
from harness.verdict.verifier.context import VerifierContext


@dataclass(slots=True)
class Presenter:
    """Presents tokens to the app of ``context``."""

    context: VerifierContext
    app: Reached
    reader: Reader = field(init=False)
    wording: Wording | None = field(init=False)
    hangs: Hangs = field(init=False)

    def __post_init__(self) -> None:
        """Take the tables of the target file."""
        target = self.context.target
        self.reader = Reader(target.accepted, target.refused)
        values = {"client_id": target.app.client_id, "store_hash": target.app.store_hash}
        self.wording = Wording(target.send, values) if target.send else None
        self.hangs = Hangs(self.context, target, self.app)

    def present(self, token: str, customer: Customer | None = None, beside: Beside = NOTHING) -> Reply:
        """Return what the app says to ``token``, asked on behalf of ``customer`` (by default the first)."""
        said = self.app.send(self.outgoing(token, customer, beside), self.context.now())
        self.hangs.heard(said.exchange)
        return self.reader.resource(said) if beside.url else self.read(said)

    def together(self, tokens: Sequence[str]) -> list[Reply]:
        """Return what the app says to ``tokens``, presented at the same moment."""
        outgoing = [self.outgoing(token) for token in tokens]
        return [self.read(said) for said in self.app.together(outgoing, self.context.now())]

    def carries(self, token: str) -> str:
        """Return why ``token`` cannot reach the app unchanged, or ""."""
        return self.wording.carries(token) if self.wording else ""

    def read(self, said: Said) -> Reply:
        """Return what the app said."""
        reply = self.reader.read(said)
        if self.context.null_refuses and reply.accepted and reply.believed is None:
            return replace(reply, answer=Answer.REFUSED)
        return reply

    def outgoing(self, token: str, customer: Customer | None = None, beside: Beside = NOTHING) -> Outgoing:
        """Return the request that presents ``token`` on behalf of ``customer`` (by default the first)."""
        if self.wording is None:
            return Outgoing(token)
        return self.wording.outgoing(token, (customer or self.context.people[0]).id, beside)
