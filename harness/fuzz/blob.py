"""An example as one word that fits into a command line, a ticket or a mail; no version of Hypothesis matters to it."""

import binascii
import json
import zlib
from typing import Any

from harness.fuzz.probe import Json
from harness.jose import base64url
from harness.jose.base64url import EncodingError

MARK = "ta1-"
"""How a blob begins; the number is that of its form."""
LARGEST = 1_000_000
"""Bytes of JSON that a blob may unpack to."""


def as_blob(probe: str, example: Json) -> str:
    """Return ``example`` of the probe called ``probe`` as one word."""
    text = json.dumps({"probe": probe, "example": example}, separators=(",", ":"), sort_keys=True)
    return MARK + base64url.encode(zlib.compress(text.encode(), 9))


def from_blob(blob: str) -> tuple[str, Json]:
    """Return the probe's name and the example of ``blob``; ValueError says what is wrong with it."""
    if not blob.startswith(MARK):
        raise ValueError(f"{blob:.20} is no example; one starts with {MARK}")
    try:
        unpacked = zlib.decompressobj()
        data: dict[str, Any] = json.loads(unpacked.decompress(base64url.decode(blob.removeprefix(MARK)), LARGEST))
        return str(data["probe"]), data["example"]
    except (EncodingError, zlib.error, binascii.Error, ValueError, KeyError, TypeError) as error:
        raise ValueError(f"{blob:.20}… is no example, or was cut: copy all of it") from error
