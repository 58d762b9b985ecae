"""The claim that says where to land: its name, its type, and that it cannot lead away (RFC 9700 4.11)."""

import re
from urllib.parse import unquote

from harness.contract.words import Rule
from harness.judge.issued.order import Issued
from harness.judge.issued.registry import check, must, should
from harness.judge.redirect import is_own_path

CLAUSE = "Customer Login API, redirect_to"
RELATIVE = CLAUSE + ": a relative path"
SLIPS = frozenset(
    ("redirect", "redirectto", "redirecturl", "redirecturi", "redirectpath", "redirecttourl",
     "returnto", "returnurl", "returnuri", "returnpath", "returntourl")
)  # fmt: skip
"""Names that apps give the claim by mistake, in small letters alone."""

LONGEST = 8000
"""Characters of a token, beyond which servers and proxies on the way begin to refuse its URL."""

_WEB = re.compile(r"https?://", re.IGNORECASE)
_SCHEME = re.compile(r"[\x00-\x20]*[a-z][a-z0-9+.-]*:", re.IGNORECASE)


def asked_path(token: Issued) -> str:
    """Return the path that was asked for; "" where none was, or one that no app should follow."""
    return token.order.return_to if is_own_path(token.order.return_to) else ""


def slip(token: Issued) -> str:
    """Return the name under which the path stands in place of redirect_to, "" for none."""
    if "redirect_to" in token.claims:
        return ""
    texts = (name for name, value in token.claims.items() if isinstance(value, str) and value)
    return next((name for name in texts if re.sub(r"[\W_]", "", name).lower() in SLIPS), "")


def _path(token: Issued) -> str | None:
    found = token.claims.get("redirect_to")
    return found if isinstance(found, str) else None


def _is_absolute(token: Issued) -> bool:
    """Whether redirect_to is a URL that the app made, not one that it was asked to follow."""
    obeyed = token.order.return_to and not asked_path(token)
    return bool(_WEB.match(_path(token) or "")) and not obeyed


def _is_slashless(path: str) -> bool:
    """Whether nothing but the leading slash is missing for ``path`` to stay on its origin."""
    forms = [path, unquote(path), unquote(unquote(path))]
    return not path.startswith("/") and is_own_path(f"/{path}") and not any(map(_SCHEME.match, forms))


@check(Rule.REDIRECT, must, CLAUSE)
def right_name(token: Issued) -> str:
    """The path stands in redirect_to, not in a claim of another name."""
    name = slip(token)
    return f"the path stands in {token.said(name)}, which the store ignores; call it redirect_to" if name else ""


@check(Rule.REDIRECT, must, CLAUSE + ": string", cwe=843)
def a_text(token: Issued) -> str:
    """The redirect_to, if there is one, is a string."""
    if "redirect_to" not in token.claims or _path(token) is not None:
        return ""
    return f"redirect_to is {token.said(token.claims['redirect_to'])}; make it a path in a string, or leave it out"


@check(Rule.REDIRECT, must, RELATIVE)
def relative(token: Issued) -> str:
    """The redirect_to is a relative path, not a whole URL."""
    if not _is_absolute(token):
        return ""
    return f"redirect_to is {token.said(_path(token))}; give the path alone, from its first slash on"


@check(Rule.REDIRECT, must, RELATIVE + "; RFC 9700 4.11", cwe=(601, 113))
def on_the_store(token: Issued) -> str:
    """The redirect_to cannot lead away from the store, in any browser."""
    path = _path(token)
    if path is None or _is_absolute(token) or is_own_path(path) or _is_slashless(path):
        return ""
    return (
        f"redirect_to is {token.said(path)}, which can lead away from the store; "
        "take only paths with one leading slash, no backslash and no control character"
    )


@check(Rule.REDIRECT, should, RELATIVE, cwe=601)
def from_the_root(token: Issued) -> str:
    """The redirect_to begins with a slash."""
    path = _path(token)
    if path is None or not _is_slashless(path):
        return ""
    return f"redirect_to is {token.said(path)}; let it begin with a slash, or it may be taken for a host or a page"


@check(Rule.REDIRECT, should, "RFC 9110 4.1: servers take URLs of 8,000 octets at least", raw=True)
def short_enough(token: Issued) -> str:
    """The token fits into a URL of 8,000 characters."""
    if len(token.wire) <= LONGEST:
        return ""
    return (
        f"the token is {len(token.wire)} characters long; hand on shorter paths, or servers on the way refuse the URL"
    )
