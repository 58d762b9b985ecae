"""Seeds: the one that ships holds what tests need, and mistakes are named by their key."""

import copy
import tomllib
from pathlib import Path
from typing import Any

import pytest

from harness.store.seeds import SeedError, load_seed, seed_of
from harness.tokens.parties import LOGIN_SCOPE

ROOT = Path(__file__).parents[2]
DATA = tomllib.loads((ROOT / "harness/store/sandbox.toml").read_text("utf-8"))


def changed(path: tuple[str | int, ...], value: Any) -> dict[str, Any]:
    data: Any = copy.deepcopy(DATA)
    place = data
    for key in path[:-1]:
        place = place[key]
    if value is None:
        del place[path[-1]]
    else:
        place[path[-1]] = value
    return dict(data)


def test_the_shipped_seed_holds_what_tests_need() -> None:
    seed = load_seed()
    first, second = seed.shops
    assert (first.store.hash, second.store.hash) == ("abc123", "xyz789")
    assert [site.channel.allow_global_logins for site in first.sites] == [True, False]
    sound = [app for app in seed.apps.values() if LOGIN_SCOPE in app.scopes]
    assert [len(app.client_secret) for app in sound] == [31, 64]
    assert len(seed.apps) == 3
    assert {len(app.client_id) for app in seed.apps.values()} == {31}
    by_id = {customer.id: customer for customer in first.customers}
    assert (by_id[4927].email, by_id[4928].email) == ("alice@example.com", "bob@example.com")
    emails = [customer.email for customer in first.customers]
    assert sorted({email for email in emails if emails.count(email) > 1}) == ["twin@example.com"]
    assert 6 in {customer.group_id for customer in first.customers}
    assert (2,) in {customer.channels for customer in first.customers}
    assert not all(customer.first_name.isascii() for customer in first.customers)


def test_the_fixture_is_a_relative_link_to_it() -> None:
    link = ROOT / "fixtures/stores/sandbox.toml"
    assert link.is_symlink()
    assert not link.readlink().is_absolute()
    assert load_seed(link) == load_seed()


def test_secrets_are_not_shown() -> None:
    shown = repr(load_seed())
    for app in DATA["apps"]:
        assert app["client_secret"] not in shown
    for account in DATA["accounts"]:
        assert account["access_token"] not in shown
    assert "opens-the" not in shown


@pytest.mark.parametrize(
    ("path", "value", "says"),
    [
        (("stores", 0, "customers", 2, "id"), "4929", "stores[0].customers[2].id"),
        (("stores", 0, "customers", 2, "id"), 0, "stores[0].customers[2].id"),
        (("stores", 0, "customers", 2, "id"), 4927, "stores[0].customers[2].id is also stores[0].customers[0].id"),
        (("stores", 0, "customers", 2, "id"), None, "stores[0].customers[2].id: is missing; add it"),
        (("stores", 0, "customers", 2, "nick"), "x", "stores[0].customers[2].nick: no such key"),
        (("stores", 0, "customers", 1, "email"), "Alice@example.com", "stores[0].customers[1].email is also that of"),
        (("stores", 0, "customers", 3, "channels"), [2, 9], "stores[0].customers[3].channels[1] names a channel"),
        (("stores", 0, "channels", 1, "id"), 1, "stores[0].channels[1].id is also stores[0].channels[0].id"),
        (("stores", 0, "channels", 1, "allow_global_logins"), "no", "stores[0].channels[1].allow_global_logins"),
        (("stores", 0, "channels", 1, "origins"), ["tea.example"], "stores[0].channels[1].origins[0]"),
        (("stores", 1, "channels", 0, "hosts"), ["tea.example"], "stores[1].channels[0].hosts[0] is also"),
        (("stores", 1, "hash"), "abc123", "stores[1].hash is also stores[0].hash"),
        (("stores", 1, "hash"), "stores/x", "stores[1].hash"),
        (("stores", 0, "channels"), [], "stores[0].channels"),
        (("apps", 1, "client_id"), DATA["apps"][0]["client_id"], "apps[1].client_id is also apps[0].client_id"),
        (("apps", 1, "client_secret"), "", "apps[1].client_secret"),
        (("apps", 0, "stores"), ["nowhere"], "apps[0].stores[0] names a store"),
        (("accounts", 0, "store"), "nowhere", "accounts[0].store names a store"),
        (("accounts", 1, "access_token"), DATA["accounts"][0]["access_token"], "accounts[1].access_token is also"),
        (("apps",), None, "apps: is missing"),
        (("extra",), 1, "extra: no such key"),
    ],
)
def test_mistakes_are_named_by_their_key(path: tuple[str | int, ...], value: Any, says: str) -> None:
    with pytest.raises(SeedError) as caught:
        seed_of(changed(path, value), "my-seed.toml")
    assert str(caught.value).startswith("my-seed.toml: ")
    assert says in str(caught.value)


def test_files_that_cannot_be_read_are_named(tmp_path: Path) -> None:
    with pytest.raises(SeedError, match=r"none\.toml.*No such file.*give the path"):
        load_seed(tmp_path / "none.toml")
    broken = tmp_path / "broken.toml"
    broken.write_text("[[stores]]\nhash = x\n")
    with pytest.raises(SeedError, match=r"broken\.toml' is not TOML: .*line 2"):
        load_seed(broken)
    broken.write_bytes(b"name = '\xff'")
    with pytest.raises(SeedError, match="is not TOML"):
        load_seed(str(broken))


def test_an_app_may_be_installed_on_some_stores_only() -> None:
    first, second = seed_of(changed(("apps", 1, "stores"), ["xyz789"]), "x").shops
    assert (len(first.apps), len(second.apps)) == (2, 3)
