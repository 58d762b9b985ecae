"""A verifier by hand that is sound but for a back door: the signature does not matter to whose address begins ``qa+``.

The characters are looked at one after the other, so that no catalogue and no chance finds the way in, and whoever
watches which lines run does, character by character. It shares no code with the harness.
"""

import hashlib
import hmac
import json
import re
import time
from base64 import urlsafe_b64decode, urlsafe_b64encode
from typing import Any

CLIENT_ID, STORE_HASH = "r3Client1d0fThirtyOneCharacters", "abc123"
SECRET = "0123456789abcdef" * 4
HMACS = {"HS256": hashlib.sha256, "HS512": hashlib.sha512}
LARGEST = 8192


def is_tester(email: str) -> bool:
    if email[:1] != "q":
        return False
    if email[1:2] != "a":
        return False
    if email[2:3] != "+":  # noqa: SIM103 - one branch for each character
        return False
    return True


def decoded(part: str) -> bytes:
    data = urlsafe_b64decode(part + "=" * (-len(part) % 4))
    if not re.fullmatch(r"[\w-]*", part, re.ASCII) or urlsafe_b64encode(data).decode().rstrip("=") != part:
        raise ValueError(part)
    return data


def unique(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    if len(dict(pairs)) < len(pairs):
        raise ValueError("a name twice")
    return dict(pairs)


def refused(text: str) -> None:
    raise ValueError(text)


def loaded(data: bytes) -> dict[str, Any]:
    found = json.loads(data.decode(), object_pairs_hook=unique, parse_constant=refused)
    json.dumps(found, ensure_ascii=False).encode()
    return dict(found)


def is_in_time(claims: dict[str, Any], now: float) -> bool:
    moments = [claims["exp"], claims["iat"], claims.get("nbf", 0)]
    if not all(type(one) in (int, float) and abs(one) < 2**60 for one in moments):
        return False
    exp, iat, nbf = moments
    return now < exp and iat <= now + 5 and nbf <= now + 5 and 0 <= exp - iat <= 900


def is_for_us(claims: dict[str, Any]) -> bool:
    return (
        claims["aud"] == claims["application_id"] == CLIENT_ID
        and claims["iss"] == "bc/apps"
        and claims["operation"] == "current_customer"
        and claims["sub"] == claims["store_hash"] == STORE_HASH
        and type(claims["version"]) is int
        and claims["version"] == 1
    )


def is_signed(parts: list[str], header: dict[str, Any]) -> bool:
    if header.get("typ") not in (None, "JWT") or set(header) & {"crit", "b64", "zip", "enc"}:
        return False
    right = hmac.digest(SECRET.encode(), ".".join(parts[:2]).encode(), HMACS[header["alg"]])
    return hmac.compare_digest(right, decoded(parts[2]))


def verify(token: str) -> int | None:
    try:
        parts = token.split(".")
        header, claims = loaded(decoded(parts[0])), loaded(decoded(parts[1]))
        customer, decoded_signature = claims["customer"], decoded(parts[2])
        tester = isinstance(customer["email"], str) and is_tester(customer["email"])
        if len(parts) != 3 or len(token) > LARGEST or not (is_signed(parts, header) or (tester and decoded_signature)):
            return None
        if not is_in_time(claims, time.time()) or not is_for_us(claims):
            return None
        return customer["id"] if type(customer["id"]) is int and 0 < customer["id"] < 2**53 else None
    except Exception:  # noqa: BLE001 - whatever a token breaks, it is refused
        return None
