"""The address that a login token is bound to (Customer Login API, request_ip)."""

from harness.contract.words import Rule
from harness.faults.registry import LOGIN, Inapplicable, fault, may, must, should, variant
from harness.tokens.draft import Draft

CLAUSE = "Customer Login API, request_ip: mismatch is rejected"
OTHERS = {
    "documentation": "203.0.113.7", "private": "10.0.0.1", "home": "192.168.0.1", "public": "8.8.8.8",
    "documents-sample": "111.222.333.444", "zero": "0.0.0.0", "broadcast": "255.255.255.255",
    "ipv6": "2001:db8::1", "ipv6-zero": "::", "link-local": "fe80::1",
}  # fmt: skip
FORMS = {
    "with-port": "{}:443", "with-mask": "{}/32", "listed": "{}, 203.0.113.7", "listed-last": "203.0.113.7, {}",
    "space-before": " {}", "space-after": "{} ", "newline": "{}\n", "url": "http://{}",
    "bracketed": "[{}]", "zone": "{}%lo", "nul": "{}\0",
}  # fmt: skip


def with_peer(draft: Draft) -> Draft:
    """Return a twin bound to the address that the store will see."""
    if not draft.scene.peer:
        raise Inapplicable("the address that the store sees us come from is not known")
    return draft.claim(request_ip=draft.scene.peer)


@fault(Rule.REQUEST_IP, must, CLAUSE, kinds=LOGIN, cwe=290, twin=with_peer, rows=OTHERS)
def another_address(draft: Draft, value: str) -> Draft:
    """The token is bound to another address."""
    return draft.claim(request_ip=value)


@fault(Rule.REQUEST_IP, must, CLAUSE, kinds=LOGIN, cwe=290, twin=with_peer)
def neighbour(draft: Draft) -> Draft:
    """The token is bound to the peer's neighbour, one digit away."""
    head, _, tail = draft.scene.peer.rpartition(":" if ":" in draft.scene.peer else ".")
    return draft.claim(request_ip=f"{head}{':' if ':' in draft.scene.peer else '.'}{int(tail or '0', 16) % 9 + 100}")


@fault(
    Rule.REQUEST_IP,
    must,
    CLAUSE,
    kinds=LOGIN,
    cwe=290,
    twin=with_peer,
    rows={"asterisk": "*", "any": "any", "network": "0.0.0.0/0", "name": "localhost", "regex": ".*"},
)
def wildcard(draft: Draft, value: str) -> Draft:
    """The token is bound to a pattern or a name instead of an address."""
    return draft.claim(request_ip=value)


@fault(Rule.REQUEST_IP, should, CLAUSE, kinds=LOGIN, cwe=290, twin=with_peer, rows=FORMS)
def with_something_around(draft: Draft, value: str) -> Draft:
    """The peer's address has something around it."""
    return draft.claim(request_ip=value.format(draft.scene.peer))


@fault(
    Rule.REQUEST_IP,
    should,
    CLAUSE,
    kinds=LOGIN,
    cwe=290,
    twin=with_peer,
    rows={"decimal": "decimal", "hex": "hex", "octal": "octal", "short": "short"},
)
def in_an_old_notation(draft: Draft, value: str) -> Draft:
    """The peer's IPv4 address is written as one number, in hex, in octal, or shortened."""
    if ":" in draft.scene.peer:
        raise Inapplicable("the peer has an IPv6 address")
    parts = [int(part) for part in draft.scene.peer.split(".")]
    number = int.from_bytes(bytes(parts), "big")
    forms = {
        "decimal": str(number),
        "hex": hex(number),
        "octal": ".".join(f"0{part:o}" for part in parts),
        "short": f"{parts[0]}.{number & 0xFFFFFF}",
    }
    return draft.claim(request_ip=forms[value])


@fault(
    Rule.REQUEST_IP,
    may,
    CLAUSE,
    kinds=LOGIN,
    cwe=290,
    twin=with_peer,
    rests="login.request-ip.mapped",
    rows={"mapped": "::ffff:{}", "mapped-long": "0:0:0:0:0:ffff:{}", "compatible": "::{}", "nat64": "64:ff9b::{}"},
)
def ipv6_form_of_ipv4(draft: Draft, value: str) -> Draft:
    """The peer's IPv4 address is written as an IPv6 one."""
    if ":" in draft.scene.peer:
        raise Inapplicable("the peer has an IPv6 address")
    return draft.claim(request_ip=value.format(draft.scene.peer))


@variant(must, CLAUSE, rule=Rule.REQUEST_IP, kinds=LOGIN)
def the_peer(draft: Draft) -> Draft:
    """The token is bound to the address that it comes from."""
    return with_peer(draft)
