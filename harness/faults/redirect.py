"""Where a login leads: a relative path of the store's own, whatever a hostile ``redirect_to`` says (RFC 9700 4.11).

Whether BigCommerce refuses such a token or lands on a page of its own is not documented; leaving the store's origin
is never sound. So these faults expect to be *contained*.
"""

from harness.contract.words import Expect, Rule
from harness.faults.registry import LOGIN, fault, may, must, should, variant
from harness.tokens.draft import Draft

CLAUSE = "Customer Login API, redirect_to: a relative path; RFC 9700 4.11"
OFF_ORIGIN = {
    "slashes": "//evil.example", "slashes-path": "//evil.example/account.php", "three-slashes": "///evil.example",
    "four-slashes": "////evil.example", "backslash": "/\\evil.example",
    "backslashes": "\\\\evil.example", "slash-backslash-slash": "/\\/evil.example", "https": "https://evil.example/",
    "http": "http://evil.example/", "upper": "HTTPS://evil.example/",
    "https-no-slashes": "https:evil.example", "https-one-slash": "https:/evil.example",
    "userinfo": "https://store.example@evil.example/", "userinfo-relative": "//store.example@evil.example",
    "ftp": "ftp://evil.example/", "ipv4": "//127.0.0.2/",
}  # fmt: skip
SCRIPTS = {
    "javascript": "javascript:alert(1)", "data": "data:text/html,x", "vbscript": "vbscript:x",
    "view-source": "view-source:https://evil.example/", "mailto": "mailto:a@evil.example",
    "javascript-upper": "JavaScript:alert(1)", "javascript-tab": "java\tscript:alert(1)",
}  # fmt: skip
CONTROLS = {
    "tab-between": "/\t/evil.example", "newline-between": "/\n/evil.example", "cr-between": "/\r/evil.example",
    "space-before": " //evil.example", "tab-before": "\t//evil.example",
    "nul-before": "\0//evil.example", "nul-between": "/\0/evil.example", "delete": "/\x7f/evil.example",
    "newline-before": "\n//evil.example", "escape": "\x1b//evil.example",
}  # fmt: skip
INJECTIONS = {
    "location": "/x\r\nLocation: https://evil.example/", "cookie": "/x\r\nSet-Cookie: SHOP_TOKEN=planted",
    "lf": "/x\nSet-Cookie: SHOP_TOKEN=planted", "cr": "/x\rSet-Cookie: SHOP_TOKEN=planted",
    "body": "/x\r\n\r\n<script>alert(1)</script>", "line-separator": "\u2028//evil.example",
}  # fmt: skip
ENCODED = {
    "slashes": "%2f%2fevil.example", "slash-slash": "/%2fevil.example", "backslash": "/%5cevil.example",
    "double": "/%252fevil.example", "crlf": "/x%0d%0aSet-Cookie:%20SHOP_TOKEN=planted", "tab": "/%09/evil.example",
    "https": "https%3a%2f%2fevil.example", "nul": "/%00/evil.example", "crlf-double": "/x%250d%250aSet-Cookie:%20a=b",
}  # fmt: skip
BARE = {
    "host": "evil.example",
    "dots": "../evil.example",
    "page": "account.php",
    "query": "?x=1",
    "fragment": "#x",
    "dot": ".",
    "at": "@evil.example",
    "colon": ":80/",
}


def with_redirect(draft: Draft) -> Draft:
    """Return a twin with a plain relative path, so that only the path differs."""
    return draft.claim(redirect_to="/cart.php")


HOSTILE = {"kinds": LOGIN, "expect": Expect.CONTAINED, "twin": with_redirect}


@fault(Rule.REDIRECT, must, CLAUSE, cwe=601, rows=OFF_ORIGIN, **HOSTILE)
def off_origin(draft: Draft, value: str) -> Draft:
    """The path leads to another origin."""
    return draft.claim(redirect_to=value)


@fault(Rule.REDIRECT, must, CLAUSE, cwe=(601, 79), rows=SCRIPTS, **HOSTILE)
def other_scheme(draft: Draft, value: str) -> Draft:
    """The path is a script or another scheme's address."""
    return draft.claim(redirect_to=value)


@fault(Rule.REDIRECT, must, CLAUSE + "; WHATWG URL 4.4", cwe=601, rows=CONTROLS, **HOSTILE)
def control_characters(draft: Draft, value: str) -> Draft:
    """The path hides another origin behind characters that browsers drop."""
    return draft.claim(redirect_to=value)


@fault(Rule.REDIRECT, must, "RFC 9110 5.5: no line breaks in a header", cwe=113, rows=INJECTIONS, **HOSTILE)
def header_injection(draft: Draft, value: str) -> Draft:
    """The path breaks out of the Location header."""
    return draft.claim(redirect_to=value)


@fault(Rule.REDIRECT, must, CLAUSE, cwe=601, rows=ENCODED, **HOSTILE)
def encoded(draft: Draft, value: str) -> Draft:
    """The path leads elsewhere once something decodes it."""
    return draft.claim(redirect_to=value)


@fault(Rule.REDIRECT, should, CLAUSE, cwe=601, rows=BARE, **HOSTILE)
def without_a_slash(draft: Draft, value: str) -> Draft:
    """The path does not start with a slash."""
    return draft.claim(redirect_to=value)


@fault(Rule.REDIRECT, may, CLAUSE, cwe=601, **HOSTILE)
def empty(draft: Draft) -> Draft:
    """The path is empty."""
    return draft.claim(redirect_to="")


PATHS = {
    "root": "/", "cart": "/cart.php", "query": "/search.php?search_query=mattress&section=product",
    "nested": "/brand/shoes/?sort=featured", "encoded-space": "/a%20b", "checkout": "/checkout",
    "fragment": "/account.php#orders", "plus": "/search.php?q=a+b", "unicode-encoded": "/caf%C3%A9",
    "long": "/" + "a" * 500, "embedded": "/cart.php?embedded=1&action=loadInCheckout&id=bc218c65",
}  # fmt: skip


@variant(must, "Customer Login API, redirect_to", kinds=LOGIN, rows=PATHS)
def relative(draft: Draft, value: str) -> Draft:
    """The path is relative and goes where it should."""
    return draft.claim(redirect_to=value)
