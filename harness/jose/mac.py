"""The HMAC algorithms of JWS (RFC 7518 3.2)."""

from hmac import digest

HMACS = {"HS256": "sha256", "HS384": "sha384", "HS512": "sha512"}
"""JWS algorithm name to hash name."""

MAC_BYTES = {"HS256": 32, "HS384": 48, "HS512": 64}


def mac(algorithm: str, key: bytes, data: bytes) -> bytes:
    """Return the MAC of ``data`` under ``key``; KeyError if ``algorithm`` is no HMAC of JWS."""
    return digest(key, data, HMACS[algorithm])
