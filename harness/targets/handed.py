"""What an issuer handed over: the login token in its answer, and the address that it stands in."""

import html
import json
import re
from collections.abc import Callable
from dataclasses import dataclass
from urllib.parse import unquote

from jsonpath_rfc9535 import JSONPathError
from jsonpath_rfc9535 import find as find_path

from harness.contract.words import Answer
from harness.targets.http import Exchange
from harness.targets.issuer_target import IssuerTarget
from harness.targets.reading import in_words, unread
from harness.targets.said import Said

DOOR = "/login/token/"
_AFTER_DOOR = re.compile(r"/login/token/([^/?#\s\"'<>\\]+)")
_JWT = re.compile(r"(?<![\w-])eyJ[\w-]+={0,2}\.[\w-]+={0,2}\.[\w-]*={0,2}")
"""A compact JWS whose header begins as JSON objects do."""
_BARE = re.compile(r"(?=.{40})[\w=+/-]+\.[\w=+/-]+\.[\w=+/-]*|[0-9a-f]{64}_[0-9]+|[\w=-]{100,}")
"""What may be meant for a token, by itself: three segments, a customerAccessToken, or something in base64url."""
_BEGINNING, _END = re.compile(r"[^\s\"'`<>=;(,]*$"), re.compile(r"[^\s\"'`<>]*")
"""An address in a page, before and behind the path that it is known by."""
LONGEST = 500
"""Characters of an address before that."""


@dataclass(frozen=True, slots=True)
class Handed:
    """What came of one request. ``token`` is "" where none was handed over, ``link`` where it came without an address.

    ``stray`` are tokens that stand elsewhere in the answer than where they are looked for.
    """

    answer: Answer
    exchange: Exchange
    token: str = ""
    link: str = ""
    stray: tuple[str, ...] = ()
    why: str = ""

    @property
    def minted(self) -> bool:
        """Whether a token was made, wherever it stands."""
        return bool(self.token or self.stray)

    def __str__(self) -> str:
        """Say in a few words what was seen."""
        return in_words(self.answer, self.exchange, "handed over a token{}", self.why)


@dataclass(frozen=True, slots=True)
class Taker:
    """Takes the token out of answers, as [token], [accepted] and [refused] say.

    ``is_login`` tells login tokens from others that an answer may hold, such as the app's own session.
    """

    target: IssuerTarget
    is_login: Callable[[str], bool]

    def take(self, said: Said) -> Handed:
        """Return what ``said`` hands over."""
        exchange = said.exchange
        if problem := unread(said):
            # Even a broken answer may hold a token.
            return Handed(problem[0], exchange, stray=self.strays(exchange), why=problem[1])
        if said.accepted is not None:
            text = said.told.strip() if said.accepted and isinstance(said.told, str) else ""
            token, link = taken(text, self.is_login)
            if text and not token and "/" not in text:
                token = text  # whoever is asked for a token means one
            return Handed(Answer.ACCEPTED if token else Answer.REFUSED, exchange, token, link)
        token, link = taken(self._text(exchange), self.is_login)
        stray = self.strays(exchange, token)
        if token or (stray and exchange.status not in self.target.accepted.status):
            # Whatever its status says, an answer with a token in it signs somebody in.
            return Handed(Answer.ACCEPTED, exchange, token, link, stray)
        if exchange.status in self.target.refused.all and not stray:
            return Handed(Answer.REFUSED, exchange)
        return Handed(Answer.UNCLEAR, exchange, "", "", stray, self._why(exchange, stray))

    def strays(self, exchange: Exchange, token: str = "") -> tuple[str, ...]:
        """Return the login tokens that stand anywhere in an answer, but for ``token``."""
        return tuple(one for one in tokens_in(exchange) if one != token and self.is_login(one))

    def _why(self, exchange: Exchange, stray: tuple[str, ...]) -> str:
        place = self.target.token.in_
        if stray:
            return f"the token stands elsewhere than in {place} (token.in)"
        if exchange.status in self.target.accepted.status:
            return f"status {exchange.status}, but no token in {place} (token.in, refused.also)"
        return f"status {exchange.status} is neither in accepted.status nor in refused.status"

    def _text(self, exchange: Exchange) -> str:
        match self.target.token.in_:
            case "redirect":
                return exchange.header("location")
            case "body":
                return unquoted(exchange.body)
            case "html":
                return in_html(exchange.body)
            case path:
                return in_json(path.removeprefix("json:"), exchange.body)


def taken(text: str, is_login: Callable[[str], bool]) -> tuple[str, str]:
    """Return the token in ``text`` and the address that it stands in, "" where it stands by itself.

    Behind the store's login path anything is a token; elsewhere, and by itself, only what looks like one.
    """
    text = text.strip()
    if found := _AFTER_DOOR.search(text):
        return unquote(found[1]), text
    if _BARE.fullmatch(text):
        return text, ""
    jwt = next(filter(is_login, _JWT.findall(unquote(text))), "")
    return jwt, text if jwt else ""


def tokens_in(exchange: Exchange) -> tuple[str, ...]:
    """Return every token that stands anywhere in an answer, once."""
    text = "\n".join([*(value for _, value in exchange.headers), exchange.body])
    return tuple(dict.fromkeys(_JWT.findall(unquote(text) if "%" in text else text)))


def unquoted(body: str) -> str:
    """Return the one word that a body is, which may be written as a JSON string; "" for a page or an object."""
    try:
        found = json.loads(body)
    except (ValueError, RecursionError):
        found = body
    return found if isinstance(found, str) and not re.search(r"\S\s+\S|<", found) else ""


def in_json(path: str, body: str) -> str:
    """Return the text at ``path`` of the JSON in ``body``, "" where there is none."""
    try:
        found = find_path(path, json.loads(body))
    except (ValueError, RecursionError, JSONPathError, TypeError):
        return ""
    return next((node.value for node in found if isinstance(node.value, str)), "")


def in_html(body: str) -> str:
    """Return the address of a login in a page: in an attribute, a script or the text; or else the first token.

    A parser would take hours over pages that are made for that, so the address is looked for as it is.
    """
    text = html.unescape(body)
    for escaped in ("\\/", "\\u002F", "\\u002f"):
        text = text.replace(escaped, "/")
    place = text.find(DOOR)
    while place >= 0:
        before = _BEGINNING.search(text[max(0, place - LONGEST) : place])
        after = _END.match(text, place + len(DOOR))
        if after and after[0]:
            return (before[0] if before else "") + text[place : after.end()]
        place = text.find(DOOR, place + 1)
    jwt = _JWT.search(text)
    return jwt[0] if jwt else ""
