"""Where a request says whom it wants signed in, and the same request with something else there."""

import re
from collections.abc import Sequence
from urllib.parse import quote, urlsplit

from harness.targets.app_target import SendTable
from harness.targets.sending import Beside


def names_of(send: SendTable, placeholder: str) -> list[tuple[str, str]]:
    """Return place (query, form, json) and name of every field of [send] that ``{placeholder}`` fills."""
    mark = re.compile(rf"\{{{placeholder}(:int)?\}}")
    pairs = [pair.partition("=") for pair in urlsplit(send.url).query.split("&")]
    found = [("query", name) for name, _, value in pairs if mark.search(value)]
    found += [("query", name) for name, value in send.query.items() if mark.search(value)]
    found += [("form", name) for name, value in (send.form or {}).items() if mark.search(value)]
    table = send.json_ if isinstance(send.json_, dict) else {}
    return found + [("json", name) for name, value in table.items() if isinstance(value, str) and mark.search(value)]


def with_pairs(send: SendTable, place: str, name: str, pairs: Sequence[tuple[str, str]]) -> Beside:
    """Return what makes a request carry ``pairs`` as well as its own ``name``, behind it in the query or the form."""
    text = "&".join(f"{quote(key, safe='[]$')}={quote(value, safe='')}" for key, value in pairs)
    if place == "form":
        return Beside(tail=text)
    url, _, query = send.url.partition("?")
    kept = [pair for pair in query.split("&") if (pair and len(pairs) == 1) or pair.partition("=")[0] != name]
    return Beside(url=f"{url}?{'&'.join([*filter(None, kept), text])}")
