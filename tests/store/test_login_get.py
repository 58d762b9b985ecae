"""GET /login/token: who gets in, who does not, and what each is told."""

import pytest

from harness.judge.reasons import catalogue
from harness.store.mock import MockStore
from harness.tokens import App

from .visiting import StoreWith, Visitor, raw

FORGED = App("sandbox1loyalty0000000000000001", "not-the-secret-of-anybody-at-all")


def codes(store: MockStore) -> list[str]:
    return [reason.code for reason in store.journal.last_login.reasons]


def test_a_valid_token_signs_in_and_lands_on_the_account_page(store: MockStore, visitor: Visitor) -> None:
    answer = visitor.redeem(store.login_token("alice"))
    assert (answer.status, answer.headers["location"]) == (302, "/account.php")
    cookie = answer.headers["set-cookie"]
    assert cookie.startswith("SHOP_TOKEN=")
    assert cookie.endswith("; Path=/; HttpOnly; Secure; SameSite=None")
    assert answer.headers["cache-control"] == "no-store"
    page = visitor.get("/account.php")
    assert (page.status, page.headers["cache-control"]) == (200, "no-store")
    assert "Alice Adams" in page.data.decode()
    assert "alice@example.com" in page.data.decode()


@pytest.mark.parametrize(
    ("path", "location"),
    [
        ("/cart.php?embedded=1#top", "/cart.php?embedded=1#top"),
        ("/wish list", "/wish%20list"),
        ("/zoë/黒", "/zo%C3%AB/%E9%BB%92"),
        ('/a"b<c>', "/a%22b%3Cc%3E"),
    ],
)
def test_redirect_to_is_the_landing(store: MockStore, visitor: Visitor, path: str, location: str) -> None:
    assert visitor.redeem(store.login_token("alice", redirect_to=path)).headers["location"] == location


@pytest.mark.parametrize(
    "path", ["https://evil.example/", "//evil.example", "/\\evil.example", "/a\r\nX: y", "/%0d%0aX:y"]
)
def test_redirect_to_never_leads_away_nor_splits_headers(store: MockStore, visitor: Visitor, path: str) -> None:
    answer = visitor.redeem(store.login_token("alice", redirect_to=path))
    assert answer.headers["location"] == "/login.php"
    assert "x" not in answer.headers
    assert codes(store) == ["redirect-hostile"]


def test_redirect_to_lands_on_the_default_page_where_the_profile_says_so(store_with: StoreWith) -> None:
    store = store_with({"login.redirect.hostile": "default-page"})
    for path in ("https://evil.example/", "/a\r\nSet-Cookie: x=y"):
        answer = Visitor(store.url).redeem(store.login_token("alice", redirect_to=path))
        assert answer.headers["location"] == "/account.php"
        assert "SHOP_TOKEN" in answer.headers["set-cookie"]


def test_a_refusal_shows_its_banner_once(store: MockStore, visitor: Visitor) -> None:
    answer = visitor.redeem("nonsense")
    assert (answer.status, answer.headers["location"]) == (302, "/login.php")
    assert "SHOP_TOKEN" not in answer.headers["set-cookie"]
    banner = "Invalid login. Please attempt to log in again."
    assert banner in visitor.get("/login.php").data.decode()
    assert banner not in visitor.get("/login.php").data.decode()
    assert not visitor.is_signed_in()


def test_every_refusal_looks_the_same(store: MockStore) -> None:
    alice = store.customers["alice"]
    tokens = [
        "nonsense",
        store.login_token(alice, iat=0),
        store.login_token(alice, store_hash="other"),
        store.login_token(alice, customer_id=99),
        store.login_token(alice)[:-4] + "AAAA",
    ]
    store.clock.freeze()
    answers = {tuple(sorted(Visitor(store.url).redeem(token).headers.items())) for token in tokens}
    assert len(answers) == 1


def test_a_planted_flash_cookie_cannot_put_words_on_the_page(store: MockStore, visitor: Visitor) -> None:
    visitor.cookies["flash_messages"] = "<b>call-0800</b>"
    text = visitor.get("/login.php").data.decode()
    assert "call-0800" not in text
    assert "Invalid login" not in text


@pytest.mark.parametrize(
    ("claims", "code"),
    [
        ({"iat": 1}, "iat-expired"),
        ({"operation": "current_customer"}, "operation"),
        ({"store_hash": "xyz789"}, "store"),
        ({"customer_id": 1}, "customer-unknown"),
        ({"customer_id": 4930}, "channel-forbidden"),
        ({"channel_id": 2}, "channel-other"),
        ({"request_ip": "192.0.2.1"}, "request-ip"),
        ({"jti": " "}, "jti-type"),
        ({"iss": "sandbox3reports0000000000000003"}, "mac-key"),
    ],
)
def test_the_journal_knows_the_reason(store: MockStore, visitor: Visitor, claims: dict[str, object], code: str) -> None:
    assert not visitor.signs_in(store.login_token("alice", **claims))
    entry = store.journal.last_login
    assert [reason.code for reason in entry.reasons] == [code]
    assert entry.reasons[0].mend == catalogue()[code]["mend"]
    assert (entry.method, entry.status, entry.session) == ("GET", 302, False)


