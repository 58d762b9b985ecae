"""What an app was asked for, and the token that it made, taken apart."""

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from typing import Any

from harness.contract.profile import Profile, load
from harness.contract.words import Kind
from harness.jose import base64url
from harness.jose.base64url import EncodingError
from harness.jose.compact import Segments, SerializationError, split
from harness.judge.envelope import Opened, read
from harness.judge.inspection import classify
from harness.judge.issued.spelling import decoded
from harness.judge.reasons import Judgement
from harness.tokens.keys import secret_forms
from harness.tokens.parties import App

TELLING = 16
"""Bytes of a form of the secret from which on it is worth hiding; a shorter one stands in texts by chance."""


@dataclass(frozen=True, slots=True)
class Order:
    """What an app was asked for, and what is known of the moment.

    The token was made between ``earliest`` and ``latest``, Unix seconds on the issuer's clock with the error of that
    clock already in them. ``customer_id`` must stand in it. ``return_to`` is the path that was asked for, "" for
    none. ``channel_id`` is what the target file says; with None any integer will do. ``peer`` is the address that
    the app sees us come from, "" where that is not known.
    """

    app: App
    store_hash: str
    customer_id: int
    earliest: float
    latest: float
    return_to: str = ""
    channel_id: int | None = None
    peer: str = ""
    profile: Profile = field(default_factory=load)


@dataclass(frozen=True, slots=True)
class Issued:
    """A token taken apart. ``problem`` says why it could not be opened, "" if it could."""

    wire: str
    order: Order
    opened: Opened | None = None
    header: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    problem: str = ""

    @property
    def readable(self) -> bool:
        """Whether header and claims could be read; nothing is verified by that."""
        return self.opened is not None

    @property
    def kind(self) -> Kind:
        """The kind of token that this is, or was meant to be.

        A token of this app's own, or one that says customer_login, is a login token whatever else is in it.
        """
        said = self.claims.get("operation")
        if said == self.order.profile.text("login.operation") or self.claims.get("iss") == self.order.app.client_id:
            return Kind.LOGIN
        return classify(self.header, self.claims)

    def said(self, value: object) -> str:
        """Return ``value`` as a message may quote it: at most 60 characters, and nothing of the client secret."""
        text = value if isinstance(value, str) else json.dumps(value, ensure_ascii=False, default=str)
        raw, key = text.encode("utf-8", "surrogatepass"), self.order.app.key
        forms = [form for form in secret_forms(self.order.app.client_secret).values() if len(form) >= TELLING]
        escaped = json.dumps(self.order.app.client_secret, ensure_ascii=False)[1:-1].encode()
        if any(form in raw for form in (key, escaped, *forms) if form.strip()):
            return "a value with the client secret in it"
        return f"{value!r:.60}" if isinstance(value, str) else f"{text:.60}"


def issued(wire: str, order: Order) -> Issued:
    """Return the token ``wire``, which an app made for ``order``, taken apart as far as it can be read."""
    opened = read(wire)
    if isinstance(opened, Judgement):
        opened = _leniently(wire) or opened
    if isinstance(opened, Judgement):
        return Issued(wire, order, header=opened.header, claims=opened.claims, problem=opened.reasons[0].message)
    return Issued(wire, order, opened, opened.header, opened.claims)


def _leniently(wire: str) -> Opened | None:
    """Return the token if nothing but spare bits is in the way of reading it: that slip must not hide others."""
    try:
        segments = split(wire)
        canonical = read(".".join(base64url.encode(decoded(text)) for text in segments))
    except (SerializationError, EncodingError):
        return None
    return replace(canonical, segments=Segments(*segments)) if isinstance(canonical, Opened) else None
