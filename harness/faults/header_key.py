"""Headers that offer a key of the attacker's, signed with it: works only where the header is obeyed (RFC 8725 3.10)."""

from typing import Any

from harness.contract.words import Rule
from harness.faults.registry import CURRENT, Inapplicable, fault, must
from harness.jose import base64url
from harness.tokens.draft import Draft
from harness.tokens.keys import ATTACKER

JWK = {"kty": "oct", "k": base64url.encode(ATTACKER), "alg": "HS256"}
URLS = {
    "http": "http://127.0.0.1:9/keys.json",
    "https": "https://127.0.0.1:9/keys.json",
    "ipv6": "http://[::1]:9/keys.json",
    "userinfo": "https://login.bigcommerce.com@127.0.0.1:9/keys.json",
    "file": "file:///dev/null",
    "data": "data:application/json,{}",
    "relative": "/content/keys.json",
    "fragment": "http://127.0.0.1:9/#.bigcommerce.com",
}


@fault(
    Rule.HEADER_KEY,
    must,
    "RFC 8725 3.10; CWE-22",
    cwe=(22, 347),
    rows={"dev-null": "/dev/null", "relative": "../" * 16 + "dev/null",
          "encoded": "..%2f..%2f..%2f..%2fdev%2fnull",
          "file-url": "file:///dev/null", "unc": "\\\\127.0.0.1\\nul", "nul": "key\0", "windows": "..\\..\\nul",
          "proc": "/proc/sys/kernel/randomize_va_space/../../../../dev/null"},
)  # fmt: skip
def kid_path(draft: Draft, value: str) -> Draft:
    """The kid is a path to an empty file, and the key is empty."""
    return draft.head(kid=value).signed_with(b"")


@fault(
    Rule.HEADER_KEY,
    must,
    "RFC 8725 3.10; CWE-22",
    cwe=(22, 347),
    kinds=CURRENT,
    rows={"raw": ("/proc/sys/kernel/ostype", b"Linux\n"), "stripped": ("/proc/sys/kernel/ostype", b"Linux"),
          "relative": ("../" * 16 + "proc/sys/kernel/ostype", b"Linux\n"),
          "relative-stripped": ("../" * 16 + "proc/sys/kernel/ostype", b"Linux"),
          "with-extension": ("../" * 16 + "proc/sys/kernel/ostype\0", b"Linux\n")},
)  # fmt: skip
def kid_of_a_known_file(draft: Draft, value: tuple[str, bytes]) -> Draft:
    """The kid is a path to a file that is the same everywhere, and its content the key."""
    kid, key = value
    return draft.head(kid=kid).signed_with(key)


@fault(
    Rule.HEADER_KEY,
    must,
    "RFC 8725 3.10",
    kinds=CURRENT,
    also={Rule.KEY},
    rows={"undefined": b"undefined", "null": b"null", "none": b"None", "false": b"false", "nil": b"nil"},
)
def kid_of_nobody(draft: Draft, value: bytes) -> Draft:
    """The kid belongs to no key, and the key is what a lookup that found nothing turns into."""
    return draft.head(kid="no-such-key").signed_with(value)


@fault(
    Rule.HEADER_KEY,
    must,
    "RFC 8725 3.10; CWE-89",
    cwe=(89, 347),
    rows={"union": "x' UNION SELECT 'a'-- ", "union-all": "x' UNION ALL SELECT 'a';-- ",
          "comment": "x'/**/UNION/**/SELECT/**/'a'#",
          "double": "x\" UNION SELECT 'a'-- "},
)  # fmt: skip
def kid_sql(draft: Draft, value: str) -> Draft:
    """The kid's SQL selects a key that the attacker chose."""
    return draft.head(kid=value).signed_with(b"a")


@fault(
    Rule.HEADER_KEY,
    must,
    "RFC 8725 3.10; CWE-78",
    cwe=(78, 347),
    rows={"pipe": "|true", "subshell": "$(true)", "backticks": "`true`", "semicolon": "x;true", "newline": "x\ntrue",
          "template": "{{7*7}}", "dollar": "${7*7}", "jndi": "${jndi:ldap://127.0.0.1:9/a}", "ldap": "*)(uid=*",
          "format": "%s%n"},
)  # fmt: skip
def kid_command(draft: Draft, value: str) -> Draft:
    """The kid is code for a shell, a template or a directory, and the key is empty."""
    return draft.head(kid=value).signed_with(b"")


@fault(Rule.HEADER_KEY, must, "RFC 8725 3.10")
def kid_is_the_key(draft: Draft) -> Draft:
    """The kid's text is the key."""
    return draft.head(kid="attacker").signed_with(b"attacker")


