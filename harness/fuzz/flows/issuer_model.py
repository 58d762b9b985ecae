"""What a flow through an issuer remembers: who is signed in at the app and at the store, and what was handed over."""

from collections.abc import Mapping
from contextlib import ExitStack
from dataclasses import dataclass, field
from typing import Any

import jwt

from harness.contract.words import Level
from harness.fuzz.flows.recording import Taken, told
from harness.fuzz.moments import Moments
from harness.fuzz.probe import Breach
from harness.judge.issued import Issued
from harness.targets.http import Visitor
from harness.targets.storefront import StorefrontDriver
from harness.tokens import Customer
from harness.verdict.issuer.asked import Asked
from harness.verdict.issuer.evidence import of_token
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.storefront.suite import StorefrontSuite


@dataclass(slots=True)
class Token:
    """A login token of a flow: for whom it was asked, where it is to lead, when it was made, whether it was used."""

    issued: Issued
    jti: object
    customer: Customer
    path: str
    made: float
    used: bool = False


@dataclass(slots=True)
class Browser:
    """A browser at the store, and who is signed in there."""

    visitor: Visitor
    customer: Customer | None = None


class Visit:
    """One flow through the app of ``suite``, and through the embedded store with what it hands over."""

    def __init__(self, suite: IssuerSuite, moments: Moments) -> None:
        """Begin: the first customer is signed in at the app, and nobody at the store."""
        self.first, self.app, self.moments = suite, suite, moments
        self.ending = ExitStack()
        moments.begin()
        moments.start_over()
        suite.note.steps.clear()
        shop = suite.context.door()
        self.shop = StorefrontSuite(shop, StorefrontDriver(shop.site()), suite.note)
        self.browsers = [Browser(self.shop.visitor()), Browser(self.shop.visitor())]
        self.signed_in: Customer | None = suite.alice
        self.tokens: list[Token] = []
        self.ids: dict[str, Token] = {}

    @property
    def now(self) -> float:
        """The issuer's time in seconds."""
        return self.app.context.now()

    @property
    def other(self) -> Customer:
        """A customer who is not signed in at the app."""
        return self.first.bob if self.signed_in == self.first.alice else self.first.alice

    def token(self, number: int) -> Token | None:
        """Return one of the tokens, 0 for the newest; None where there is none."""
        return self.tokens[-1 - number % len(self.tokens)] if self.tokens else None


@dataclass(frozen=True, slots=True)
class Seen:
    """What shows a breach: an answer of the app, or what stands in the notebook."""

    observed: str
    evidence: Mapping[str, Any] = field(default_factory=dict)


def broken(rule: str, said: str, expected: str, seen: Seen, level: Level = Level.MUST) -> Taken:
    """Return a step that has broken ``issuer.<rule>``."""
    name = f"issuer.{rule}"
    return told(said, (name,), Breach(name, level, said, expected, seen.observed, None, dict(seen.evidence)))


def seen_in(visit: Visit, asked: Asked) -> Seen:
    """Return what shows in an answer of the app."""
    handed = asked.handed
    shown = {**visit.app.note.evidence, **({"token": of_token(asked.issued)} if handed.token else {})}
    return Seen(str(handed), shown)


def claims_of(wire: str) -> Mapping[str, Any]:
    """Return the claims of a token as PyJWT reads them, none where it cannot: the judge is not asked."""
    try:
        found: dict[str, Any] = jwt.decode(wire, options={"verify_signature": False})
    except (jwt.PyJWTError, ValueError, RecursionError):
        return {}
    return found
