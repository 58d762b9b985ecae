"""The MAC's bytes, and MACs over something other than the bytes sent (RFC 7515 5.1 and 5.2)."""

import json
from collections.abc import Callable
from typing import Any

from harness.contract.words import Rule
from harness.faults.forging import another_customer as claims_of_another
from harness.faults.forging import keep_signature
from harness.faults.registry import CURRENT, Inapplicable, fault, must, should
from harness.jose.mac import MAC_BYTES, mac
from harness.tokens.draft import Draft, Stage, compact_json

HALF = MAC_BYTES["HS256"] * 8
"""Bits of the shorter MAC; HS512 has as many again."""


@fault(Rule.SIGNATURE, must, "RFC 7515 5.2", rows={f"{bit:03}": bit for bit in range(HALF)})
def bit_flip(draft: Draft, value: int) -> Draft:
    """One bit of the MAC is flipped."""
    mask = 1 << value % 8
    return draft.edit(
        Stage.MAC, lambda raw: raw[: value // 8] + bytes([raw[value // 8] ^ mask]) + raw[value // 8 + 1 :]
    )


@fault(Rule.SIGNATURE, must, "RFC 7515 5.2", kinds=CURRENT, rows={f"{bit:03}": bit for bit in range(HALF, 2 * HALF)})
def bit_flip_in_second_half(draft: Draft, value: int) -> Draft:
    """One bit of the second half of an HS512 MAC is flipped."""
    if value >= MAC_BYTES[draft.mac] * 8:
        raise Inapplicable("the MAC is shorter")
    return bit_flip(draft, value)


@fault(
    Rule.SIGNATURE,
    must,
    "RFC 7518 3.2",
    rows={f"to-{n}": n for n in (0, 1, 2, 3, 4, 8, 10, 12, 16, 20, 24, 28, 30, 31)},
    each=True,
)
def cut(draft: Draft, value: int) -> Draft:
    """Only the first bytes of the MAC are sent."""
    return draft.edit(Stage.MAC, lambda raw: raw[:value])


@fault(
    Rule.SIGNATURE,
    must,
    "RFC 7518 3.2",
    kinds=CURRENT,
    rows={f"to-{n}": n for n in (32, 40, 48, 56, 60, 63)},
)
def cut_in_second_half(draft: Draft, value: int) -> Draft:
    """Only the first half, or somewhat more, of an HS512 MAC is sent."""
    if value >= MAC_BYTES[draft.mac]:
        raise Inapplicable("the MAC is shorter")
    return cut(draft, value)


@fault(
    Rule.SIGNATURE,
    must,
    "RFC 7518 3.2",
    kinds=CURRENT,
    also=(Rule.ENCODING,),
    rows={f"{n:02}": n for n in (1, 2, 3, 4, 10, 22, 42)},
    each=True,
)
def text_cut(draft: Draft, value: int) -> Draft:
    """The signature's last characters are missing, as after a careless copy."""
    return draft.edit(Stage.SIGNATURE_TEXT, lambda text: text[:-value])


@fault(Rule.SIGNATURE, must, "RFC 7518 3.2", rows={"from-1": 1, "from-16": 16, "from-31": 31}, each=True)
def beheaded(draft: Draft, value: int) -> Draft:
    """Only the last bytes of the MAC are sent."""
    return draft.edit(Stage.MAC, lambda raw: raw[value:])


@fault(
    Rule.SIGNATURE,
    must,
    "RFC 7518 3.2",
    rows={"zero": b"\0", "ff": b"\xff", "newline": b"\n", "three": b"abc", "sixteen": bytes(16), "doubled": None},
    each=True,
)
def extended(draft: Draft, value: bytes | None) -> Draft:
    """Bytes follow the right MAC."""
    return draft.edit(Stage.MAC, lambda raw: raw + (raw if value is None else value))


@fault(
    Rule.SIGNATURE,
    must,
    "RFC 7515 5.2",
    rows={"zeros": lambda raw: bytes(len(raw)), "ones": lambda raw: b"\xff" * len(raw),
          "reversed": lambda raw: raw[::-1],
          "inverted": lambda raw: bytes(~x & 255 for x in raw), "halves-swapped": lambda raw: raw[16:] + raw[:16],
          "first-half-only": lambda raw: raw[:16] + bytes(len(raw) - 16),
          "second-half-only": lambda raw: bytes(16) + raw[16:],
          "text": lambda raw: b"signature".ljust(len(raw)), "one-byte": lambda raw: b"\1"},
    each=True,
)  # fmt: skip
def replaced(draft: Draft, value: Any) -> Draft:
    """Other bytes stand in the MAC's place."""
    return draft.edit(Stage.MAC, value)


@fault(
    Rule.SIGNATURE,
    must,
    "RFC 7515 5.2",
    rows={"swapped": str.swapcase, "lower": str.lower, "upper": str.upper},
    each=True,
)
def with_other_capitals(draft: Draft, value: Callable[[str], str]) -> Draft:
    """The signature's letters are in other case, as a comparison without case takes them."""
    # The last character stays, or its spare bits would no longer be zero.
    return draft.edit(Stage.SIGNATURE_TEXT, lambda text: value(text[:-1]) + text[-1])


@fault(Rule.SIGNATURE, must, "RFC 7515 5.2", rows={f"{n:02}": n for n in range(4)}, each=True)
def random_key(draft: Draft, value: int) -> Draft:
    """The token is signed with a key of the forger's own."""
    return draft.signed_with(f"forger-{draft.scene.jti}-{value}".encode().ljust(64, b"*"))


@fault(Rule.SIGNATURE, must, "RFC 7515 5.2")
def another_customer(draft: Draft) -> Draft:
    """The customer was exchanged after signing."""
    return keep_signature(draft, draft.claim(**claims_of_another(draft)))


@fault(
    Rule.SIGNATURE,
    must,
    "RFC 7515 5.2",
    rows={"issued-at": {"iat": -1}, "jti": {"jti": "after-signing"}, "store": {"store_hash": "zz9other"},
          "extra": {"admin": True}, "channel": {"channel_id": 1}, "redirect": {"redirect_to": "/cart.php"}},
)  # fmt: skip
def claims_changed_after_signing(draft: Draft, value: dict[str, Any]) -> Draft:
    """A claim was changed or added after signing."""
    changes = {"iat": draft.claims["iat"] - 1} if "iat" in value else value
    return keep_signature(draft, draft.claim(**changes))


@fault(Rule.SIGNATURE, must, "RFC 7515 5.2", rows={"kid": {"kid": "1"}, "cty": {"cty": "x"}, "unknown": {"x-bc": "1"}})
def header_changed_after_signing(draft: Draft, value: dict[str, Any]) -> Draft:
    """A header parameter was added after signing."""
    return keep_signature(draft, draft.head(**value))


@fault(Rule.SIGNATURE, must, "RFC 7515 5.2")
def signature_of_another_token(draft: Draft) -> Draft:
    """The signature was cut from another valid token of the same app."""
    return keep_signature(draft.claim(**claims_of_another(draft)), draft)


@fault(Rule.SIGNATURE, should, "RFC 7515 3.1: the raw MAC", rows={"hex": "hex", "hex-upper": "upper"}, each=True)
def as_hex(draft: Draft, value: str) -> Draft:
    """The MAC is sent as hex text in base64url, as hash functions without a raw flag give it."""
    return draft.edit(Stage.MAC, lambda raw: (raw.hex() if value == "hex" else raw.hex().upper()).encode())


def _over(draft: Draft, value: str) -> Draft:
    header, payload, _ = draft.raw().split(".")
    head, body = compact_json(draft.header), compact_json(draft.claims)
    inputs = {
        "decoded": head + b"." + body,
        "decoded-joined": head + body,
        "payload": payload.encode(),
        "payload-json": body,
        "header": header.encode(),
        "payload-first": f"{payload}.{header}".encode(),
        "no-dot": f"{header}{payload}".encode(),
        "trailing-dot": f"{header}.{payload}.".encode(),
        "utf-16": f"{header}.{payload}".encode("utf-16-le"),
    }
    return draft.edit(Stage.MAC, lambda _: mac(draft.mac, draft.key, inputs[value]))


OVER = (
    "decoded",
    "decoded-joined",
    "payload",
    "payload-json",
    "header",
    "payload-first",
    "no-dot",
    "trailing-dot",
    "utf-16",
)


@fault(Rule.SIGNATURE, should, "RFC 7515 5.1", rows={name: name for name in OVER}, each=True)
def over_other_bytes(draft: Draft, value: str) -> Draft:
    """The MAC covers something other than header, dot, payload as sent."""
    return _over(draft, value)


def spaced(draft: Draft) -> Draft:
    """Return the draft with white space in its JSON, which is valid and must be kept for the MAC."""
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: json.dumps(json.loads(data), indent=1).encode())


@fault(Rule.SIGNATURE, should, "RFC 7515 5.2: over the bytes received", twin=spaced)
def over_reserialized_json(draft: Draft) -> Draft:
    """The MAC covers the claims written anew, not the bytes that were sent."""
    header, payload, _ = (
        Draft(draft.kind, draft.scene, draft.header, draft.claims, draft.key, draft.mac).raw().split(".")
    )
    return draft.edit(Stage.MAC, lambda _: mac(draft.mac, draft.key, f"{header}.{payload}".encode()))