@fault(
    Rule.HEADER_KEY,
    must,
    "RFC 8725 3.10",
    rows={
        "empty": "",
        "zero": 0,
        "null": None,
        "array": ["x"],
        "object": {"$ne": None},
        "true": True,
        "long": "k" * 2000,
    },
)
def kid_of_odd_type(draft: Draft, value: Any) -> Draft:
    """The kid is of an odd type or length, and the key is empty."""
    return draft.head(kid=value).signed_with(b"")


@fault(Rule.HEADER_KEY, must, "RFC 7515 4.1.3 (CVE-2018-0114)")
def jwk(draft: Draft) -> Draft:
    """The header carries the key that signed."""
    return draft.head(jwk={**JWK, "alg": draft.mac}).signed_with(ATTACKER)


@fault(
    Rule.HEADER_KEY,
    must,
    "RFC 7515 4.1.3",
    rows={"null": None, "text": "x", "array": [JWK], "no-k": {"kty": "oct"}, "empty-k": {"kty": "oct", "k": ""}},
)
def jwk_odd(draft: Draft, value: Any) -> Draft:
    """The header's key is empty or malformed, and the key is empty."""
    return draft.head(jwk=value).signed_with(b"")


@fault(Rule.HEADER_KEY, must, "RFC 8725 3.10; RFC 7515 4.1.2", cwe=918, rows=URLS)
def jku(draft: Draft, value: str) -> Draft:
    """The header points to a key set of the attacker's."""
    return draft.head(jku=value, kid="1").signed_with(ATTACKER)


@fault(Rule.HEADER_KEY, must, "RFC 8725 3.10; RFC 7515 4.1.5", cwe=918, rows=URLS)
def x5u(draft: Draft, value: str) -> Draft:
    """The header points to a certificate of the attacker's."""
    return draft.head(x5u=value).signed_with(ATTACKER)


@fault(Rule.HEADER_KEY, must, "RFC 7515 4.1.6", rows={"text": ["bm90IGEgY2VydGlmaWNhdGU="], "empty": [], "type": 1})
def x5c(draft: Draft, value: Any) -> Draft:
    """The header carries something in place of a certificate chain, and the key is empty."""
    return draft.head(x5c=value).signed_with(b"")


@fault(
    Rule.HEADER_KEY,
    must,
    "RFC 7515 4.1.7 and 4.1.8",
    kinds=CURRENT,
    rows={"sha-1": {"x5t": "A" * 27}, "sha-256": {"x5t#S256": "A" * 43}, "type": {"x5t": 1}},
)
def thumbprint(draft: Draft, value: dict[str, Any]) -> Draft:
    """The header names a certificate that nobody has, and the key is empty."""
    return draft.head(**value).signed_with(b"")


TO_US = {"plain": "{0}://{1}/{2}/keys.json", "userinfo": "{0}://login.bigcommerce.com@{1}/{2}/keys.json",
         "redirected": "{0}://{1}/{2}/redirect"}  # fmt: skip
"""Addresses at our own listener, below the token's own id. Its key set holds ATTACKER as the key "1"."""


def _ours(draft: Draft, form: str) -> str:
    if not draft.scene.listener:
        raise Inapplicable("there is no listener of ours that the target could call")
    scheme, _, host = draft.scene.listener.partition("://")
    return form.format(scheme, host, draft.scene.jti)


@fault(Rule.HEADER_KEY, must, "RFC 8725 3.10; RFC 7515 4.1.2", kinds=CURRENT, cwe=(347, 918), rows=TO_US)
def jku_to_us(draft: Draft, value: str) -> Draft:
    """The header points to a key set at our listener, which holds the key that signed."""
    return draft.head(jku=_ours(draft, value), kid="1").signed_with(ATTACKER)


@fault(Rule.HEADER_KEY, must, "RFC 8725 3.10; RFC 7515 4.1.5", kinds=CURRENT, cwe=(347, 918), rows=TO_US)
def x5u_to_us(draft: Draft, value: str) -> Draft:
    """The header points to a certificate at our listener."""
    return draft.head(x5u=_ours(draft, value), kid="1").signed_with(ATTACKER)


@fault(Rule.HEADER_KEY, must, "RFC 8725 3.10; RFC 7515 4.1.4", kinds=CURRENT, cwe=(347, 918), rows=TO_US)
def kid_url_to_us(draft: Draft, value: str) -> Draft:
    """The kid is the address of a key set at our listener."""
    return draft.head(kid=_ours(draft, value)).signed_with(ATTACKER)


@fault(Rule.HEADER_KEY, must, "RFC 8725 3.10; RFC 7515 4.1.3", kinds=CURRENT, cwe=(347, 918), rows=TO_US)
def jwk_set_url(draft: Draft, value: str) -> Draft:
    """The header's jwk is the address of a key set at our listener."""
    return draft.head(jwk=_ours(draft, value), kid="1").signed_with(ATTACKER)
