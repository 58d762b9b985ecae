"""The writer of valid tokens: PyJWT, told to take short legacy secrets in silence.

Client secrets issued years ago have 31 characters; PyJWT warns below 32 bytes (RFC 7518 3.2), once per token.
"""

import json
from collections.abc import Mapping
from typing import Any

from jwt import PyJWS
from jwt.algorithms import HMACAlgorithm

_WRITTEN = ("HS256", "HS512")
_SORTED = ["alg", "typ"]
_TYP_FIRST = ["typ", "alg"]


class _Hmac(HMACAlgorithm):
    """PyJWT's HMAC without the warning about short keys, and without looking whether the key is one of another kind."""

    def prepare_key(self, key: str | bytes) -> bytes:
        """Take the key as it is: half of the time would go into trying to read it as PEM, SSH and DER."""
        return key.encode() if isinstance(key, str) else key

    def check_key_length(self, key: bytes) -> str | None:
        """Accept every length: the store's secret is what it is."""
        return None


def _jws() -> PyJWS:
    jws = PyJWS(algorithms=list(_WRITTEN))
    for name, hash_function in (("HS256", HMACAlgorithm.SHA256), ("HS512", HMACAlgorithm.SHA512)):
        jws.unregister_algorithm(name)
        jws.register_algorithm(name, _Hmac(hash_function))
    return jws


_JWS = _jws()


def writes(header: Mapping[str, Any], key: bytes, algorithm: str) -> bool:
    """Whether PyJWT can write ``header`` in its order under ``key`` and the HMAC ``algorithm``."""
    plain = list(header) in (_SORTED, _TYP_FIRST) and header["alg"] == algorithm and header["typ"] == "JWT"
    return plain and algorithm in _WRITTEN and bool(key)


def write(header: Mapping[str, Any], claims: Mapping[str, Any], key: bytes, algorithm: str) -> str:
    """Return the compact JWS of ``claims`` by PyJWT; ``writes`` must hold."""
    payload = json.dumps(claims, separators=(",", ":")).encode("ascii")
    return _JWS.encode(payload, key, algorithm, sort_headers=list(header) == _SORTED)
