"""The header's ``alg``: none in every spelling, other spellings, labels of other algorithms (RFC 8725 3.1)."""

from itertools import product
from typing import Any

from harness.contract.words import Kind, Rule
from harness.faults.forging import keep_signature
from harness.faults.registry import Inapplicable, fault, must, should
from harness.jose import base64url
from harness.jose.mac import HMACS
from harness.tokens.draft import Draft, Stage

NONES = ["".join(letters) for letters in product("nN", "oO", "nN", "eE")]
UNSIGNED_LABELS = {
    name.lower(): name for name in ("RS256", "ES256", "PS256", "EdDSA", "HS256", "HS384", "HS512", "HS1")
}
ASYMMETRIC = ("RS256", "RS384", "RS512", "ES256", "ES384", "ES512", "PS256", "PS512", "EdDSA", "Ed25519", "ES256K")
ENCRYPTION = ("dir", "A128KW", "A256KW", "RSA-OAEP", "RSA1_5", "ECDH-ES", "PBES2-HS256+A128KW", "A128GCMKW")
TYPES: dict[str, Any] = {
    "null": None, "integer": 256, "float": 2.56, "true": True, "array": ["HS256"], "object": {"alg": "HS256"},
    "empty-array": [],
}  # fmt: skip


def spelled(name: str) -> str:
    """Return a slug that keeps apart what lower case would merge: capitals are marked by position."""
    capitals = "".join(str(place) for place, letter in enumerate(name) if letter.isupper())
    return f"{name.lower()}-{capitals}" if capitals else name.lower()


@fault(Rule.ALGORITHM, must, "RFC 8725 3.1; RFC 7518 3.6", rows={spelled(name): name for name in NONES})
def none(draft: Draft, value: str) -> Draft:
    """The token says it is unsigned, and is."""
    return draft.head(alg=value).signed_with(b"", "")


@fault(
    Rule.ALGORITHM,
    must,
    "RFC 8725 3.1",
    rows={"space-after": "none ", "space-before": " none", "nul": "none\0", "tab": "none\t", "newline": "none\n",
          "empty": "", "fullwidth": "ｎｏｎｅ", "quoted": '"none"', "dotless": "n0ne"},
)  # fmt: skip
def none_disguised(draft: Draft, value: str) -> Draft:
    """The token is unsigned under a name that is almost none."""
    return draft.head(alg=value).signed_with(b"", "")


@fault(Rule.ALGORITHM, must, "RFC 8725 3.1", rows={spelled(name): name for name in ("none", "None", "NONE", "nOnE")})
def none_with_the_old_signature(draft: Draft, value: str) -> Draft:
    """The header was changed to none and the old signature kept."""
    return keep_signature(draft, draft.head(alg=value))


@fault(Rule.ALGORITHM, must, "RFC 7515 4.1.1")
def missing_unsigned(draft: Draft) -> Draft:
    """There is neither an alg nor a signature."""
    return draft.headless("alg").signed_with(b"", "")


@fault(Rule.ALGORITHM, should, "RFC 7515 4.1.1", each=True)
def missing(draft: Draft) -> Draft:
    """There is no alg, though the MAC is right."""
    return draft.headless("alg")


@fault(Rule.ALGORITHM, must, "RFC 8725 2.1", rows=UNSIGNED_LABELS, also=(Rule.SIGNATURE,), each=True)
def relabelled(draft: Draft, value: str) -> Draft:
    """The header names another algorithm and keeps the old signature."""
    if value == draft.header["alg"]:
        raise Inapplicable(f"{value} is the algorithm that the token has anyway")
    return keep_signature(draft, draft.head(alg=value))


@fault(
    Rule.ALGORITHM, must, "RFC 8725 3.4 (CVE-2022-21449)", rows={"raw": bytes(64), "der": b"0\x06\x02\x01\0\x02\x01\0"}
)
def psychic_signature(draft: Draft, value: bytes) -> Draft:
    """An ES256 label over a signature of zeros, which a broken ECDSA takes for valid."""
    return draft.head(alg="ES256").edit(Stage.MAC, lambda _: value)