def test_the_journal_names_app_and_customer_of_authentic_tokens_only(store: MockStore, visitor: Visitor) -> None:
    visitor.redeem(store.login_token("bob"))
    assert store.journal.last_login[5:] == (store.app.client_id, 4928, (), True)
    visitor.redeem(store.login_token("bob")[:-4] + "AAAA")
    assert store.journal.last_login[5:7] == (None, None)


def test_an_app_without_the_login_scope_is_refused(store: MockStore, visitor: Visitor) -> None:
    from harness.tokens import Scene, login

    alice = store.customers["alice"]
    scene = Scene(store.apps[2], store.state.default.store, alice, store.clock.seconds(), "jti", other_customer=alice)
    assert not visitor.signs_in(login(scene).wire())
    assert codes(store) == ["scope"]


def test_the_window_follows_the_mocks_clock_exactly(store: MockStore, visitor: Visitor) -> None:
    token, late = store.login_token("alice"), store.login_token("alice")
    store.clock.freeze(store.clock.now())
    issued = store.clock.seconds()
    token, late = store.login_token("alice", iat=issued), store.login_token("alice", iat=issued)
    store.clock.freeze(issued + 30.99)
    assert visitor.signs_in(token)
    store.clock.freeze(issued + 31)
    assert not visitor.signs_in(late)
    assert not visitor.signs_in(store.login_token("alice", iat=issued + 32))
    assert codes(store) == ["iat-future"]


def test_a_token_works_once(store: MockStore, visitor: Visitor, other: Visitor) -> None:
    token = store.login_token("alice")
    assert visitor.signs_in(token)
    assert not other.signs_in(token)
    assert codes(store) == ["jti-spent"]
    assert not other.signs_in(store.login_token("bob", jti=_jti(token)))


def test_a_jti_counts_per_app(store: MockStore, visitor: Visitor) -> None:
    from harness.tokens import Scene, login

    alice = store.customers["alice"]
    assert visitor.signs_in(store.login_token(alice, jti="shared"))
    scene = Scene(
        store.apps[1], store.state.default.store, alice, store.clock.seconds(), "shared", other_customer=alice
    )
    assert visitor.signs_in(login(scene).wire())


def test_a_presented_token_is_spent_even_if_a_later_check_fails(store: MockStore, visitor: Visitor) -> None:
    assert not visitor.signs_in(store.login_token("alice", jti="burnt", request_ip="192.0.2.1"))
    assert not visitor.signs_in(store.login_token("alice", jti="burnt"))
    assert codes(store) == ["jti-spent"]


def test_an_accepted_token_alone_is_spent_where_the_profile_says_so(store_with: StoreWith) -> None:
    store = store_with({"login.jti.burns": "accepted"})
    visitor = Visitor(store.url)
    assert not visitor.signs_in(store.login_token("alice", jti="once", request_ip="192.0.2.1"))
    assert visitor.signs_in(store.login_token("alice", jti="once"))
    assert not visitor.signs_in(store.login_token("alice", jti="once"))


def test_an_inauthentic_or_misdirected_token_burns_nothing(store: MockStore, visitor: Visitor) -> None:
    good = store.login_token("alice", jti="safe")
    forged = good.rpartition(".")[0] + "." + store.login_token("bob").rpartition(".")[2]
    assert not visitor.signs_in(forged)
    assert not visitor.signs_in(store.login_token("alice", jti="safe", store_hash="xyz789"))
    assert not visitor.signs_in(store.login_token("alice", jti="safe", iat=store.clock.seconds() + 60))
    assert visitor.signs_in(good)


def test_head_is_ignored_or_burns_as_the_profile_says(
    store: MockStore, visitor: Visitor, store_with: StoreWith
) -> None:
    token = store.login_token("alice")
    answer = visitor.redeem(token, "HEAD")
    assert (answer.status, "set-cookie" in answer.headers) == (200, False)
    assert visitor.signs_in(token)
    burning = store_with({"login.head": "burns"})
    token = burning.login_token("alice")
    visitor = Visitor(burning.url)
    assert visitor.redeem(token, "HEAD").status == 302
    assert not visitor.signs_in(token)


def test_replays_pass_where_the_profile_says_jtis_do_not_count(store_with: StoreWith) -> None:
    store = store_with({"login.jti.single-use": False})
    token = store.login_token("alice")
    assert Visitor(store.url).signs_in(token)
    assert Visitor(store.url).signs_in(token)


