"""Masks: secrets, tokens, sessions and people's addresses made unreadable in whatever a browser kept.

Text is masked by what is known (the target file's secrets, the values of the window's cookies) and by form (JWTs,
e-mail addresses). JSON is masked value by value, so that it stays JSON.
"""

import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from typing import Any

from harness.verdict.evidence import TELLING, header, masked, scrubbed
from harness.verdict.keeping.spelling import spelled, written

HIDDEN = "[secret]"
_CREDENTIALS = frozenset({"authorization", "proxy-authorization", "x-auth-token", "x-xsrf-token", "x-csrf-token"})
_CREDENTIAL = re.compile(r"^([A-Za-z]+ )?(.{4}).{8,}", re.DOTALL)
_ADDRESS = re.compile(r"((?:https?|wss?)://[^/?#@\s]*+)(?!@)(.*)", re.DOTALL)
_ENCODED = re.compile("%[0-9A-Fa-f]{2}")
_HEAD = re.compile(rf"{_ENCODED.pattern}|.", re.DOTALL)
_FIXED = frozenset({
    "type", "method", "class", "phase", "callId", "stepId", "parentId", "pageId", "frameId", "contextId", "guid",
    "sha1", "_sha1", "pageref", "_frameref", "browserName", "platform", "origin", "httpVersion", "mimeType",
})  # fmt: skip
"""Keys of a trace under which its own words stand: no short secret is looked for there."""


@dataclass(frozen=True, slots=True)
class Masks:
    """What is known to be secret; ``masks`` makes one.

    Of ``secrets`` nothing is left; of ``values``, which came with cookies or as credentials, the first four characters.
    """

    secrets: frozenset[str] = frozenset()
    values: frozenset[str] = frozenset()
    _known: re.Pattern[str] | None = None
    _short: re.Pattern[str] | None = None
    _begun: re.Pattern[str] | None = None

    def knowing(self, values: Iterable[str]) -> "Masks":
        """Return masks that know more ``values``; those that could be anything are left out."""
        return masks(self.secrets, self.values | {one for one in values if telling(one)})

    def text(self, text: str) -> str:
        """Return ``text`` masked; the host of an address stays, so that it remains an address."""
        host = _ADDRESS.fullmatch(text)
        start, rest = host.groups() if host else ("", text)
        return start + self._long(self._short.sub(HIDDEN, rest) if self._short else rest)

    def hides(self, text: str) -> bool:
        """Whether there is something in ``text`` that nobody is to see."""
        return self.text(text) != text

    def deep(self, value: Any, key: str = "") -> Any:
        """Return a JSON value with every text in it masked; ``key`` is where it stands."""
        match value:
            case str():
                return self._long(value) if key in _FIXED else self.header(key, value)
            case {"name": str(name), "value": str(told)}:  # a row of headers, of cookies, or of a form
                kept = _cut(told) if key == "cookies" else self.header(name, told)
                return {one: self.deep(part, one) for one, part in value.items()} | {"value": self.text(kept)}
            case dict():
                return {self._long(name): self.deep(one, name) for name, one in value.items()}
            case list() | tuple():
                return [self.deep(one, key) for one in value]
            case _:
                return value

    def header(self, name: str, value: str) -> str:
        """Return a header's value masked; credentials and cookies are cut short whatever they are."""
        if name.lower() in _CREDENTIALS:
            value = _CREDENTIAL.sub(r"\1\2…", value)
        return self.text(header(name, value))

    def _long(self, text: str) -> str:
        """Return ``text`` without all that is told from chance by its length or its form."""
        if len(text) < TELLING:
            return text
        known = masked(self._known.sub(self._say, text) if self._known else text)
        begun = self._begun and self._begun.search(known)
        return str(scrubbed(known, tuple(one for one in self.secrets if len(one) > TELLING))) if begun else known

    def _say(self, found: re.Match[str]) -> str:
        return HIDDEN if found.lastgroup == "secret" else f"{found[0][:4]}…"


def masks(secrets: Iterable[str], values: Iterable[str] = ()) -> Masks:
    """Return the masks for ``secrets`` and ``values`` in all their spellings."""
    hidden, told = frozenset(filter(None, secrets)), frozenset(values)
    forms = {form for one in hidden for form in spelled(one)}
    words = {"secret": {one for one in forms if len(one) >= TELLING}, "value": {f for v in told for f in written(v)}}
    named = [f"(?P<{name}>{_any(some)})" for name, some in words.items() if some]
    begun = {one[:TELLING] for one in hidden if len(one) > TELLING}
    short = _any(one for one in forms if len(one) < TELLING)
    return Masks(
        secrets=hidden,
        values=told,
        _known=re.compile("|".join(named)) if named else None,
        _short=re.compile(rf"(?<!\w)(?:{short})(?!\w)") if short else None,
        _begun=re.compile(_any(begun)) if begun else None,
    )


def values_in(told: Any, key: str = "") -> Iterator[str]:
    """Yield the values of cookies and the credentials that stand in a JSON value as a log or a trace has it."""
    match told:
        case str() if key.lower() in _CREDENTIALS:
            yield told.rpartition(" ")[2]
        case {"name": str(name), "value": str(value)}:
            yield from [value] if key == "cookies" else values_in(value, name)
        case dict():
            for name, one in told.items():
                yield from values_in(one, name)
        case list() | tuple():
            for one in told:
                yield from values_in(one, key)


def telling(value: str) -> bool:
    """Whether a value is so much its own that it would be known anywhere: not ``1``, ``en-US`` or a path."""
    mixed = any(one.isdigit() for one in value) and any(one.isalpha() for one in value)
    return len(value) >= 20 or (len(value) >= TELLING and mixed)


def _any(words: Iterable[str], deep: int = 3) -> str:
    """Return an expression for any of ``words``, the longest first; percent-encoding has no case.

    Words that begin alike share ``deep`` characters of it, so that thousands are looked for as quickly as ten.
    """
    if not deep:
        longest = sorted(words, key=lambda one: (-len(one), one))
        return "|".join(_ENCODED.sub(r"(?i:\g<0>)", re.escape(one)) for one in longest)
    ends: dict[str, set[str]] = {}
    for word in words:
        head = _HEAD.match(word)
        start = head[0] if head else ""
        ends.setdefault(start.upper() if len(start) > 1 else start, set()).add(word[len(start) :])
    return "|".join(_after(start, ends[start], deep - 1) for start in sorted(ends, reverse=True))


def _after(start: str, ends: set[str], deep: int) -> str:
    """Return an expression for ``start`` and any of ``ends`` after it."""
    first = f"(?i:{start})" if len(start) > 1 else re.escape(start)
    return f"{first}(?:{_any(ends, deep)})" if start else ""


def _cut(value: str) -> str:
    return f"{value[:4]}…" if len(value) >= TELLING else value
