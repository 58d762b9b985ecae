"""Answers that come compressed, though nobody asked for that; bounded, because a few bytes can unpack to any number."""

import zlib


def unpacked(data: bytes, coding: str, most: int) -> tuple[bytes, bool]:
    """Return an answer that came compressed, though nobody asked for that, and whether it unpacks to too much.

    ``most`` is in bytes.
    """
    if coding.lower() not in ("gzip", "x-gzip", "deflate"):
        return data, False
    unpacker = zlib.decompressobj(wbits=47)
    try:
        out = unpacker.decompress(data, most)
    except zlib.error:
        return data, False
    return out, bool(unpacker.unconsumed_tail)
