"""What an honest browser never sends: other people's ids in odd spellings, sessions that are none, hosts of others."""

from harness.targets.sending import Beside
from harness.tokens import Customer
from harness.verdict.naming import ADDRESS_HEADERS

Pairs = tuple[tuple[str, str], ...]

GARBAGE = {
    "empty": "",
    "null": "null",
    "undefined": "undefined",
    "zero": "0",
    "true": "true",
    "random": "9f86d081884c7d659a2feaa0c55ad015",
    "sql": "' OR '1'='1",
    "path": "../../../../dev/null",
    "object": "%7B%22admin%22%3Atrue%7D",
    "id": "{customer_id}",
    "negative": "-1",
}
"""What may stand in place of a session, and is none."""
SPELLINGS = {
    "as-it-is": "{bob}", "space-before": " {bob}", "space-after": "{bob} ", "plus": "+{bob}", "zero-before": "0{bob}",
    "fraction": "{bob}.0", "exponent": "{bob}e0", "both-bob-last": "{alice},{bob}", "both-bob-first": "{bob},{alice}",
    "list": "[{bob}]", "object": '{{"id":{bob}}}', "quoted": '"{bob}"', "nul-after": "{bob}\0", "line-after": "{bob}\n",
    "tail": "{bob}abc", "bar": "{alice}|{bob}", "negative": "-{bob}", "overflow-32": "{wrapped}", "e-mail": "{email}",
    "sql": "{alice} OR id={bob}", "wide": "{wide}", "path": "{alice}/../{bob}",
    "ampersand": "{alice}&customer_id={bob}",
}  # fmt: skip
"""Ways to write another customer's id where one's own belongs."""
PAIRS: dict[str, Pairs] = {
    "other-alone": (("{name}", "{bob}"),),
    "own-and-other": (("{name}", "{alice}"), ("{name}", "{bob}")),
    "other-and-own": (("{name}", "{bob}"), ("{name}", "{alice}")),
    "list": (("{name}[]", "{alice}"), ("{name}[]", "{bob}")),
    "first-of-a-list": (("{name}[0]", "{bob}"),),
    "object": (("{name}[id]", "{bob}"),),
    "operator": (("{name}[$ne]", "{alice}"),),
}
"""Pairs of a query or a form that name a customer twice, or as a list, as PHP, Rails and Express read one."""
TAILS = ("/{bob}", "/customers/{bob}", ";customer_id={bob}")
"""What names another customer behind the path."""
SHAPES = {"number": "{bob}", "text": '"{bob}"', "list": "[{bob}]", "object": '{{"id":{bob}}}', "true": "true"}
"""Another customer's id in JSON."""
WIDE = {ord(digit): ord(digit) + 0xFEE0 for digit in "0123456789"}

OTHER_SITE = "https://evil.example"
ELSEWHERE = "evil.example"
HOSTS = {
    "host": ("Host", ELSEWHERE),
    "x-forwarded-host": ("X-Forwarded-Host", ELSEWHERE),
    "forwarded": ("Forwarded", f"host={ELSEWHERE};proto=https"),
    "x-host": ("X-Host", ELSEWHERE),
    "x-original-host": ("X-Original-Host", ELSEWHERE),
    "x-forwarded-server": ("X-Forwarded-Server", ELSEWHERE),
    "x-original-url": ("X-Original-URL", f"https://{ELSEWHERE}/"),
    "origin": ("Origin", f"https://{ELSEWHERE}"),
    "referer": ("Referer", f"https://{ELSEWHERE}/"),
}
"""Ways for a request to name a host that the app has not been told of."""
CLAIMED = "203.0.113.7"
"""An address that is nobody's (RFC 5737)."""
ADDRESSES = {name: f"for={CLAIMED}" if name == "Forwarded" else CLAIMED for name in ADDRESS_HEADERS}
"""Ways for a request to claim that it comes from there."""
IDS = {
    "word": "alice", "empty-list": "[]", "object": "{}", "null": "null", "nan": "NaN", "zero": "0", "huge": "9" * 400,
    "nul": "4927\0", "quote": "'", "percent": "%", "surrogate": "\ud800", "fraction": "4927.5", "spaces": "   ",
}  # fmt: skip
"""What may stand in place of a customer's id, and is none."""
PATHS = {
    "nul": "/\0", "percent": "/%", "bad-utf-8": "/%ff%fe", "unicode": "/漢字/😀?q=ž#ñ", "surrogate": "/\ud800",
    "line-breaks": "/a\r\nb", "quotes": "/\"'<>", "braces": "/{{7*7}}${7*7}", "long": "/" + "x" * 6_000,
    "colon": ":", "port": "//:99999/", "brackets": "//[::1", "null": "null",
}  # fmt: skip
"""Paths that break careless code."""
DEEP = "/search.php?search_query=" + "mattress+" * 220
"""An honest path of some 2,000 characters."""
LONG = 5_000
"""Characters beyond which a server may find a line too long to be read."""


def spelled(spelling: str, alice: Customer, bob: Customer) -> str:
    """Return one of SPELLINGS, or the like, for a request in which ``alice`` asks for ``bob``."""
    return spelling.format(
        alice=alice.id, bob=bob.id, email=bob.email, wrapped=bob.id + 2**32, wide=str(bob.id).translate(WIDE)
    )


def paired(pairs: Pairs, name: str, alice: Customer, bob: Customer) -> list[tuple[str, str]]:
    """Return one of PAIRS, where the customer's id is called ``name``."""
    return [(key.format(name=name), spelled(value, alice, bob)) for key, value in pairs]


def from_another_site(*headers: tuple[str, str]) -> Pairs:
    """Return the headers of a request that a page of another site makes, with ``headers`` among them."""
    return (("Origin", OTHER_SITE), ("Referer", f"{OTHER_SITE}/"), ("Sec-Fetch-Site", "cross-site"), *headers)


IMAGE = from_another_site(("Sec-Fetch-Mode", "no-cors"), ("Sec-Fetch-Dest", "image"))
FORM = from_another_site(("Sec-Fetch-Mode", "navigate"), ("Sec-Fetch-Dest", "document"))
LINK = (*FORM, ("Sec-Fetch-User", "?1"))
SITES = {"image": IMAGE, "form": FORM, "link": LINK}
"""What browsers say of a request that a page of another site makes them send."""
MALFORMED = {
    "cookie": Beside(headers=(("Cookie", '=; ;;a="b; $Version=1; \x7f'),)),
    "json": Beside(headers=(("Content-Type", "application/json"),), tail='{["x":'),
    "form": Beside(tail="%&&=%zz&a[b][=c"),
    "header": Beside(headers=(("Content-Type", "multipart/form-data; boundary="), ("Accept", "*/*;q=x"))),
}
"""What stands beside a request and is malformed."""
