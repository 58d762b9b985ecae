"""Addresses of visitors, as a token's ``request_ip`` or a forwarding header may name them."""

from hypothesis import strategies as st

AROUND = ("{}", " {}", "{}:443", "[{}]", "{}/32", "{}, 10.0.0.1", "{}%eth0", "for={}", "{}.", "0{}")
"""What may stand around an address where somebody wrote it down in another way."""


def addresses() -> st.SearchStrategy[str]:
    """Return IPv4 and IPv6 addresses in their plain form, and such in another form or with something around them."""
    plain = st.ip_addresses().map(str)
    mapped = st.ip_addresses(v=4).map(lambda one: f"::ffff:{one}")
    octal = st.ip_addresses(v=4).map(lambda one: ".".join(f"0{int(part):o}" for part in str(one).split(".")))
    number = st.ip_addresses(v=4).map(lambda one: str(int(one)))
    odd = st.sampled_from(("", "localhost", "*", "0.0.0.0/0", "127.1", "::", "unknown", "{peer}"))
    return st.one_of(plain, st.builds(str.format, st.sampled_from(AROUND), plain), mapped, octal, number, odd)
