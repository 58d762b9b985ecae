"""From what a jti is made, where that is the time: its digits, a hash of them, or a UUID of version 1."""

import math
import re
from collections.abc import Iterator
from hashlib import md5, sha1, sha256

from harness.judge.issued.order import Issued
from harness.judge.values import is_integer

SLACK = 2
"""Seconds that the time in a jti may lie outside the moment in which the token was made."""

LEFT = 16
"""Characters beside the time that make a jti hard to guess after all."""

_SCALES = (1, 1000, 10**6, 10**9)
_DIGITS = {10: re.compile(r"[0-9]+"), 16: re.compile(r"[0-9a-f]+"), 36: re.compile(r"[0-9a-z]+")}
_WORD = re.compile(r"(?<![^\W_])[a-z]{1,12}(?![^\W_])")
"""A word on its own, such as "login"; nothing random is that short and has no digit."""

_HASHES = {32: ("MD5", md5), 40: ("SHA-1", sha1), 64: ("SHA-256", sha256)}
_UUID = re.compile(r"([0-9a-f]{8})-?([0-9a-f]{4})-?1([0-9a-f]{3})-?[89ab][0-9a-f]{3}-?[0-9a-f]{12}")
_GREGORIAN = 12_219_292_800
"""Seconds from 1582-10-15, the zero of a UUID's clock, to the Unix epoch (RFC 9562 5.1)."""

_LONGEST = 60
"""Seconds of a moment whose milliseconds are worth hashing one by one."""


def made_from(jti: str, token: Issued) -> str:
    """Return what of the time ``jti`` is made from, as the end of "jti is …, "; "" if nothing shows."""
    text = jti.lower()
    if _is_uuid1(text, token):
        return "a UUID of version 1, which is the time and the machine"
    if name := _hashed(text, token):
        return f"the {name} of the time"
    return "made of the time" if _is_mostly_time(text, token) else ""


def _is_now(seconds: float, token: Issued) -> bool:
    """Whether ``seconds`` lie in the moment of the token, or in the second that it claims."""
    near = token.order.earliest - SLACK <= seconds <= token.order.latest + SLACK
    return near or math.floor(seconds) == token.claims.get("iat")


def _is_uuid1(text: str, token: Issued) -> bool:
    # The version alone would not do: one in 64 random ids written with dashes looks like it.
    found = _UUID.fullmatch(text)
    ticks = int(found[3] + found[2] + found[1], 16) if found else 0
    return found is not None and _is_now(ticks / 10**7 - _GREGORIAN, token)


def _hashed(text: str, token: Issued) -> str:
    """Return the name of the hash whose value over the time, or time and customer, ``text`` is."""
    name, function = _HASHES.get(len(text), ("", md5))
    if not name or not _DIGITS[16].fullmatch(text):
        return ""
    return name if any(function(guess.encode()).hexdigest() == text for guess in _guesses(token)) else ""


def _guesses(token: Issued) -> Iterator[str]:
    """Yield the seconds, alone and with the customer, and the milliseconds in which the token can have been made."""
    first = math.floor(token.order.earliest) - SLACK
    last = min(math.ceil(token.order.latest) + SLACK, first + _LONGEST)
    claimed = [iat] if is_integer(iat := token.claims.get("iat")) else []
    for seconds in {*claimed, *range(first, last + 1)}:
        yield str(seconds)
        for mark in ("", "-", "_", ":", "."):
            yield f"{token.order.customer_id}{mark}{seconds}"
            yield f"{seconds}{mark}{token.order.customer_id}"
    yield from map(str, range(first * 1000, last * 1000 + 1))


def _is_mostly_time(text: str, token: Issued) -> bool:
    """Whether ``text`` has the time in it, and too little besides to be hard to guess."""
    for known in (token.order.app.client_id.lower(), token.order.store_hash, str(token.order.customer_id)):
        text = text.removeprefix(known)
    for base, pattern in _DIGITS.items():
        for run in pattern.finditer(text):
            if length := _time_in(run[0], base, token):
                return _unknown(text[: run.start()] + "." + text[run.start() + length :], token) < LEFT
    return False


def _unknown(text: str, token: Issued) -> int:
    """Return how many characters of ``text`` are neither words nor public values."""
    for known in (token.order.app.client_id.lower(), token.order.store_hash, str(token.order.customer_id)):
        text = text.replace(known, ".", 1)
    return len(re.sub(r"[\W_]", "", _WORD.sub("", text)))


def _time_in(digits: str, base: int, token: Issued) -> int:
    """Return how many leading ``digits`` are the time now, as seconds or a smaller unit; 0 for none."""
    now = math.floor(token.order.latest)
    for scale in reversed(_SCALES):
        length = _length(now * scale, base)
        if len(digits) >= length and _is_now(int(digits[:length], base) / scale, token):
            return length
    return 0


def _length(number: int, base: int) -> int:
    """Return how many digits ``number`` has in ``base``."""
    count = 1
    while number := number // base:
        count += 1
    return count
