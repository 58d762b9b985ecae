"""Values of a recipe, which name people and times instead of holding them, so that they mean the same anywhere."""

import re
from collections.abc import Callable, Mapping
from typing import Any

from harness.tokens import Scene

_NAME = re.compile(r"\{([a-z_]+)(?:\|(upper|lower|cut|capital))?\}")
_FORMS: dict[str, Callable[[str], str]] = {
    "upper": str.upper, "lower": str.lower, "cut": lambda text: text[:-1], "capital": str.capitalize,
}  # fmt: skip
NOW, MILLISECONDS = "$now", "$ms"
"""The only key of an object that stands for a time: so many seconds from now, in seconds or in milliseconds."""


def named(scene: Scene) -> dict[str, Any]:
    """Return what the placeholders of a recipe stand for in ``scene``; ids of customers are integers."""
    own, other = scene.customer, scene.other_customer
    return {
        "client_id": scene.app.client_id,
        "other_client_id": scene.other_app.client_id,
        "store_hash": scene.store.hash,
        "other_store_hash": scene.other_store.hash,
        "id": own.id,
        "other_id": other.id,
        "email": own.email,
        "other_email": other.email,
        "jti": scene.jti,
        "peer": scene.peer,
    }


def filled(value: Any, scene: Scene) -> Any:
    """Return ``value`` with every placeholder filled in, however deep.

    A text that is one placeholder and nothing else becomes what it names, an integer where that is one. A form may
    follow the name: ``{client_id|upper}``.
    """
    return _filled(value, named(scene), scene.now)


def _filled(value: Any, names: Mapping[str, Any], now: int) -> Any:
    match value:
        case str():
            return _text(value, names) if "{" in value else value
        case list():
            return [_filled(one, names, now) for one in value]
        case {"$now": int() | float() as offset, **nothing} if not nothing:
            return now + offset
        case {"$ms": int() | float() as offset, **nothing} if not nothing:
            return (now + offset) * 1000
        case dict():
            return {_text(key, names): _filled(one, names, now) for key, one in value.items()}
        case _:
            return value


def _text(text: str, names: Mapping[str, Any]) -> Any:
    whole = _NAME.fullmatch(text)
    if whole and whole[1] in names and not whole[2]:
        return names[whole[1]]
    return _NAME.sub(lambda match: _named(match, names), text)


def _named(match: re.Match[str], names: Mapping[str, Any]) -> str:
    if match[1] not in names:
        return match[0]
    found = str(names[match[1]])
    return _FORMS[match[2]](found) if match[2] else found
