"""Asking an issuer to log somebody in: who is signed in there, whom the request names, and where it is to lead."""

from collections.abc import Sequence
from dataclasses import dataclass, field

from harness.contract.words import Kind
from harness.judge.envelope import Opened, read
from harness.judge.inspection import classify
from harness.judge.issued import Issued
from harness.targets.handed import Handed, Taker
from harness.targets.issuer_target import SessionTable
from harness.targets.reaching import Reached
from harness.targets.said import Outgoing
from harness.targets.sending import NOTHING, Beside, Wording, put
from harness.tokens import Customer
from harness.verdict.hanging import Hangs
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.issuer.sessions import Sessions

PLAIN = {"accept", "accept-language", "content-type", "user-agent"}
"""Headers that say nothing of who sends them."""


@dataclass(frozen=True, slots=True)
class Ask:
    """One request for a login of ``customer``, made while ``signed_in`` is signed in at the app (None: nobody is).

    ``text`` stands for the customer's id where it is given. ``session`` replaces the session of [session].
    """

    customer: Customer
    signed_in: Customer | None
    return_to: str = ""
    text: str = ""
    beside: Beside = NOTHING
    session: SessionTable | None = None


@dataclass(slots=True)
class Asker:
    """Asks the app of ``context``."""

    context: IssuerContext
    app: Reached
    taker: Taker = field(init=False)
    wording: Wording | None = field(init=False)
    hangs: Hangs = field(init=False)
    sessions: Sessions = field(init=False)
    batch: list[Issued] = field(default_factory=list)
    """Tokens that were made one after the other, for comparing them."""

    def __post_init__(self) -> None:
        """Take the tables of the target file."""
        target = self.context.target
        values = {"client_id": target.app.client_id, "store_hash": target.app.store_hash}
        self.wording = Wording(target.send, values) if target.send else None
        self.taker = Taker(target, is_login)
        self.hangs = Hangs(self.context, target, self.app)
        self.sessions = Sessions(self.context, self.app, self.hangs.heard)

    @property
    def tells_session(self) -> bool:
        """Whether a request says who is signed in at the app."""
        target = self.context.target
        return target.session is not None if target.speaks_http else self.app.takes("session")

    @property
    def session_cookies(self) -> frozenset[str]:
        """The names of the cookies that say who is signed in at the app."""
        session = self.context.target.session
        return self.sessions.names.union(session.cookies if session else ())

    @property
    def tells_nothing(self) -> bool:
        """Whether requests go without cookies, and without headers but those that say what is sent and wanted."""
        send = self.context.target.send
        return send is not None and not send.cookies and {name.lower() for name in send.headers} <= PLAIN

    @property
    def tells_customer(self) -> bool:
        """Whether a request names a customer."""
        return self.context.target.holds("customer_id") and self.app.takes("customer_id")

    @property
    def tells_path(self) -> bool:
        """Whether a request says where the login is to lead."""
        return self.context.target.holds("return_to") and self.app.takes("return_to")

    def ask(self, ask: Ask) -> Handed:
        """Return what the app hands over."""
        said = self.app.send(self.outgoing(ask), self.context.now())
        self.hangs.heard(said.exchange)
        return self.sessions.hidden(self.taker.take(said))

    def together(self, asks: Sequence[Ask]) -> list[Handed]:
        """Return what the app hands over to many who ask at the same moment."""
        outgoing = [self.outgoing(ask) for ask in asks]
        said = self.app.together(outgoing, self.context.now())
        return [self.sessions.hidden(self.taker.take(one)) for one in said]

    def carries(self, ask: Ask) -> str:
        """Return why a request cannot carry what is asked, or ""."""
        return self.wording.carries(ask.return_to, "return_to") if self.wording else ""

    def outgoing(self, ask: Ask) -> Outgoing:
        """Return the request."""
        if self.wording is None:
            return Outgoing(fields=_question(ask))
        values = {
            "customer_id": ask.text or str(ask.customer.id),
            "email": ask.customer.email,
            "return_to": ask.return_to,
        }
        absent = () if ask.return_to else ("return_to",)
        return self.wording.request(values, self._with_session(ask), absent)

    def _with_session(self, ask: Ask) -> Beside:
        """Return what stands beside the request, the session among it."""
        table = ask.session or (self.context.target.session if ask.signed_in else None)
        if table is None:
            return ask.beside
        who = ask.signed_in or ask.customer
        values = {"customer_id": str(who.id), "email": who.email, "session": self._session_of(who)}
        headers = tuple((name, put(value, values)) for name, value in table.headers.items())
        cookies = {name: put(value, values) for name, value in table.cookies.items()}
        if not ask.session:
            cookies |= self.sessions.cookies(who)
        beside = ask.beside
        return Beside(
            beside.query,
            (*headers, *beside.headers),
            {**cookies, **beside.cookies},
            beside.fields,
            beside.form,
            beside.tail,
            beside.url,
        )

    def _session_of(self, customer: Customer) -> str:
        tables = self.context.target.customers.values()
        secret = next((one.session for one in tables if one.id == customer.id), None)
        return secret.get_secret_value() if secret else ""


def is_login(wire: str) -> bool:
    """Whether a token that stands somewhere is one that signs somebody in to a store, and not one of the app's own."""
    opened = read(wire)
    claims = opened.claims
    if not isinstance(opened, Opened) and not claims:
        return False
    return classify(opened.header, claims) is Kind.LOGIN and {"operation", "customer_id"} & claims.keys() != set()


def _question(ask: Ask) -> dict[str, object]:
    """Return the request in a shim's words."""
    return {
        "customer_id": ask.text or ask.customer.id,
        "session": ask.signed_in.id if ask.signed_in else None,
        "return_to": ask.return_to or None,
    }
