"""A run against an app's server: which algorithm it takes, how old a token may be, and tokens that never repeat."""

import time
from dataclasses import dataclass, field, replace
from enum import IntEnum
from pathlib import Path
from typing import Any, ClassVar
from uuid import uuid4

from harness.targets.verifier_target import VerifierTarget
from harness.tokens import Customer, Draft, Scene, Store, current
from harness.verdict.context import Context, party

OLDEST = 600
"""Seconds of age up to which tokens are presented; the store hands one out for 900."""
YOUNG = 21
"""The same for an app that takes only fresh tokens, though the store repeats one for its whole life."""


class Part(IntEnum):
    """What a token is for; the second of its ``iat`` tells them apart, so that no fault has the bytes of a twin."""

    TWIN = 0
    FAULT = 1
    PLAIN = 2


@dataclass(slots=True)
class VerifierContext(Context):
    """``takes`` are the algorithms that the app accepted, ``algorithm`` the one to sign with; ``oldest`` in seconds.

    ``clock`` is the time that an app obeys which lets us set it (0: it has a clock of its own). ``listener`` is the
    address of ours that no app has a reason to call. ``planted`` is a token that was accepted at first and expires
    while the run goes on. ``one_time`` says that the app takes no token twice: then no two are ever alike, though the
    store's would be. ``group`` is the customer group of all tokens, ``any_group`` whether it may be any.
    ``pristine`` are the answers to plain valid tokens by customer id, where nothing is echoed; ``names`` are what the
    app calls its customers, where it has ids of its own. ``null_refuses`` says that an answer without an identity is a
    refusal: that is what the app gives to nobody.
    """

    target: VerifierTarget
    algorithm: str = "HS512"
    takes: tuple[str, ...] = ("HS512", "HS256")
    oldest: int = OLDEST
    clock: int = 0
    planted: str = ""
    planted_until: int = 0
    listener: str = ""
    one_time: bool = False
    group: int = 0
    any_group: bool = True
    serial: int = 0
    pristine: dict[int, str] = field(default_factory=dict)
    names: dict[int, Any] = field(default_factory=dict)
    null_refuses: bool = False

    TRAVELS: ClassVar[tuple[str, ...]] = (
        *Context.TRAVELS,
        "algorithm",
        "takes",
        "oldest",
        "clock",
        "planted",
        "planted_until",
        "one_time",
        "group",
        "any_group",
        "pristine",
        "names",
        "null_refuses",
    )

    def __post_init__(self) -> None:
        """Take ids for numbers again, which JSON has made texts of."""
        Context.__post_init__(self)
        self.pristine = {int(number): body for number, body in self.pristine.items()}
        self.names = {int(number): name for number, name in self.names.items()}

    @property
    def folder(self) -> Path:
        """The folder of the target file, where relative paths start."""
        return Path(self.file).resolve().parent

    def now(self) -> int:
        """Return the target's time in whole seconds: exactly, where its clock is ours."""
        return self.clock or int(time.time() + self.offset)

    def scene(self, customer: Customer | None = None, other: Customer | None = None, part: Part = Part.PLAIN) -> Scene:
        """Return the circumstances of a fresh token, minted some time ago as the store's tokens are.

        Tokens of different parts never share their ``iat``. Where the clock is ours it moves on, and no two tokens
        share it at all; elsewhere those of one part share it after some hundred tokens.
        """
        self.serial += 1
        if self.clock:
            self.clock += 3
        now = self.now()
        newest = now - 1 - self.bar
        if not self.clock:
            newest -= 3 * self.serial % max(self.oldest - self.bar, 3)
        return self._scene(customer, other, now, now - (newest - (newest - part) % 3))

    def fresh_scene(self, age: int = 0) -> Scene:
        """Return the circumstances of a token of this very second, or one of ``age`` seconds."""
        return self._scene(None, None, self.now(), max(age, self.bar))

    def _scene(self, customer: Customer | None, other: Customer | None, now: int, age: int) -> Scene:
        others = self.target.others
        known: dict[str, Any] = {}
        if others.app:
            known["other_app"] = party(others.app)
        if others.store:
            known["other_store"] = Store(others.store.store_hash)
        customer = customer or self.people[0]
        customer = replace(customer, group_id=customer.group_id or self.group)
        if self.one_time:
            customer = self.unlike_any(customer)
        return Scene(
            app=self.app,
            store=self.store,
            customer=customer,
            other_customer=other or self.people[1],
            now=now,
            jti=uuid4().hex,
            bar=self.bar,
            age=age,
            listener=self.listener,
            **known,
        )

    def unlike_any(self, customer: Customer) -> Customer:
        """Return ``customer`` in a group of their own, so that no token of theirs was ever seen before."""
        return replace(customer, group_id=uuid4().int % 10**9) if self.any_group else customer

    def token(self, scene: Scene | None = None, algorithm: str = "") -> Draft:
        """Return the draft of a valid token."""
        return current(scene or self.scene(), algorithm or self.algorithm, self.profile.number("current.lifetime"))