def test_statuses_names_and_texts_come_from_the_profile(store_with: StoreWith) -> None:
    store = store_with(
        {
            "login.success.status": 303,
            "login.failure.status": 307,
            "login.failure.message": "No <entry>",
            "login.cookie.session": "SID",
            "login.cookie.same-site": "Lax",
            "login.cookie.secure": False,
            "login.cookie.http-only": False,
            "login.redirect.default": "/hello",
        }
    )
    visitor = Visitor(store.url)
    answer = visitor.redeem(store.login_token("alice"))
    assert (answer.status, answer.headers["location"]) == (303, "/hello")
    assert answer.headers["set-cookie"].startswith("SID=")
    assert answer.headers["set-cookie"].endswith("; Path=/; SameSite=Lax")
    assert visitor.redeem("x").status == 307
    assert "No &lt;entry&gt;" in visitor.get("/login.php").data.decode()


def test_request_ip_is_the_peers_address_and_no_header(
    store: MockStore, visitor: Visitor, store_with: StoreWith
) -> None:
    assert visitor.signs_in(store.login_token("alice", request_ip="127.0.0.1"))
    for name in ("X_Forwarded_For", "X_Real_IP", "Forwarded", "True_Client_IP"):
        path = f"/login/token/{store.login_token('alice', request_ip='192.0.2.1')}"
        assert visitor.get(path, **{name: "192.0.2.1"}).headers["location"] == "/login.php"
    believing = store_with({"login.request-ip.header": "X-Forwarded-For"})
    path = f"/login/token/{believing.login_token('alice', request_ip='192.0.2.1')}"
    answer = Visitor(believing.url).get(path, X_Forwarded_For="203.0.113.9, 192.0.2.1")
    assert answer.headers["location"] == "/account.php"


def test_the_host_chooses_the_storefront(store: MockStore) -> None:
    wholesale = Visitor(store.url, "store-abc123-2.localhost:99")
    assert not wholesale.signs_in(store.login_token("dora"))
    assert wholesale.signs_in(store.login_token("dora", channel_id=2))
    assert not wholesale.signs_in(store.login_token("alice", channel_id=2))
    coffee = Visitor(store.url, "COFFEE.example")
    assert not coffee.signs_in(store.login_token("alice"))
    assert coffee.signs_in(store.login_token("alice", store_hash="xyz789"))
    assert "Grace" in coffee.get("/account.php").data.decode()
    assert Visitor(store.url, "who.knows").signs_in(store.login_token("alice"))


@pytest.mark.parametrize(
    ("odd", "code", "says"),
    [
        ("%2F", "signature-encoding", "'/'"),
        ("/", "signature-encoding", "'/'"),
        ("%252F", "signature-encoding", "'%'"),
        ("%0A", "signature-encoding", r"'\n'"),
        ("%00", "signature-encoding", r"'\x00'"),
        ("%FF", "signature-encoding", r"'\udcff'"),
        ("%C3%AB", "signature-encoding", "'ë'"),
        ("%3D", "signature-encoding", "'='"),
        ("%2", "signature-encoding", "'%'"),
        (".x", "not-compact", "4 segments"),
    ],
)
def test_odd_characters_reach_the_judge_unchanged(store: MockStore, odd: str, code: str, says: str) -> None:
    path = f"/login/token/{store.login_token('alice')}{odd}"
    answer = raw(store.url, f"GET {path} HTTP/1.1\r\nHost: x\r\nConnection: close\r\n\r\n".encode())
    assert answer.startswith(b"HTTP/1.1 302 ")
    reason = store.journal.last_login.reasons[0]
    assert reason.code == code
    assert says in reason.message


def test_a_token_may_be_percent_encoded_whole(store: MockStore, visitor: Visitor) -> None:
    token = store.login_token("alice").replace(".", "%2E").replace("e", "%65")
    assert visitor.signs_in(token)


def test_a_query_beside_the_token_changes_nothing(store: MockStore, visitor: Visitor) -> None:
    assert visitor.signs_in(store.login_token("alice") + "?guestTkn=preview")


def test_other_methods_are_refused(store: MockStore, visitor: Visitor) -> None:
    for method in ("PUT", "DELETE", "PATCH"):
        answer = visitor.redeem(store.login_token("alice"), method)
        assert (answer.status, answer.headers["allow"]) == (405, "GET, HEAD, POST, OPTIONS")
    assert visitor.get("/login/token").status == 404
    assert visitor.get("/login/token/").headers["location"] == "/login.php"


def test_a_forced_reset_refuses_where_the_profile_says_so(store_with: StoreWith) -> None:
    for value, expected in (("refused", False), ("accepted", True)):
        store = store_with({"login.forced-reset": value})
        store.state.default.resets.add(4927)
        assert Visitor(store.url).signs_in(store.login_token("alice")) is expected
        assert Visitor(store.url).signs_in(store.login_token("bob"))


def _jti(token: str) -> str:
    import json
    from base64 import urlsafe_b64decode

    return str(json.loads(urlsafe_b64decode(token.split(".")[1] + "=="))["jti"])
