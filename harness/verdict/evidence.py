"""What was sent and what came back, fit to be shown: bounded, and without secrets."""

import json
import re
from typing import Any

from harness.targets.http import Exchange
from harness.tokens.draft import Draft

_COOKIE = re.compile(r"(?i)\b(SHOP_TOKEN|SHOP_SESSION_TOKEN)=([^;,\s]{4})[^;,\s]+")
_ANY_COOKIE = re.compile(r"(^|;\s*)([^=;\s]+)=([^;]{4})[^;]{8,}")
_PUBLIC = ("path", "domain", "expires", "samesite", "max-age")
_JWT = re.compile(r"\b(eyJ[\w-]{8})[\w-]{0,8000}\.[\w-]{8,}\.[\w-]{8,}")
_EMAIL = re.compile(
    r"\b([\w.+%-])[\w.+%-]{0,64}(@|%40|&#64;|\\u0040)((?!example\.|[\w.-]+\.example\b)[\w-]+\.[\w.-]*[^\W\d_]{2})"
)
TELLING = 8
"""Characters of a secret that are too many to be shown."""
_SHOWN_BODY = 600
_SHOWN_TOKEN = 1200


def shown(exchange: Exchange) -> dict[str, Any]:
    """Return the exchange as request and response; session cookies are cut short."""
    headers = {name: header(name, value) for name, value in exchange.headers}
    response = {"status": exchange.status, "error": exchange.error, "location": masked(exchange.header("location"))}
    body = masked(exchange.body[:_SHOWN_BODY])
    return {
        "request": {
            "method": exchange.method,
            "url": exchange.url[:_SHOWN_TOKEN],
            "headers": {k: header(k, v) for k, v in exchange.sent},
        },
        "response": {**{k: v for k, v in response.items() if v}, "headers": headers, "body": body},
    }


def token(draft: Draft, wire: str) -> dict[str, Any]:
    """Return the token's header and claims as drafted, and the string that was sent."""
    return {"header": dict(draft.header), "claims": masked_claims(dict(draft.claims)), "wire": wire[:_SHOWN_TOKEN]}


def presented(draft: Draft, wire: str, exchange: Exchange) -> dict[str, Any]:
    """Return everything about one presentation."""
    return {**shown(exchange), "token": token(draft, wire)}


def masked(text: str) -> str:
    """Return ``text`` with session cookies and tokens cut short, and people's e-mail addresses made unreadable."""
    text = _COOKIE.sub(r"\1=\2…", text)
    return _EMAIL.sub(r"\1…\2\3", _JWT.sub(r"\1….….…", text))


def header(name: str, value: str) -> str:
    """Return a header's value; the cookies in it are cut short whatever they are called."""
    if name.lower() not in ("cookie", "set-cookie"):
        return masked(value)
    return masked(_ANY_COOKIE.sub(lambda m: m[0] if m[2].lower() in _PUBLIC else f"{m[1]}{m[2]}={m[3]}…", value))


def scrubbed(value: Any, secrets: tuple[str, ...]) -> Any:
    """Return ``value`` with every secret in it, however deep, replaced: a target may have told it."""
    if isinstance(value, str):
        for secret in secrets:
            value = _without(value.replace(secret, "[secret]"), secret)
        return value
    if isinstance(value, dict):
        return {scrubbed(name, secrets): scrubbed(one, secrets) for name, one in value.items()}
    if isinstance(value, (list, tuple)):
        return [scrubbed(one, secrets) for one in value]
    return value


def _without(text: str, secret: str) -> str:
    """Return ``text`` without the beginnings of ``secret`` that were left where a long text was cut short."""
    begin = secret[:TELLING]
    while len(secret) > TELLING and (at := text.find(begin)) >= 0:
        end = max(n for n in range(TELLING, len(secret) + 1) if text.startswith(secret[:n], at))
        text = f"{text[:at]}[secret]{text[at + end :]}"
    return text


def masked_deeply(value: Any) -> Any:
    """Return ``value`` with every text in it, however deep, masked; headers keep what a cookie is called."""
    if isinstance(value, dict):
        return {name: header(name, one) if isinstance(one, str) else masked_deeply(one) for name, one in value.items()}
    if isinstance(value, list):
        return [masked_deeply(one) for one in value]
    return masked(value) if isinstance(value, str) else value


def masked_claims(value: Any) -> Any:
    """Return claims with e-mail addresses made unreadable, however deep they are."""
    if isinstance(value, dict):
        return {name: masked_claims(one) for name, one in value.items()}
    if isinstance(value, list):
        return [masked_claims(one) for one in value]
    return _EMAIL.sub(r"\1…\2\3", value) if isinstance(value, str) else value


def differs(draft: Draft, twin: Draft) -> str:
    """Say in a line what a deviating token does other than its twin."""
    for name, ours, theirs in (("header", draft.header, twin.header), ("claims", draft.claims, twin.claims)):
        changes = [
            key
            for key in {**theirs, **ours}
            if ours.get(key, ...) != theirs.get(key, ...) and key not in ("jti", "iat", "exp", "nbf")
        ]
        times = [key for key in ("iat", "jti", "exp", "nbf") if _moved(key, ours, theirs)]
        if changes or times:
            return "; ".join(f"{name}.{key}: {_say(theirs, key)} → {_say(ours, key)}" for key in (changes or times)[:3])
    if draft.key != twin.key:
        return "the key that signs"
    if draft.mac != twin.mac:
        return f"the MAC: {twin.mac} → {draft.mac or 'none'}"
    stages = [stage.name.lower().replace("_", " ") for stage, _ in draft.edits[len(twin.edits) :]]
    return f"the bytes of the {', '.join(stages)}" if stages else "nothing but the form"


def _moved(key: str, ours: Any, theirs: Any) -> bool:
    """Whether a claim that differs between any two tokens differs by more than that."""
    one, other = ours.get(key, ...), theirs.get(key, ...)
    if type(one) is not type(other):
        return True
    return isinstance(one, int) and isinstance(other, int) and abs(one - other) > 1


def _say(part: Any, key: str) -> str:
    if key not in part:
        return "absent"
    try:
        return f"{json.dumps(part[key], ensure_ascii=False):.60}"
    except (TypeError, ValueError):
        return f"{part[key]!r:.60}"
