"""The stages before the claims: serialization, encoding, JSON, crit, algorithm, MAC."""

from collections.abc import Callable, Iterable, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hmac import compare_digest
from typing import Any

from harness.jose import base64url, compact, strict_json
from harness.jose.base64url import EncodingError
from harness.jose.compact import Segments, SerializationError
from harness.jose.mac import HMACS, MAC_BYTES, mac
from harness.jose.strict_json import JsonError
from harness.judge.reasons import Judgement, Reason, reason
from harness.tokens.keys import header_keys, neighbours
from harness.tokens.parties import App


@dataclass(frozen=True, slots=True)
class Opened:
    """A token that can be read: its segments, objects and raw MAC. Nothing is verified yet."""

    segments: Segments
    header: Mapping[str, Any]
    claims: Mapping[str, Any]
    signature: bytes


def read(token: str) -> Opened | Judgement:
    """Return the readable token, or the judgement of the stage (serialization, encoding, JSON) that refuses it."""
    try:
        segments = compact.split(token)
    except SerializationError as error:
        return Judgement((reason("not-compact", f"the token {error}"),))
    try:
        signature = base64url.decode(segments.signature)
        return Opened(
            segments, _header(segments.header), strict_json.parse(base64url.decode(segments.payload)), signature
        )
    except (EncodingError, JsonError):
        return _unreadable(segments)


@lru_cache(maxsize=64)
def _header(text: str) -> Mapping[str, Any]:
    """Return the header; one client sends the same one every time."""
    return strict_json.parse(base64url.decode(text))


def _unreadable(segments: Segments) -> Judgement:
    """Return why a token cannot be read: encoding comes before JSON, whichever segment it is in."""
    parts: dict[str, bytes] = {}
    for name, text in zip(("header", "payload", "signature"), segments, strict=True):
        try:
            parts[name] = base64url.decode(text)
        except EncodingError as error:
            return Judgement((reason(f"{name}-encoding", f"the {name} segment {error}"),))
    header: dict[str, Any] = {}
    try:
        header = strict_json.parse(parts["header"])
    except JsonError as error:
        return Judgement((reason("header-json", f"the header {error}"),))
    try:
        strict_json.parse(parts["payload"])
    except JsonError as error:
        return Judgement((reason("payload-json", f"the payload {error}"),), header)
    raise AssertionError("a token that can be read was called unreadable")


def check_header(
    header: Mapping[str, Any], algorithms: Iterable[str], typ: str, needs_typ: bool, code: str = "typ"
) -> Reason | None:
    """Return the reason of the crit or algorithm stage, or None.

    ``typ`` "" leaves typ alone; ``code`` is the reason where it is another.
    """
    for name in ("crit", "b64", "zip"):
        if name in header:
            return reason(name, f"the header has {name} = {header[name]!r:.60}")
    return _check_algorithm(header, algorithms) or (_check_type(header, typ, needs_typ, code) if typ else None)


def _check_algorithm(header: Mapping[str, Any], algorithms: Iterable[str]) -> Reason | None:
    alg = header.get("alg")
    if isinstance(alg, str) and alg in algorithms:
        return None
    wanted = " or ".join(algorithms)
    if "alg" not in header:
        return reason("alg-missing", f"the header has no alg; it must be {wanted}")
    if isinstance(alg, str) and alg.strip().lower() == "none":
        return reason("alg-none", f"alg is {alg!r}: the token is unsigned; it must be {wanted}")
    return reason("alg-other", f"alg is {alg!r:.60}; it must be {wanted}")


def _check_type(header: Mapping[str, Any], typ: str, needs_typ: bool, code: str) -> Reason | None:
    if "typ" not in header:
        return reason(code, f"the header has no typ; it must be {typ}") if needs_typ else None
    found = header["typ"]
    # Media types compare without case, and "application/" may be left out (RFC 7515 4.1.9).
    if isinstance(found, str) and found.lower().removeprefix("application/") == typ.lower():
        return None
    return reason(code, f"typ is {found!r:.60}; it must be {typ}")


def verifies(opened: Opened, key: bytes) -> bool:
    """Whether the MAC is the one that ``key`` gives under the header's algorithm."""
    return compare_digest(_mac(opened, opened.header["alg"], key), opened.signature)


def _mac(opened: Opened, algorithm: str, key: bytes) -> bytes:
    return mac(algorithm, key, opened.segments.signing_input)


def explain_mac(opened: Opened, app: App, others: Callable[[], Iterable[App]]) -> Reason:
    """Return why the MAC does not verify under ``app``'s secret: a header's key, a neighbouring one, or none known."""
    for label, key in header_keys(opened.header):
        if verifies(opened, key):
            return reason("mac-header-key", f"the MAC verifies under {label}, not under the client secret")
    for label, key in neighbours(app, opened.claims, others()):
        if verifies(opened, key):
            return reason("mac-key", f"the MAC verifies under {label}, not under the client secret itself")
    for other in HMACS:
        if other != opened.header["alg"] and compare_digest(_mac(opened, other, app.key), opened.signature):
            return reason("alg-mac", f"alg says {opened.header['alg']}, but the MAC is {other}'s")
    length, wanted = len(opened.signature), MAC_BYTES[opened.header["alg"]]
    if length != wanted:
        return reason("mac-length", f"the MAC has {length} bytes; {opened.header['alg']} gives {wanted}")
    return reason("mac", "the MAC does not verify under the client secret, nor under any key people mistake for it")
