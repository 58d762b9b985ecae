"""What a shopper finds besides their account: products, the search, the cart, pages that are not there, the bounce."""

import re

import pytest

from harness.store.mock import MockStore

from .visiting import Visitor

OWN = "https://headless.tea.example"
BOUNCE = "/embedded-checkout/allow-cookie?returnUrl="


def test_the_home_page_links_to_every_product(visitor: Visitor) -> None:
    home = visitor.get("/").data.decode()
    links = re.findall(r'class="card-title"><a href="([^"]+)">([^<]+)<', home)
    assert ("/cast-iron-teapot/", "Cast-iron teapot") in links
    assert len(links) == 4
    for path, name in links:
        answer = visitor.get(path)
        assert (answer.status, f'<h1 class="productView-title">{name}</h1>' in answer.data.decode()) == (200, True)
    assert visitor.get("/cast-iron-teapot").status == 200
    assert "$49.00" in home


def test_each_store_has_its_own_shelves(store: MockStore) -> None:
    coffee = Visitor(store.url, "coffee.example")
    assert coffee.get("/cast-iron-teapot/").status == 404
    assert "Featured products" not in coffee.get("/").data.decode()


@pytest.mark.parametrize(("words", "found"), [("TEAPOT", True), ("mattress", False), ("<script>", False)])
def test_the_search_finds_names_and_escapes_what_was_asked(visitor: Visitor, words: str, found: bool) -> None:
    text = visitor.get(f"/search.php?search_query={words}&section=product").data.decode()
    assert ("Cast-iron teapot" in text) == found
    assert "<script>" not in text


@pytest.mark.parametrize("path", ["/cart.php", "/cart.php?embedded=1&action=loadInCheckout&id=bc218c65", "/checkout"])
def test_a_login_lands_on_pages_that_are_there(store: MockStore, visitor: Visitor, path: str) -> None:
    landed = visitor.redeem(store.login_token("alice", redirect_to=path)).headers["location"]
    assert landed == path
    assert visitor.get(landed).status == 200


def test_what_is_not_there_is_a_page_to_shoppers_and_json_to_the_apis(visitor: Visitor) -> None:
    answer = visitor.get("/mattresses")
    assert (answer.status, answer.headers["content-type"]) == (404, "text/html; charset=utf-8")
    assert "There is no such page" in answer.data.decode()
    assert visitor.send("POST", "/cast-iron-teapot/").status == 404
    for path in ("/stores/abc123/v2/nothing", "/_tokenassay/nothing"):
        answer = visitor.get(path)
        assert (answer.status, answer.headers["content-type"]) == (404, "application/json")


@pytest.mark.parametrize("path", ["/", "/login.php", "/cast-iron-teapot/", "/mattresses", "/cart.php"])
def test_pages_are_never_stored_and_run_nothing(visitor: Visitor, path: str) -> None:
    answer = visitor.get(path)
    policy = answer.headers["content-security-policy"]
    assert answer.headers["cache-control"] == "no-store"
    assert policy.startswith("default-src 'none'; ")
    assert "script-src" not in policy


def test_the_channels_own_site_may_frame_the_checkout_and_nothing_else(store: MockStore) -> None:
    wholesale = Visitor(store.url, "wholesale.tea.example")
    framers = {
        path: wholesale.get(path).headers["content-security-policy"].partition("frame-ancestors ")[2].split()
        for path in ("/checkout", "/cart.php", "/")
    }
    assert OWN in framers["/checkout"]
    assert framers["/cart.php"] == framers["/checkout"]
    assert framers["/"] == ["'self'"]


@pytest.mark.parametrize("back", [f"{OWN}/pay?a=b", OWN, "/cart.php"])
def test_the_bounce_leads_back_to_the_channels_own_site(store: MockStore, back: str) -> None:
    answer = Visitor(store.url, "wholesale.tea.example").get(BOUNCE + back)
    assert (answer.status, answer.headers["location"]) == (302, back)
    assert answer.headers["set-cookie"].startswith("SHOP_SESSION_TOKEN=")


@pytest.mark.parametrize(
    "back",
    [
        "", "https://elsewhere.example/", "https://www.tea.example/", f"{OWN}.elsewhere.example/", f"{OWN}@elsewhere/",
        "//elsewhere.example", "javascript:alert(1)", "https://[", f"{OWN}%5c@elsewhere.example/",
    ],
)  # fmt: skip
def test_the_bounce_leads_nowhere_else(store: MockStore, back: str) -> None:
    answer = Visitor(store.url, "wholesale.tea.example").get(BOUNCE + back)
    assert (answer.status, "location" in answer.headers) == (404, False)
