"""The mock's pages in a real browser: seeded scripts, the story of the sample apps, the checkout, and https."""

import sys
import tomllib
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.store.mock import MockStore
from harness.store.outages import Outage
from harness.store.seeds import seed_of
from harness.targets.browser.chromium import Chromium
from harness.targets.browser.window import Window

ROOT = Path(__file__).parents[2]
SNIPPETS = ROOT / "fixtures" / "snippets"
sys.path.insert(0, str(ROOT / "fixtures" / "integrations"))
from story.serve import Story, story  # noqa: E402

SANDBOX = tomllib.loads((ROOT / "harness/store/sandbox.toml").read_text("utf-8"))
pytestmark = pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
BLOCK = "section[aria-labelledby=recently-purchased] li"


@pytest.fixture(scope="module")
def told() -> Iterator[Story]:
    with story() as found:
        yield found


@pytest.fixture
def window(chromium: Chromium) -> Iterator[Window]:
    opened = chromium.window()
    yield opened
    opened.close()


def scripted(*scripts: dict[str, Any]) -> MockStore:
    """Start the sandbox with ``scripts`` in the pages of its first channel."""
    first, *others = SANDBOX["stores"]
    channel, *rest = first["channels"]
    stores = [{**first, "channels": [{**channel, "scripts": list(scripts)}, *rest]}, *others]
    return MockStore(seed_of({**SANDBOX, "stores": stores}, "test", SNIPPETS))


def snippet(file: str, client_id: str = SANDBOX["apps"][0]["client_id"]) -> dict[str, Any]:
    return {"name": file, "file": file, "client_id": client_id}


def alerts(window: Window) -> list[str]:
    said: list[str] = []

    def close(dialog: Any) -> None:
        said.append(dialog.message)
        dialog.accept()

    window.page.on("dialog", close)
    return said


def opened(window: Window, url: str, answered: str = "/customer/current.jwt*") -> None:
    """Open ``url`` and return when the page's scripts have had the answer of ``answered``, and two frames more."""
    with window.page.expect_response(f"**{answered}"):
        window.open(url)
    window.run("() => new Promise((done) => requestAnimationFrame(() => requestAnimationFrame(done)))")


def purchases(window: Window, expected: int) -> list[str]:
    """Return what the block lists, once it lists what is ``expected``."""
    if expected:
        window.page.locator(BLOCK).nth(expected - 1).wait_for()
    return list(window.page.locator(BLOCK).all_inner_texts())


def test_the_first_snippet_alerts_the_token_that_nobody_is_there_and_errors(window: Window) -> None:
    with scripted(snippet("current-customer-xhr.js")) as store:
        said = alerts(window)
        opened(window, f"{store.url}/")
        assert said == ["Nobody is signed in."]
        opened(window, store.login_url("alice"))
        title, token = said[1].split("\n")
        assert (title, token.count("."), len(said)) == ("Customer JWT:", 2, 2)
        store.state.outages.set([Outage("/customer/", status=503)])
        opened(window, f"{store.url}/")
        assert said[2:] == ["Something went wrong: status 503"]


def test_the_second_snippet_logs_the_token_and_takes_whatever_is_no_200_for_an_error(window: Window) -> None:
    with scripted(snippet("current-customer-fetch.js")) as store:
        opened(window, f"{store.url}/")
        assert any("current.jwt answered with status 404" in line.text for line in window.log.console)
        assert not [line for line in window.log.console if line.kind == "log"]
        opened(window, store.login_url("alice"))
        [line] = [line.text for line in window.log.console if line.kind == "log"]
        assert line == window.fetch(f"/customer/current.jwt?app_client_id={store.app.client_id}").body


def test_scripts_stand_where_they_are_told_and_no_other_runs(window: Window) -> None:
    code = "document.documentElement.dataset.{} = (document.body ? 'body' : 'no body')"
    spoken = [
        {"name": "head", "location": "head", "code": code.format("head")},
        {"name": "foot", "code": code.format("foot") + " + ' {{store_hash}}/{{channel_id}}'"},
        {"name": "pay", "visibility": "checkout", "code": code.format("pay")},
    ]
    with scripted(*spoken) as store:
        found = "() => ({...document.documentElement.dataset})"
        window.open(f"{store.url}/")
        assert window.run(found) == {"head": "no body", "foot": "body abc123/1"}
        window.open(f"{store.url}/checkout")
        assert window.run(found) == {"pay": "body"}
        planted = "() => { const one = document.createElement('script'); one.textContent = 'window.planted = 1';"
        window.run(planted + " document.body.append(one); }")
        assert window.run("() => window.planted") is None


def test_customers_see_what_they_bought_and_nobody_else_does(window: Window, told: Story) -> None:
    opened(window, f"{told.store.url}/")
    assert purchases(window, 0) == []
    window.open(told.store.login_url("alice"))
    assert purchases(window, 3) == ["Darjeeling, autumn", "Sencha, first flush", "Cast-iron teapot"]
    window.open(told.store.login_url("bob"))
    assert purchases(window, 1) == ["Two porcelain cups"]
    window.open(f"{told.store.url}/")
    assert purchases(window, 1) == ["Two porcelain cups"]
    opened(window, told.store.login_url("carol@example.com"), "/recently-purchased")
    assert purchases(window, 0) == []
    window.open(f"{told.store.url}/login.php?action=logout")
    opened(window, f"{told.store.url}/")
    assert purchases(window, 0) == []


