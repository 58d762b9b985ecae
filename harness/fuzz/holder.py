"""Whether the secret's holder made a token, read as leniently as anyone reads: what nobody else could have made."""

import json
import re
from binascii import a2b_base64
from collections.abc import Iterator
from typing import Any

from harness.jose import base64url
from harness.jose.base64url import EncodingError
from harness.jose.mac import HMACS, mac
from harness.tokens import App
from harness.tokens.keys import secret_forms

_ALPHABET = re.compile(r"[^A-Za-z0-9_-]")
_AROUND = re.compile(r"^[^A-Za-z0-9_-]+|[^A-Za-z0-9_-]+$")
_COMPACT = re.compile(r"([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)")
_STANDARD = str.maketrans("-_", "+/")
_HEX = re.compile(rb"(?:[0-9a-fA-F]{2})+")


def signed_by_the_holder(wire: str, app: App) -> bool:
    """Whether, read as leniently as anyone reads, a MAC of the secret's holder is in ``wire``, over what stands there.

    An encrypted token, and one whose payload travels elsewhere, only the holder can have made as well.
    """
    if wire.count(".") == 4 or ".." in wire.strip("."):
        return True
    for header, payload, signature in _readings(wire):
        made = _made(header, payload, app)
        if any(given in made for given in _bytes_of(signature)):
            return True
    return False


def leniently(wire: str) -> dict[str, Any]:
    """Return the claims of a token as a parser reads them to whom the last of several members counts; {} if none."""
    try:
        found = json.loads(base64url.decode(wire.split(".")[1]))
    except (IndexError, EncodingError, ValueError, RecursionError):
        return {}
    return found if isinstance(found, dict) else {}


def _readings(wire: str) -> Iterator[tuple[str, str, str]]:
    """Yield header, payload and signature as they may be cut out of ``wire``."""
    bare = wire.split(".")
    for parts in (bare, [text for part in bare if (text := _AROUND.sub("", part))]):
        if len(parts) > 2:
            yield parts[0], parts[1], parts[2]
            yield parts[-3], parts[-2], parts[-1]
            yield parts[0], ".".join(parts[1:-1]), parts[-1]
    for found in _COMPACT.finditer(wire):
        yield found[1], found[2], found[3]


def _made(header: str, payload: str, app: App) -> set[bytes]:
    """Return every MAC that the holder may have made over these segments, by a slip of the key or of the bytes."""
    whole = f"{header}.{payload}"
    plain = whole.encode("utf-8", "surrogatepass")
    texts = {text.encode("utf-8", "surrogatepass") for text in (header, f"{payload}.{header}", f"{whole}.")}
    texts |= {plain, whole.encode("utf-16-le", "surrogatepass"), *_decoded(header, payload)}
    pairs = {(app.key, text) for text in texts}
    pairs |= {(key, plain) for key in secret_forms(app.client_secret).values() if key}
    return {mac(name, key, text) for name in HMACS for key, text in pairs}


def _decoded(header: str, payload: str) -> Iterator[bytes]:
    try:
        first, second = base64url.decode(header), base64url.decode(payload)
    except EncodingError:
        return
    yield from (first + b"." + second, first + second, second, payload.encode(), (header + payload).encode())
    try:
        again = json.loads(second)
        for separators in (None, (",", ":")):
            yield f"{header}.{base64url.encode(json.dumps(again, separators=separators).encode())}".encode()
    except (ValueError, RecursionError):
        return


def _bytes_of(signature: str) -> Iterator[bytes]:
    """Yield the bytes that a signature's text may stand for: base64 in any dress, hex, or base64 of hex."""
    readings = [signature.encode("utf-8", "surrogatepass")]
    for text in {signature.partition("=")[0], signature.partition("%")[0], signature}:
        kept = _ALPHABET.sub("", text.replace("+", "-").replace("/", "_"))
        readings.append(a2b_base64(kept[: len(kept) - (len(kept) % 4 == 1)].translate(_STANDARD) + "=="))
    yield from readings
    yield from (bytes.fromhex(found.decode()) for found in readings if _HEX.fullmatch(found))
