"""MockStore, as other people's tests hold it."""

import pytest

from harness.store.mock import MockStore

from .visiting import Visitor


def test_it_mints_urls_that_sign_in_once(store: MockStore, visitor: Visitor) -> None:
    path = store.login_url("alice", redirect_to="/cart.php").removeprefix(store.url)
    assert visitor.get(path).headers["location"] == "/cart.php"
    assert visitor.get(path).headers["location"] == "/login.php"
    assert store.login_token("alice") != store.login_token("alice")


def test_customers_are_found_by_id_e_mail_and_name(store: MockStore) -> None:
    alice = store.customers[4927]
    assert store.customers["alice@example.com"] is store.customers["alice"] is alice
    assert store.customers["twin@example.com"].id == 4931
    for who in (alice, 4927, "alice", "alice@example.com"):
        assert Visitor(store.url).signs_in(store.login_token(who))
    with pytest.raises(KeyError):
        store.login_token("nobody")


def test_tokens_follow_the_stores_clock(store: MockStore, visitor: Visitor) -> None:
    store.clock.freeze(1_234_567_890)
    assert visitor.signs_in(store.login_token("bob"))
    assert store.journal.last_login.time == 1_234_567_890


def test_claims_can_be_added_or_changed(store: MockStore, visitor: Visitor) -> None:
    assert visitor.signs_in(store.login_token("alice", exp=1, aud="anyone", enable_persistent_cart=True))
    assert not visitor.signs_in(store.login_token("alice", operation="other"))
    assert store.journal.last_login.reasons[0].code == "operation"


def test_app_and_hash_are_the_first_ones(store: MockStore) -> None:
    assert store.app.name == "Loyalty"
    assert store.store_hash == "abc123"
    assert [app.name for app in store.apps] == ["Loyalty", "Wishlist", "Reports"]