def test_the_token_never_stands_in_an_address(window: Window, told: Story) -> None:
    window.open(told.store.login_url("alice"))
    purchases(window, 3)
    [posted] = [one for one in window.log.network if one.url.startswith(told.app) and one.method == "POST"]
    assert posted.url == f"{told.app}/recently-purchased"
    token = told.store.current_token("alice").rpartition(".")[0]
    assert token.partition(".")[0] in posted.body, "it is in the body"
    assert not [one.url for one in window.log.network if token.partition(".")[0] in one.url]


def test_another_page_may_not_read_the_apps_answer(window: Window, told: Story) -> None:
    window.stand_in("http://elsewhere.example", "<p>elsewhere</p>")
    window.open("http://elsewhere.example/")
    script = """async ([url, token]) => {
        const body = JSON.stringify({ token });
        try { return (await fetch(url, { method: "POST", body })).status; } catch { return "unreadable"; }
    }"""
    asked = [f"{told.app}/recently-purchased", told.store.current_token("alice")]
    assert window.run(script, asked) == "unreadable"
    window.open(f"{told.store.url}/")
    assert window.run(script, asked) == 200


def test_the_headless_storefront_hands_its_customer_over_to_the_checkout(window: Window, told: Story) -> None:
    window.open(f"{told.headless}/")
    window.page.click("#checkout")
    window.page.wait_for_function("document.querySelector('#outcome').textContent")
    assert window.page.inner_text("#outcome") == f"Signed in; the checkout is at {told.wholesale}/checkout"
    frame = window.page.frame_locator("iframe")
    assert frame.locator("#customer-email").inner_text() == "alice@example.com"


def test_another_origin_may_not_read_the_stores_answer(window: Window, told: Story) -> None:
    window.open(f"{told.headless.replace('wholesale', 'elsewhere')}/")
    script = """async (url) => {
        try { return await (await fetch(url, { method: "POST", credentials: "include" })).json(); }
        catch { return "unreadable"; }
    }"""
    url = told.store.login_url("alice", channel_id=2, redirect_to="/checkout").replace(told.store.url, told.wholesale)
    assert window.run(script, url) == "unreadable"


def test_the_checkout_bounces_the_browser_once_to_keep_its_cookies(window: Window, told: Story) -> None:
    bounce = f"{told.wholesale}/embedded-checkout/allow-cookie?returnUrl="
    assert window.open(f"{bounce}{told.headless}/") == 200
    assert window.url == f"{told.headless}/"
    assert [one["name"] for one in window.cookies()] == ["SHOP_SESSION_TOKEN"]
    assert window.open(f"{bounce}http://elsewhere.example/") == 404
    assert window.url.startswith(told.wholesale)


def test_over_https_the_session_is_secure_and_from_any_site(window: Window, store: MockStore) -> None:
    assert window.open(store.login_url("alice").replace(store.url, f"https://{store.tls_host}")) == 200
    assert window.page.inner_text("#customer-name") == "Alice Adams"
    [cookie] = [one for one in window.cookies() if one["name"] == "SHOP_TOKEN"]
    assert (cookie["secure"], cookie["sameSite"], cookie["httpOnly"]) == (True, "None", True)


@pytest.mark.parametrize(
    ("path", "status", "heading"),
    [
        ("/", 200, "Sandbox of Tea"),
        ("/sencha-first-flush/", 200, "Sencha, first flush"),
        ("/cart.php", 200, "Your cart"),
        ("/checkout", 200, "Checkout"),
        ("/search.php?search_query=CUPS", 200, "Results for “CUPS”"),
        ("/login.php", 200, "Sign in"),
        ("/mattresses", 404, "There is no such page"),
    ],
)
def test_pages_are_there_and_break_no_rule_of_their_own(
    window: Window, store: MockStore, path: str, status: int, heading: str
) -> None:
    assert window.open(f"{store.url}{path}") == status
    assert window.page.get_by_role("heading", level=1).inner_text() == heading
    assert not [line.text for line in window.log.console if "Content Security Policy" in line.text]
    assert window.run("() => document.documentElement.scrollWidth <= innerWidth")


def test_the_shop_is_walked_by_its_links(window: Window, store: MockStore) -> None:
    window.open(f"{store.url}/")
    window.page.get_by_role("searchbox").fill("teapot")
    window.page.keyboard.press("Enter")
    window.page.get_by_role("link", name="Cast-iron teapot").click()
    window.page.wait_for_url("**/cast-iron-teapot/")
    assert "$49.00" in window.text()
    window.page.get_by_role("link", name="Sign in").click()
    window.page.get_by_label("E-mail").fill("alice@example.com")
    window.page.get_by_label("Password").fill("alice-opens-the-sandbox")
    window.page.get_by_role("button", name="Sign in").click()
    window.page.wait_for_url("**/account.php")
    assert "Alice Adams" in window.text()
