"""Sessions as a browser lives through them: sign-in, rotation, sign-out, and pages that escape what they show."""

import json
import re
from urllib.parse import urlencode

from harness.store.mock import MockStore
from harness.store.seeds import load_seed, seed_of

from .visiting import Visitor

FORM = {"Content_Type": "application/x-www-form-urlencoded"}


def check_login(visitor: Visitor, email: str, password: str) -> str:
    body = urlencode({"login_email": email, "login_pass": password})
    return visitor.send("POST", "/login.php?action=check_login", body=body, **FORM).headers["location"]


def test_guests_have_no_account(visitor: Visitor) -> None:
    answer = visitor.get("/account.php")
    assert (answer.status, answer.headers["location"]) == (302, "/login.php")
    assert answer.headers["cache-control"] == "no-store"


def test_the_home_page_gives_guests_a_cookie_once(visitor: Visitor) -> None:
    answer = visitor.get("/")
    assert answer.status == 200
    assert re.match(r"SHOP_SESSION_TOKEN=[0-9a-f]{64}; Path=/; HttpOnly", answer.headers["set-cookie"])
    assert "set-cookie" not in visitor.get("/").headers


def test_every_sign_in_rotates_the_session(store: MockStore, visitor: Visitor, other: Visitor) -> None:
    visitor.get("/")
    visitor.cookies["SHOP_TOKEN"] = "planted"
    before = dict(visitor.cookies)
    assert visitor.signs_in(store.login_token("alice"))
    assert visitor.cookies.keys() == before.keys()
    assert not set(visitor.cookies.values()) & set(before.values())
    other.cookies = dict(visitor.cookies)
    assert visitor.signs_in(store.login_token("bob"))
    assert not other.is_signed_in()
    assert "Bob" in visitor.get("/account.php").data.decode()


def test_passwords_sign_in_and_rotate_too(store: MockStore, visitor: Visitor, other: Visitor) -> None:
    assert visitor.signs_in(store.login_token("bob"))
    other.cookies = dict(visitor.cookies)
    assert check_login(visitor, "ALICE@example.com", "alice-opens-the-sandbox") == "/account.php"
    assert "Alice" in visitor.get("/account.php").data.decode()
    assert not other.is_signed_in()


def test_the_action_may_be_a_field_of_the_form(visitor: Visitor) -> None:
    fields = {"action": "check_login", "login_email": "bob@example.com", "login_pass": "bob-opens-the-sandbox"}
    answer = visitor.send("POST", "/login.php", body=urlencode(fields), **FORM)
    assert answer.headers["location"] == "/account.php"


def test_wrong_passwords_get_the_banner_and_no_session(store: MockStore, visitor: Visitor) -> None:
    for email, password in (
        ("alice@example.com", "wrong"),
        ("alice@example.com", ""),
        ("carol@example.com", ""),
        ("nobody@example.com", "alice-opens-the-sandbox"),
        ("dora@example.com", "dora-opens-the-wholesale"),
        ("grace@example.com", "grace-opens-the-coffee"),
    ):
        assert check_login(visitor, email, password) == "/login.php", email
        assert "SHOP_TOKEN" not in visitor.cookies
    assert "Invalid login." in visitor.get("/login.php").data.decode()


def test_one_e_mail_on_two_channels_is_two_people(store: MockStore, visitor: Visitor) -> None:
    assert check_login(visitor, "twin@example.com", "frank-opens-the-wholesale") == "/login.php"
    assert check_login(visitor, "twin@example.com", "erin-opens-the-sandbox") == "/account.php"
    wholesale = Visitor(store.url, "wholesale.tea.example")
    assert check_login(wholesale, "twin@example.com", "frank-opens-the-wholesale") == "/account.php"
    assert "Frank" in wholesale.get("/account.php").data.decode()


def test_a_session_belongs_to_its_storefront(store: MockStore, visitor: Visitor) -> None:
    assert visitor.signs_in(store.login_token("alice"))
    for host in ("wholesale.tea.example", "coffee.example"):
        visitor.host = host
        assert not visitor.is_signed_in()


def test_logging_out_ends_the_session_on_the_server(store: MockStore, visitor: Visitor, other: Visitor) -> None:
    assert visitor.signs_in(store.login_token("alice"))
    other.cookies = dict(visitor.cookies)
    answer = visitor.get("/login.php?action=logout")
    assert answer.headers["location"] == "/login.php"
    assert "SHOP_TOKEN" not in visitor.cookies
    assert not other.is_signed_in()


def test_a_login_may_lead_straight_out_again(store: MockStore, visitor: Visitor, other: Visitor) -> None:
    answer = visitor.redeem(store.login_token("alice", redirect_to="/login.php?action=logout"))
    other.cookies = dict(visitor.cookies)
    assert other.is_signed_in()
    visitor.get(answer.headers["location"])
    assert not other.is_signed_in()
    assert not visitor.is_signed_in()


def test_pages_escape_what_they_show() -> None:
    data = json.loads(json.dumps({"stores": [{"hash": "h", "name": "<i>shop", "channels": [{"id": 1}]}]}))
    data["stores"][0]["channels"][0]["allow_global_logins"] = True
    data["stores"][0]["customers"] = [{"id": 1, "email": "a<b>@example.com", "first_name": "<script>alert(1)</script>"}]
    data["apps"] = [{"client_id": "c", "client_secret": "s", "scopes": ["store_v2_customers_login"]}]
    with MockStore(seed_of(data, "test")) as store:
        visitor = Visitor(store.url)
        assert visitor.signs_in(store.login_token(1))
        for path in ("/", "/account.php", "/login.php"):
            text = visitor.get(path).data.decode()
            assert "<script>" not in text
            assert "<b>" not in text
            assert "<i>" not in text
        assert "&lt;script&gt;" in visitor.get("/account.php").data.decode()


def test_unicode_names_are_shown(store: MockStore, visitor: Visitor) -> None:
    assert visitor.signs_in(store.login_token("zoe@example.com"))
    assert "Zoë Łukasiewicz-黒田" in visitor.get("/account.php").data.decode()


def test_unknown_paths_wrong_methods_and_long_bodies(store: MockStore, visitor: Visitor) -> None:
    assert visitor.get("/nope").status == 404
    assert visitor.send("DELETE", "/account.php").status == 405
    assert visitor.send("POST", "/login.php", body="x" * 70_000).status == 413
    # urllib3 sends an iterable in chunks, without a length to be warned by.
    assert visitor.send("POST", "/login.php", body=[b"x" * 60_000] * 3).status == 413
    assert visitor.get("/").status == 200


def test_the_date_is_the_mocks_own(store: MockStore, visitor: Visitor) -> None:
    store.clock.freeze(1_000_000_000)
    paths = ["/", "/nope", "/login/token/x", "/customer/current.jwt", "/_tokenassay/"]
    for path in paths:
        answer = visitor.get(path)
        assert answer.headers.getlist("date") == ["Sun, 09 Sep 2001 01:46:40 GMT"]
        assert "server" not in answer.headers


def test_sessions_are_bounded_and_the_oldest_goes_first() -> None:
    from harness.store.sessions import Sessions

    sessions = Sessions(limit=3)
    customer = load_seed().shops[0].customers[0]
    tokens = [sessions.open(customer, "h", 1) for _ in range(5)]
    assert [sessions.find(token, "h", 1) is not None for token in tokens] == [False, False, True, True, True]
    assert len(sessions) == 3
    assert len(set(tokens)) == 5