def _in_other_case(draft: Draft, value: int) -> Draft:
    """The algorithm's name is spelled in other case, the MAC right."""
    letters = [draft.mac[0], draft.mac[1]]
    return draft.head(alg="".join(x.lower() if value >> i & 1 else x for i, x in enumerate(letters)) + draft.mac[2:])


in_other_case = fault(
    Rule.ALGORITHM, should, "RFC 7515 4.1.1: case-sensitive", rows={"hs": 3, "h": 1, "s": 2}, each=True
)(_in_other_case)


@fault(
    Rule.ALGORITHM,
    should,
    "RFC 7515 4.1.1",
    rows={"space-after": "{0} ", "space-before": " {0}", "nul": "{0}\0", "newline": "{0}\n", "dash": "HS-{1}",
          "sha": "SHA{1}", "hmac": "HMAC{1}", "hmac-sha": "HmacSHA{1}", "cut": "HS", "prefixed": "x{0}",
          "listed": "{0},none",
          "fullwidth": "ＨＳ{1}"},
    each=True,
)  # fmt: skip
def misspelled(draft: Draft, value: str) -> Draft:
    """The algorithm's name is only like the right one, the MAC right."""
    return draft.head(alg=value.format(draft.mac, draft.mac[2:]))


@fault(Rule.ALGORITHM, should, "RFC 8725 2.1", rows={name.lower(): name for name in ASYMMETRIC}, each=True)
def asymmetric_label(draft: Draft, value: str) -> Draft:
    """An asymmetric algorithm's name over a MAC under the shared secret."""
    return draft.head(alg=value)


@fault(
    Rule.ALGORITHM,
    should,
    "RFC 7516 4.1.1",
    rows={name.lower().replace("+", "-").replace("_", "-"): name for name in ENCRYPTION},
)
def encryption_label(draft: Draft, value: str) -> Draft:
    """An encryption algorithm's name over a MAC under the shared secret."""
    return draft.head(alg=value)


@fault(Rule.ALGORITHM, should, "RFC 7515 4.1.1: a string", rows=TYPES)
def wrong_type(draft: Draft, value: Any) -> Draft:
    """The alg is not a string."""
    return draft.head(alg=value)


@fault(Rule.ALGORITHM, should, "RFC 8725 3.1; Customer Login API, header", rows={name.lower(): name for name in HMACS})
def sibling(draft: Draft, value: str) -> Draft:
    """Another HMAC of the family, label and MAC agreeing, which this kind of token does not use."""
    if value == "HS256" or (draft.kind is Kind.CURRENT and value == "HS512"):
        raise Inapplicable(f"{value} is used by this kind of token")
    return draft.head(alg=value).signed_with(draft.key, value)


@fault(Rule.ALGORITHM, should, "RFC 7518 3.2", rows={name.lower(): name for name in HMACS}, each=True)
def label_of_another_mac(draft: Draft, value: str) -> Draft:
    """The label is right, but the MAC was made by another HMAC under the same secret."""
    if value == draft.mac:
        raise Inapplicable(f"{value} is the algorithm that the token has anyway")
    return draft.signed_with(draft.key, value)


@fault(Rule.ALGORITHM, must, "RFC 7515 4.1.3 (CVE-2018-0114)")
def attackers_rsa_key(draft: Draft) -> Draft:
    """The header carries the attacker's RSA key, and the token is really signed by it (RS256)."""
    from harness.faults.rsa import MODULUS, sign

    n = base64url.encode(MODULUS.to_bytes(256, "big"))
    changed = draft.head(alg="RS256", jwk={"kty": "RSA", "n": n, "e": "AQAB"})
    header, payload, _ = changed.raw().split(".")
    return changed.edit(Stage.MAC, lambda _: sign(f"{header}.{payload}".encode()))
