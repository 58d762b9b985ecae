"""What becomes of the path that was asked for, once it is in the token: nothing of it may get lost.

These checks speak only where an own path of the store was asked for; what becomes of a hostile one is ``redirect``'s
to tell. Spellings that mean the same are the same: é and %C3%A9, a space, %20 and (in a query) +.
"""

import re
from collections import Counter
from typing import NamedTuple
from urllib.parse import parse_qsl, unquote

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.redirect import asked_path, slip
from harness.judge.issued.registry import check, should
from harness.judge.redirect import is_own_path

CLAUSE = "Customer Login API, redirect_to"
MANGLED = r"(?:[^\x00-\x7f]|[?_*]|%(?:25)*[0-9a-f]{2}|\\?u[0-9a-f]{4}|&#?\w+;)*"
"""What a wrong charset, a filter or a second encoding leave of characters beyond ASCII."""

_RESERVED = re.compile(r"%(2f|3f|23|25|26|3d|2b)", re.IGNORECASE)


class Parts(NamedTuple):
    """A path taken apart; each part as it stands there."""

    path: str
    query: str
    fragment: str


def _parts(text: str) -> Parts:
    rest, _, fragment = text.partition("#")
    path, _, query = rest.partition("?")
    return Parts(path, query, fragment)


def _plain(text: str) -> str:
    """Return ``text`` with its escapes undone, but for those that would then mean something else."""
    return unquote(_RESERVED.sub(lambda found: f"%25{found[1].lower()}", text))


def _lost(asked: Parts, found: Parts) -> list[str]:
    """Return the names of the parts of ``asked`` that ``found`` does not have; more in a query is no loss."""
    wanted, there = (Counter(parse_qsl(one.query, keep_blank_values=True)) for one in (asked, found))
    kept = {
        "path": _plain(asked.path) == _plain(found.path),
        "query": not wanted - there,
        "fragment": not asked.fragment or _plain(asked.fragment) == _plain(found.fragment),
    }
    return [name for name, is_kept in kept.items() if not is_kept]


def _is_mangled(asked: str, found: str) -> bool:
    """Whether ``found`` is ``asked`` but for its characters beyond ASCII."""
    pieces = re.split(r"[^\x00-\x7f]+", _plain(asked).replace("+", " "))
    pattern = MANGLED.join(map(re.escape, pieces))
    return len(pieces) > 1 and bool(re.fullmatch(pattern, _plain(found).replace("+", " "), re.IGNORECASE))


def _losses(token: Issued) -> list[str]:
    """Return what got lost on the way: path, query, fragment, or unicode, which may touch any of them."""
    asked, found = asked_path(token), token.claims.get("redirect_to")
    if not asked or not isinstance(found, str) or not is_own_path(found):
        return []
    whole, there = _parts(asked), _parts(found)
    lost = _lost(whole, there)
    if lost and _is_mangled(asked, found):
        return ["unicode"]
    left = [name for name in lost if getattr(there, name)]  # what is gone altogether is lost, not mangled
    mangled = [name for name in left if _is_mangled(getattr(whole, name), getattr(there, name))]
    return [*(name for name in lost if name not in mangled), *(["unicode"] if mangled else [])]


def _told(token: Issued, name: str, mend: str) -> str:
    losses = _losses(token)
    # Another page altogether has lost its query and fragment with its path: that is one loss.
    if name not in losses or (name in ("query", "fragment") and "path" in losses):
        return ""
    return (
        f"redirect_to is {token.said(token.claims['redirect_to'])}, asked was {token.said(asked_path(token))}; {mend}"
    )


@check(Rule.REDIRECT, should, CLAUSE)
def asked_for(token: Issued) -> str:
    """The path that was asked for is in the token."""
    asked, default = asked_path(token), token.order.profile.text("login.redirect.default")
    if not asked or asked == default or "redirect_to" in token.claims or slip(token):
        return ""
    return f"there is no redirect_to, although {token.said(asked)} was asked for; hand the path on in redirect_to"


@check(Rule.REDIRECT, should, CLAUSE)
def same_page(token: Issued) -> str:
    """The redirect_to is the page that was asked for."""
    return _told(token, "path", "hand the path on as it came")


@check(Rule.REDIRECT, should, CLAUSE)
def whole_query(token: Issued) -> str:
    """The redirect_to has the whole query that was asked for."""
    return _told(token, "query", "hand the query on, and escape the path where it is a parameter itself")


@check(Rule.REDIRECT, should, CLAUSE)
def same_fragment(token: Issued) -> str:
    """The redirect_to has the fragment that was asked for."""
    return _told(token, "fragment", "hand the fragment on, too")


@check(Rule.REDIRECT, should, CLAUSE)
def characters_intact(token: Issued) -> str:
    """The characters beyond ASCII are those that were asked for."""
    return _told(token, "unicode", "read and write UTF-8, and escape the path once")
