"""A made-up request as the app at hand takes it: who is who there, and where things stand beside the request."""

import json
from collections.abc import Mapping

from harness.faults import Inapplicable
from harness.fuzz.asking.wish import FIRST, NOBODY, Thing, Who, Wish
from harness.targets.issuer_target import SessionTable
from harness.targets.sending import NOTHING, Beside
from harness.tokens import Customer
from harness.verdict.issuer.asker import Ask
from harness.verdict.issuer.odd import ADDRESSES, HOSTS, MALFORMED, PAIRS, SITES, paired, spelled
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.issuer.wanted import names_of, with_pairs
from harness.verdict.naming import ID_HEADERS, NAMES

ENDED = "ended:"
ALL = "*"
"""Stands for every name under which apps read a customer's id."""


class Words:
    """Words made-up requests for the app of ``suite``."""

    def __init__(self, suite: IssuerSuite) -> None:
        self.suite, self.context = suite, suite.context

    def ask(self, wish: Wish) -> Ask:
        """Return the request; Inapplicable where this app cannot be asked like that."""
        alice, bob = self.people(wish.signed_in)
        text = spelled(wish.spelling, alice, bob) if wish.spelling else ""
        signed_in = None if wish.signed_in == NOBODY or wish.session is not None else alice
        return Ask(
            customer=bob if wish.other else alice,
            signed_in=signed_in,
            return_to=wish.path,
            text=text,
            beside=self._beside(wish.beside, alice, bob),
            session=None if wish.session is None else self._session(wish.session),
        )

    def people(self, who: Who) -> tuple[Customer, Customer]:
        """Return who asks, and the other one, who is never to be taken for them."""
        first, second = self.suite.alice, self.suite.bob
        if isinstance(who, int):
            known = next((one for one in self.context.people if one.id == who), None)
            me = known or Customer(who, f"shopper{who}@example.com")
            return me, second if me.id != second.id else first
        return (first, second) if who in (FIRST, NOBODY) else (second, first)

    def _session(self, value: str) -> SessionTable:
        if value.startswith(ENDED):
            table = self.context.target.ended.get(value.removeprefix(ENDED))
            if table is None:
                raise Inapplicable(f"the target file has no [ended.{value.removeprefix(ENDED)}]")
            return table
        given = self.context.target.session
        if given is None:
            raise Inapplicable("the target file has no [session]")
        cookies = dict.fromkeys(self.suite.asker.session_cookies, value)
        return SessionTable(cookies=cookies, headers=dict.fromkeys(given.headers, value))

    def _beside(self, things: tuple[Thing, ...], alice: Customer, bob: Customer) -> Beside:
        found = NOTHING
        for thing in things:
            if not self.context.target.send:
                raise Inapplicable("a shim or a function is asked without HTTP")
            found = _joined(found, self._one(thing, alice, bob))
        return found

    def _one(self, thing: Thing, alice: Customer, bob: Customer) -> Beside:
        send = self.context.target.send
        assert send
        value = spelled(thing.value, alice, bob)
        match thing.place:
            case "query":
                return Beside(query=dict.fromkeys(self._names(thing.name), value))
            case "form":
                return Beside(form=dict.fromkeys(self._names(thing.name), value))
            case "json":
                return Beside(fields=dict.fromkeys(self._names(thing.name), _read(value)))
            case "cookie":
                taken = self.suite.asker.session_cookies
                return Beside(cookies={name: value for name in self._names(thing.name) if name not in taken})
            case "header":
                names = ID_HEADERS if thing.name == ALL else (thing.name,)
                return Beside(headers=tuple((name, value) for name in names))
            case "host" if thing.name == ALL or thing.name in HOSTS:
                # What another site's pages send tells of that site; it may well be refused for that.
                many = [name for name in HOSTS if name not in ("origin", "referer")]
                return Beside(headers=tuple(HOSTS[name] for name in (many if thing.name == ALL else [thing.name])))
            case "address" if thing.name == ALL or thing.name in ADDRESSES:
                return Beside(headers=tuple(pair for pair in ADDRESSES.items() if thing.name in (ALL, pair[0])))
            case "site" if thing.name in SITES:
                return Beside(headers=SITES[thing.name])
            case "malformed" if thing.name in MALFORMED:
                return MALFORMED[thing.name]
            case "tail":
                path, asks, query = send.url.partition("?")
                return Beside(url=f"{path.rstrip('/')}{value}{asks}{query}")
            case "pairs" if thing.name in PAIRS:
                own = [one for one in names_of(send, "customer_id") if one[0] != "json"]
                place, name = own[0] if own else ("query", "customer_id")
                return with_pairs(send, place, name, paired(PAIRS[thing.name], name, alice, bob))
        raise ValueError(f"there is no {thing.name!r:.40} to stand in the {thing.place}")

    def _names(self, name: str) -> tuple[str, ...]:
        send = self.context.target.send
        assert send
        own = {one for _, one in names_of(send, "customer_id")}
        return tuple(one for one in NAMES if one not in own) if name == ALL else (name,)


def _read(text: str) -> object:
    try:
        return json.loads(text)
    except ValueError:
        return text


def _joined(one: Beside, other: Beside) -> Beside:
    """Return what two things put beside a request; of two paths the later one counts."""

    def both(left: Mapping[str, object], right: Mapping[str, object]) -> dict[str, object]:
        return {**left, **right}

    return Beside(
        query={**one.query, **other.query},
        headers=(*one.headers, *other.headers),
        cookies={**one.cookies, **other.cookies},
        fields=both(one.fields, other.fields),
        form={**one.form, **other.form},
        tail="&".join(filter(None, (one.tail, other.tail))),
        url=other.url or one.url,
    )
