"""A token still on the bench: header, claims, key, and how it will be written.

``wire()`` writes an untouched draft through PyJWT and a deviating one by hand, byte for byte. The two writers agree
on every draft that both can write; a property test holds them to it.
"""

import json
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field, replace
from enum import IntEnum
from typing import Any

from harness.contract.words import Kind
from harness.jose import base64url
from harness.jose.mac import mac
from harness.tokens.scene import Scene
from harness.tokens.writer import write, writes


class Stage(IntEnum):
    """Where on the way to the wire an edit takes hold, in the order of writing."""

    HEADER_JSON = 0
    PAYLOAD_JSON = 1
    HEADER_TEXT = 2
    PAYLOAD_TEXT = 3
    MAC = 4
    SIGNATURE_TEXT = 5
    TOKEN = 6


Edit = Callable[[Any], Any]
"""A function from bytes to bytes (JSON and MAC stages) or from str to str (text and token stages)."""


@dataclass(frozen=True, slots=True)
class Draft:
    """An immutable token in the making; every method returns a new one.

    ``mac`` names the HMAC that signs ("" leaves the signature empty), whatever ``alg`` the header claims.
    """

    kind: Kind
    scene: Scene
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    key: bytes = field(repr=False)
    mac: str
    edits: tuple[tuple[Stage, Edit], ...] = ()

    def claim(self, **changes: Any) -> "Draft":
        """Return the draft with claims changed or added."""
        return replace(self, claims={**self.claims, **changes})

    def without(self, *names: str) -> "Draft":
        """Return the draft without the claims ``names``."""
        return replace(self, claims={name: value for name, value in self.claims.items() if name not in names})

    def head(self, **changes: Any) -> "Draft":
        """Return the draft with header parameters changed or added."""
        return replace(self, header={**self.header, **changes})

    def headless(self, *names: str) -> "Draft":
        """Return the draft without the header parameters ``names``."""
        return replace(self, header={name: value for name, value in self.header.items() if name not in names})

    def signed_with(self, key: bytes | str, algorithm: str | None = None) -> "Draft":
        """Return the draft signed under another key, and by another HMAC where ``algorithm`` is given."""
        raw = key.encode() if isinstance(key, str) else key
        return replace(self, key=raw, mac=self.mac if algorithm is None else algorithm)

    def edit(self, stage: Stage, change: Edit) -> "Draft":
        """Return the draft with ``change`` applied at ``stage``, after the edits already there."""
        return replace(self, edits=(*self.edits, (stage, change)))

    def wire(self) -> str:
        """Return the token as it travels."""
        if not self.edits and writes(self.header, self.key, self.mac):
            return write(self.header, self.claims, self.key, self.mac)
        return self.raw()

    def raw(self) -> str:
        """Return the token assembled by hand, with every edit at its stage."""
        header = self._at(Stage.HEADER_TEXT, base64url.encode(self._at(Stage.HEADER_JSON, compact_json(self.header))))
        body = self._at(Stage.PAYLOAD_JSON, compact_json(self.claims))
        payload = self._at(Stage.PAYLOAD_TEXT, base64url.encode(body))
        signed = mac(self.mac, self.key, f"{header}.{payload}".encode()) if self.mac else b""
        signature = self._at(Stage.SIGNATURE_TEXT, base64url.encode(self._at(Stage.MAC, signed)))
        return str(self._at(Stage.TOKEN, f"{header}.{payload}.{signature}"))

    def _at(self, stage: Stage, value: Any) -> Any:
        for where, change in self.edits:
            if where is stage:
                value = change(value)
        return value


def compact_json(value: Any) -> bytes:
    """Return ``value`` as the shortest JSON in the order given, as JWT libraries write it."""
    return json.dumps(value, separators=(",", ":")).encode("ascii")
