"""Things that are not one compact JWS of three segments (RFC 7515 7.1, RFC 7519 1)."""

import json

from harness.contract.words import Rule
from harness.faults.forging import another_customer
from harness.faults.registry import CURRENT, fault, must, should
from harness.jose import base64url
from harness.tokens.draft import Draft, Stage, compact_json


def _parts(token: str) -> tuple[str, str, str]:
    header, payload, signature = token.split(".")
    return header, payload, signature


@fault(
    Rule.SERIALIZATION,
    must,
    "RFC 7515 7.1",
    cwe=436,
    rows={"header": "{0}", "payload": "{1}", "two": "{0}.{1}", "two-last": "{1}.{2}", "empty-header": ".{1}.{2}",
          "empty-payload": "{0}..{2}", "empty-both": "..{2}",
          "only-dots-around": ".{0}."},
)  # fmt: skip
def too_little(draft: Draft, value: str) -> Draft:
    """Segments are missing or empty."""
    return draft.edit(Stage.TOKEN, lambda token: value.format(*_parts(token)))


@fault(
    Rule.SERIALIZATION,
    should,
    "RFC 7515 7.1",
    cwe=436,
    rows={"dot-after": "{0}.{1}.{2}.", "dot-before": ".{0}.{1}.{2}", "double-dot": "{0}..{1}.{2}",
          "fourth": "{0}.{1}.{2}.{2}", "fifth": "{0}.{1}.{2}.{0}.{1}",
          "signature-twice": "{0}.{1}.{2}.{2}.{2}", "six": "{0}.{1}.{2}.{0}.{1}.{2}"},
)  # fmt: skip
def too_much(draft: Draft, value: str) -> Draft:
    """There are more than three segments."""
    return draft.edit(Stage.TOKEN, lambda token: value.format(*_parts(token)))


@fault(
    Rule.SERIALIZATION,
    must,
    "RFC 7515 7.1",
    cwe=436,
    rows={"second": "{0}.{3}.{1}.{2}", "last": "{0}.{1}.{2}.{3}", "around": "{0}.{3}.{2}.{1}"},
)
def forged_payload_beside(draft: Draft, value: str) -> Draft:
    """A fourth segment holds claims of the forger's, for a reader that counts from the other end."""
    other = base64url.encode(compact_json({**draft.claims, **another_customer(draft)}))
    return draft.edit(Stage.TOKEN, lambda token: value.format(*_parts(token), other))


@fault(Rule.SERIALIZATION, must, "RFC 7518 3.6", cwe=436)
def unsigned_in_two_segments(draft: Draft) -> Draft:
    """The token says none and ends after the payload, without a dot."""
    return draft.head(alg="none").signed_with(b"", "").edit(Stage.TOKEN, lambda token: token.rstrip("."))


@fault(
    Rule.SERIALIZATION,
    must,
    "RFC 7519 1; RFC 8725 3.13",
    cwe=436,
    rows={"flattened": "flattened", "general": "general", "two-signatures": "two"},
)
def json_serialization(draft: Draft, value: str) -> Draft:
    """The same token in a JSON serialization of JWS."""

    def written(token: str) -> str:
        header, payload, signature = _parts(token)
        one = {"protected": header, "signature": signature}
        if value == "flattened":
            return json.dumps({"payload": payload, **one})
        return json.dumps(
            {"payload": payload, "signatures": [one] if value == "general" else [{**one, "signature": ""}, one]}
        )

    return draft.edit(Stage.TOKEN, written)


@fault(
    Rule.SERIALIZATION,
    must,
    "RFC 8725 3.13 (CVE-2022-39227)",
    cwe=436,
    rows={"in-a-value": ("x", ".{1}."), "in-a-name": ("  {0}.{1}.", ""), "in-a-name-alone": ("{0}.{1}.", "")},
)
def polyglot(draft: Draft, value: tuple[str, str]) -> Draft:
    """JSON to one reader and, split on dots, a compact token with forged claims to another."""
    forged = base64url.encode(compact_json({**draft.claims, **another_customer(draft)}))
    name, text = value

    def written(token: str) -> str:
        header, payload, signature = _parts(token)
        decoy = {name.format(header, forged): text.format(header, forged)}
        return json.dumps({**decoy, "protected": header, "payload": payload, "signature": signature})

    return draft.edit(Stage.TOKEN, written)


