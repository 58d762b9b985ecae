"""Another origin of the same site, for any site there is."""

from urllib.parse import urlsplit

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.targets.browser.sites import sibling


@pytest.mark.parametrize(
    ("url", "other"),
    [
        ("https://shop.tea.example:8725", "https://elsewhere.tea.example"),
        ("https://tea.example", "https://tea.example:4040"),
        ("http://127.0.0.1:4040", "http://127.0.0.1:4041"),
        ("http://[::1]:80", "http://[::1]:4040"),
        ("http://shop.localhost:3000", "http://shop.localhost:4040"),
    ],
)
def test_it_is_a_host_beside_or_another_port(url: str, other: str) -> None:
    assert sibling(url) == other


@given(st.from_regex(r"\Ahttps?://[a-z]{1,9}(\.[a-z]{1,9}){0,3}(:[1-9][0-9]{1,3})?\Z"))
def test_it_is_never_the_same_origin_and_always_the_same_site(url: str) -> None:
    here, there = urlsplit(url), urlsplit(sibling(url))
    assert (here.scheme, here.netloc) != (there.scheme, there.netloc)
    assert here.scheme == there.scheme
    assert (here.hostname or "").split(".")[-2:] == (there.hostname or "").split(".")[-2:]
