"""/customer/current.jwt: guests get 404, customers their own true token."""

import json

import jwt
import pytest

from harness.judge import CurrentPolicy, judge_current
from harness.store.mock import MockStore

from .visiting import StoreWith, Visitor

pytestmark = pytest.mark.filterwarnings("ignore::jwt.warnings.InsecureKeyLengthWarning")


def path(store: MockStore, number: int = 0) -> str:
    return f"/customer/current.jwt?app_client_id={store.apps[number].client_id}"


def token(visitor: Visitor, store: MockStore, number: int = 0) -> str:
    answer = visitor.get(path(store, number))
    assert answer.status == 200, answer.data
    return answer.data.decode()


def test_guests_get_404_with_errors(store: MockStore, visitor: Visitor) -> None:
    answer = visitor.get(path(store))
    assert answer.status == 404
    assert answer.json()["errors"]
    visitor.cookies["SHOP_TOKEN"] = "0" * 64
    assert visitor.get(path(store)).status == 404


def test_customers_get_the_token_as_real_stores_send_it(store: MockStore, visitor: Visitor) -> None:
    store.clock.freeze(1_790_000_000)
    visitor.redeem(store.login_token("carol"))
    answer = visitor.get(path(store))
    assert answer.headers["content-type"].startswith("text/plain")
    assert answer.headers["cache-control"] == "no-store"
    wire = answer.data.decode()
    assert jwt.get_unverified_header(wire) == {"typ": "JWT", "alg": "HS512"}
    claims = jwt.decode(
        wire, store.app.key, ["HS512"], audience=store.app.client_id, options={"verify_exp": False, "verify_iat": False}
    )
    assert list(claims.items()) == [
        ("customer", {"id": 4929, "email": "carol@example.com", "group_id": "6"}),
        ("iss", "bc/apps"),
        ("sub", "abc123"),
        ("iat", 1_790_000_000),
        ("exp", 1_790_000_900),
        ("version", 1),
        ("aud", store.app.client_id),
        ("application_id", store.app.client_id),
        ("store_hash", "abc123"),
        ("operation", "current_customer"),
    ]
    assert judge_current(wire, store.app, "abc123", store.clock.seconds(), CurrentPolicy()).accepted
    assert store.current_token("carol") == wire


def test_each_app_gets_its_own_token_scope_or_not(store: MockStore, visitor: Visitor) -> None:
    visitor.redeem(store.login_token("alice"))
    for number, app in enumerate(store.apps):
        assert judge_current(
            token(visitor, store, number), app, "abc123", store.clock.seconds(), CurrentPolicy()
        ).accepted


@pytest.mark.parametrize(
    "query",
    [
        "",
        "?app_client_id=",
        "?app_client_id=unknown",
        "?app_client_id={id}&app_client_id={id}",
        "?app_client_id=&app_client_id={id}",
        "?App_Client_Id={id}",
    ],
)
def test_anything_but_one_known_client_id_is_refused(store: MockStore, visitor: Visitor, query: str) -> None:
    visitor.redeem(store.login_token("alice"))
    answer = visitor.get("/customer/current.jwt" + query.replace("{id}", store.app.client_id))
    assert answer.status == 400
    assert answer.json()["errors"]


def test_no_other_origin_may_read_it(store: MockStore, visitor: Visitor) -> None:
    visitor.redeem(store.login_token("alice"))
    answer = visitor.get(path(store), Origin="https://www.tea.example")
    assert not [name for name in answer.headers if name.lower().startswith("access-control")]


def test_the_same_token_for_its_whole_life(store: MockStore, visitor: Visitor, other: Visitor) -> None:
    store.clock.freeze(1_790_000_000)
    visitor.redeem(store.login_token("alice"))
    first = token(visitor, store)
    store.clock.advance(899.5)
    assert token(visitor, store) == first
    store.clock.advance(0.5)
    second = token(visitor, store)
    assert second != first
    store.clock.freeze(1_790_000_000 + 100)
    assert token(visitor, store) not in (first, second), "a token from the future is not handed out"
    other.redeem(store.login_token("alice"))
    assert token(other, store) != second


def test_a_new_session_gets_a_new_token_of_its_own_customer(store: MockStore, visitor: Visitor) -> None:
    visitor.redeem(store.login_token("alice"))
    assert _customer(token(visitor, store)) == 4927
    visitor.redeem(store.login_token("bob"))
    assert _customer(token(visitor, store)) == 4928
    visitor.get("/login.php?action=logout")
    assert visitor.get(path(store)).status == 404


def test_the_profile_decides_algorithm_life_caching_and_statuses(store_with: StoreWith) -> None:
    store = store_with(
        {
            "current.algorithm": "HS256",
            "current.lifetime": 60,
            "current.cached": False,
            "current.guest.status": 401,
            "current.client-id.status": 422,
            "current.client-id.missing.status": 418,
            "current.content-type": "application/json",
            "current.cache-control": "private",
            "current.cors": True,
            "current.scope": "store_v2_customers_login",
        }
    )
    visitor = Visitor(store.url)
    assert visitor.get(path(store)).status == 401
    store.clock.freeze()
    visitor.redeem(store.login_token("alice"))
    assert visitor.get("/customer/current.jwt").status == 418
    assert visitor.get("/customer/current.jwt?app_client_id=nobody").status == 422
    assert visitor.get(path(store, 2)).status == 422
    answer = visitor.get(path(store), Origin="https://www.tea.example")
    assert (answer.headers["content-type"], answer.headers["cache-control"]) == ("application/json", "private")
    assert answer.headers["access-control-allow-origin"] == "https://www.tea.example"
    claims = jwt.decode(answer.data, store.app.key, ["HS256"], audience=store.app.client_id)
    assert claims["exp"] - claims["iat"] == 60
    store.clock.advance(1)
    assert token(visitor, store) != answer.data.decode()


def test_the_control_hands_out_tokens_near_their_end(store: MockStore, visitor: Visitor) -> None:
    store.clock.freeze(1_790_000_000)
    visitor.redeem(store.login_token("alice"))
    whole = token(visitor, store)
    assert visitor.json("PUT", "/_tokenassay/current", {"seconds_left": 5}) == {"seconds_left": 5}
    short = _claims(token(visitor, store))
    assert (short["iat"], short["exp"]) == (1_790_000_005 - 900, 1_790_000_005)
    visitor.json("PUT", "/_tokenassay/current", {"seconds_left": None})
    assert token(visitor, store) == whole


def _claims(wire: str) -> dict[str, int]:
    return dict(jwt.decode(wire, options={"verify_signature": False}))


def _customer(wire: str) -> int:
    claims = json.loads(json.dumps(_claims(wire)))
    return int(claims["customer"]["id"])