@fault(
    Rule.SERIALIZATION,
    should,
    "RFC 7516 7.1",
    cwe=436,
    rows={"dir": "dir", "pbes2": "PBES2-HS256+A128KW", "rsa": "RSA-OAEP"},
)
def encrypted_shape(draft: Draft, value: str) -> Draft:
    """Five segments under an encryption header, as a JWE has."""
    header = base64url.encode(compact_json({"alg": value, "enc": "A128GCM", "p2c": 10_000_000, "p2s": "AA"}))
    return draft.edit(Stage.TOKEN, lambda token: ".".join((header, "AAAA", "AAAA", _parts(token)[1], "AAAA")))


JWES = {
    "dir": ({"alg": "dir", "enc": "A256GCM"}, ""),
    "a128kw": ({"alg": "A128KW", "enc": "A128GCM"}, "AAECAwQFBgcICQoLDA0ODxAREhMUFRYX"),
    "ecdh-es": ({"alg": "ECDH-ES", "enc": "A256GCM", "epk": {"kty": "EC", "crv": "P-256", "x": "AA", "y": "AA"}}, ""),
    "rsa1-5": ({"alg": "RSA1_5", "enc": "A128CBC-HS256"}, "A" * 342),
    "pbes2": ({"alg": "PBES2-HS512+A256KW", "enc": "A256GCM", "p2c": 10_000_000, "p2s": "AAECAwQFBgcICQ"}, "A" * 54),
    "nested": ({"alg": "dir", "enc": "A256GCM", "cty": "JWT"}, ""),
}


@fault(Rule.SERIALIZATION, should, "RFC 7516 7.1; RFC 8725 2.3", kinds=CURRENT, cwe=436, rows=JWES)
def encrypted(draft: Draft, value: tuple[dict[str, object], str]) -> Draft:
    """A JWE in shape: header, key, nonce, the claims as ciphertext, tag."""
    header, key = base64url.encode(compact_json(value[0])), value[1]
    nonce, tag = base64url.encode(bytes(12)), base64url.encode(bytes(16))
    return draft.edit(Stage.TOKEN, lambda token: ".".join((header, key, nonce, _parts(token)[1], tag)))


@fault(
    Rule.SERIALIZATION,
    must,
    "RFC 7515 7.1",
    kinds=CURRENT,
    cwe=436,
    rows={"signed-first": "{0}.{1}.{2}.{3}.{4}.", "forged-first": "{3}.{4}..{0}.{1}.{2}",
          "comma": "{3}.{4}.,{0}.{1}.{2}", "space": "{3}.{4}. {0}.{1}.{2}", "semicolon": "{0}.{1}.{2};{3}.{4}."},
)  # fmt: skip
def forged_token_beside(draft: Draft, value: str) -> Draft:
    """A valid token and an unsigned one for another customer stand side by side."""
    header = base64url.encode(b'{"alg":"none"}')
    forged = base64url.encode(compact_json({**draft.claims, **another_customer(draft)}))
    return draft.edit(Stage.TOKEN, lambda token: value.format(*_parts(token), header, forged))


@fault(
    Rule.SERIALIZATION,
    should,
    "RFC 7515 7.1",
    cwe=436,
    rows={"bearer": "Bearer {}", "bearer-lower": "bearer {}", "jwt": "JWT {}", "form": "token={}",
          "colon": "token: {}", "quotes": '"{}"', "apostrophes": "'{}'", "angle": "<{}>",
          "json": '{{"token":"{}"}}', "list": '["{}"]', "twice": "{0},{0}", "twice-spaced": "{0} {0}"},
)  # fmt: skip
def wrapped(draft: Draft, value: str) -> Draft:
    """Something stands around the token."""
    return draft.edit(Stage.TOKEN, value.format)
