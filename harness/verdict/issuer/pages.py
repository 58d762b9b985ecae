"""The pages that an app shows beside its tokens, and the scripts and source maps that they load."""

import re
from urllib.parse import urljoin, urlsplit

from harness.targets.http import Exchange
from harness.targets.said import Outgoing
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import NotApplicableError

_SCRIPT = re.compile(r"""<(?:script|link)\b[^>]*\b(?:src|href)\s*=\s*["']?([^"'\s>]+)""", re.IGNORECASE)
_MAP = re.compile(r"[#@]\s*sourceMappingURL=(\S+)")
MOST = 20
"""Pages and scripts that are looked at."""


def pages_of(issuer: IssuerSuite) -> list[Exchange]:
    """Return the pages of [pages], or else the app's first one, and what of the same origin they load."""
    target = issuer.context.target
    if not target.speaks_http or not target.send:
        raise NotApplicableError("a shim or a function shows no pages")
    waiting = list(target.pages.urls) or [urljoin(target.send.url, "/")]
    seen: dict[str, Exchange] = {}
    while waiting and len(seen) < MOST:
        url = waiting.pop(0)
        if url in seen or urlsplit(url)[:2] != urlsplit(target.send.url)[:2]:
            continue
        seen[url] = _opened(issuer, url)
        body = seen[url].body
        waiting += [urljoin(url, found) for found in (*_SCRIPT.findall(body), *_MAP.findall(body))]
    return list(seen.values())


def _opened(issuer: IssuerSuite, url: str) -> Exchange:
    parts = urlsplit(url)
    path = f"{parts.path or '/'}?{parts.query}".rstrip("?")
    said = issuer.asker.app.send(Outgoing(target=path, host=parts.netloc, scheme=parts.scheme), issuer.context.now())
    issuer.note.step(f"opened {path}", said.exchange.status or said.exchange.error)
    return said.exchange
