"""The sessions of all processes, in Redis: signed in at one is signed in at all, and signed out everywhere."""

import json
import re
from collections.abc import Mapping
from dataclasses import asdict
from secrets import token_hex

from harness.store.sessions import LIMIT, Handed, Session
from harness.store.shared.link import Link
from harness.store.shared.people import customer_of, field_of
from harness.store.unavailable import UnavailableError
from harness.tokens.parties import Customer

_TOKEN = re.compile("[0-9a-f]{64}")
_HANDED = "handed:"


class SharedSessions:
    """Sessions by their token; a session whose customer is gone is none."""

    __slots__ = ("_limit", "_link")

    def __init__(self, link: Link, limit: int = LIMIT) -> None:
        self._link = link
        self._limit = limit

    def open(self, customer: Customer, store_hash: str, channel_id: int, replacing: str = "") -> str:
        """Sign ``customer`` in under a new token and return it; the session of ``replacing`` ends (ASVS 7.2.4)."""
        token = token_hex(32)
        who = json.dumps({"customer": asdict(customer), "store_hash": store_hash, "channel_id": channel_id})
        ends = replacing if _TOKEN.fullmatch(replacing) else ""
        if not self._link.run("open", token, who, field_of(store_hash, customer.id), ends, self._limit):
            raise UnavailableError("the customer was deleted at this moment")
        return token

    def find(self, token: str, store_hash: str, channel_id: int) -> Session | None:
        """Return the session of ``token`` if it is one of this storefront."""
        words = self._link.run("find", token) if _TOKEN.fullmatch(token) else []
        found: Mapping[str, str] = dict(zip(words[::2], words[1::2], strict=True))
        who = json.loads(found["who"]) if found else {}
        if who.get("channel_id") != channel_id or who.get("store_hash") != store_hash:
            return None
        names = (name for name in found if name.startswith(_HANDED))
        handed = {name.removeprefix(_HANDED): _handed(found[name]) for name in names}
        return Session(customer_of(who["customer"]), store_hash, channel_id, token, handed)

    def hand(self, session: Session, client_id: str, made: Handed) -> Handed:
        """Hand ``made`` out in place of what ``session`` has; if another process was first, it is what that handed."""
        seen = session.handed.get(client_id)
        before = _text(seen) if seen else ""
        return _handed(self._link.run("hand", session.token, _HANDED + client_id, before, _text(made)))

    def close(self, token: str) -> None:
        """End the session of ``token``, if there is one."""
        if _TOKEN.fullmatch(token):
            self._link.run("close", token)

    def close_customers(self, store_hash: str, ids: set[int]) -> None:
        """End every session of the customers ``ids`` of a store."""
        self._link.run("close_customers", *(field_of(store_hash, number) for number in ids))

    def take_back(self) -> None:
        """Raise NotImplementedError: only the control asks for it, which is not offered with shared state."""
        raise NotImplementedError


def _text(handed: Handed) -> str:
    return f"{handed.exp} {handed.token}"


def _handed(text: str) -> Handed:
    exp, _, token = text.partition(" ")
    return Handed(token, int(exp))
