"""Valid tokens in another form: whoever refuses these refuses real people."""

import json
from typing import Any

from harness.contract.words import Kind
from harness.faults.registry import LOGIN, Inapplicable, may, must, should, variant
from harness.jose import strict_json
from harness.tokens.draft import Draft, Stage, compact_json

IGNORED = "RFC 7519 4: unknown claims are ignored"


@variant(
    must,
    IGNORED,
    rows={
        "string": {"note": "x"},
        "object": {"context": {"a": [1, None]}},
        "null": {"note": None},
        "camel": {"customerId": 1},
        "proto": {"__proto__": {"admin": True}},
    },
)
def unknown_claim(draft: Draft, value: dict[str, Any]) -> Draft:
    """There is a claim that nobody asked for."""
    return draft.claim(**value)


@variant(
    should,
    IGNORED,
    kinds=LOGIN,
    rests="login.unknown-claims",
    rows={"exp": ("exp", 86_400), "exp-30-s": ("exp", 30), "nbf": ("nbf", -5), "both": ("both", 0)},
)
def registered_times(draft: Draft, value: tuple[str, int]) -> Draft:
    """There are exp or nbf, as several clients add them."""
    name, offset = value
    now = draft.scene.now
    return draft.claim(exp=now + 30, nbf=now - 5) if name == "both" else draft.claim(**{name: now + offset})


@variant(
    should,
    IGNORED,
    kinds=LOGIN,
    rests="login.unknown-claims",
    rows={"aud": {"aud": "BigCommerce"}, "sub": {"sub": "stores/x"}, "impersonator": {"impersonator_id": 7}},
)
def registered_names(draft: Draft, value: dict[str, Any]) -> Draft:
    """There are claims that other kinds of token use."""
    return draft.claim(**value)


@variant(must, "RFC 8259 4: members are unordered", rows={"reversed": -1, "sorted": 1})
def claim_order(draft: Draft, value: int) -> Draft:
    """The claims come in another order."""
    names = sorted(draft.claims) if value > 0 else list(draft.claims)[::-1]
    return draft.without(*draft.claims).claim(**{name: draft.claims[name] for name in names})


@variant(must, "RFC 8259 4: members are unordered")
def header_order(draft: Draft) -> Draft:
    """The header's parameters come in the other order."""
    return draft.headless(*draft.header).head(**{name: draft.header[name] for name in list(draft.header)[::-1]})


@variant(
    must,
    "RFC 7515 5.2: the bytes are signed, not the objects",
    rows={
        "indented": {"indent": 2},
        "tabs": {"indent": "\t"},
        "spaced": {"separators": (", ", ": ")},
        "newlines": {"indent": 0},
    },
)
def white_space(draft: Draft, value: dict[str, Any]) -> Draft:
    """There is white space in the JSON of both parts."""

    def rewritten(data: bytes) -> bytes:
        return json.dumps(strict_json.parse(data), **value).encode()

    return draft.edit(Stage.HEADER_JSON, rewritten).edit(Stage.PAYLOAD_JSON, rewritten)


@variant(
    must,
    "RFC 8259 7: escapes",
    rows={
        "slashes": (b"/", b"\\/"),
        "letter": (b"jti", b"\\u006a\\u0074\\u0069"),
        "underscore": (b"store_hash", b"store\\u005fhash"),
        "upper-hex": (b"iss", b"\\u0069\\u0073\\u0073"),
    },
)
def escapes(draft: Draft, value: tuple[bytes, bytes]) -> Draft:
    """Characters are escaped, as PHP escapes every slash."""
    draft = draft.claim(redirect_to="/cart.php") if draft.kind is Kind.LOGIN else draft
    if value[0] not in compact_json(draft.claims):
        raise Inapplicable("there is nothing of that to escape in this token")
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: data.replace(*value))


@variant(must, "RFC 8259 8.1: UTF-8", rows={"latin": "café", "emoji": "🛏", "rtl": "שלום", "cjk": "床垫"})
def unescaped_unicode(draft: Draft, value: str) -> Draft:
    """A claim holds characters beyond ASCII, unescaped."""
    return draft.edit(Stage.PAYLOAD_JSON, lambda data: data[:-1] + f',"note":"{value}"}}'.encode())


@variant(
    should,
    "RFC 7515 4: unknown parameters are ignored",
    rows={"kid": {"kid": "1"}, "unknown": {"x-app": "1"}, "cty": {"cty": "json"}, "iss": {"iss": "x"}},
)
def unknown_header(draft: Draft, value: dict[str, Any]) -> Draft:
    """There is a header parameter that nobody asked for."""
    return draft.head(**value)


@variant(
    may,
    "RFC 7515 4.1.9: media types compare without case",
    rests="login.typ.required",
    rows={"lower": "jwt", "mixed": "Jwt", "media-type": "application/jwt"},
)
def typ_in_other_case(draft: Draft, value: str) -> Draft:
    """The typ is spelled in another way that means the same."""
    return draft.head(typ=value)


JTIS = {"32-hex-upper": "{4}", "64-hex": "{0}{0}", "uuid": "{1}", "uuid-upper": "{2}", "short": "j{3}",
"url": "https://example.com/{0}", "spaces": "login of {0}", "unicode": "é{0}", "long": "{0}" * 8,
        "base64": "{0}+/=="}  # fmt: skip


@variant(must, "Customer Login API, jti: any unique string", kinds=LOGIN, rests="login.jti.format", rows=JTIS)
def jti_format(draft: Draft, value: str) -> Draft:
    """The jti is in one of the forms that official and other clients use."""
    plain = draft.scene.jti
    dashed = "-".join((plain[:8], plain[8:12], plain[12:16], plain[16:20], plain[20:]))
    return draft.claim(jti=value.format(plain, dashed, dashed.upper(), plain[:11], plain.upper()))


@variant(should, "Customer Login API, enable_persistent_cart", kinds=LOGIN, rows={"true": True, "false": False})
def persistent_cart(draft: Draft, value: bool) -> Draft:
    """The persistent cart is asked for, or not."""
    return draft.claim(enable_persistent_cart=value)


@variant(must, "Customer Login API: every claim at once", kinds=LOGIN)
def every_claim(draft: Draft) -> Draft:
    """Every documented claim is there."""
    scene = draft.scene
    bound = {"request_ip": scene.peer} if scene.peer else {}
    return draft.claim(channel_id=scene.channel_id or 1, redirect_to="/cart.php", enable_persistent_cart=False, **bound)
