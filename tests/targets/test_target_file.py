"""Target files: what is wrong is told by the key as typed."""

from pathlib import Path

import pytest

from harness.targets.errors import TargetError
from harness.targets.storefront_target import StorefrontTarget
from harness.targets.target_file import load_target

GOOD = """
role = "storefront"
url = "http://127.0.0.1:8641/"
[app]
client_id = "r3client"
client_secret = "not-a-real-secret"
store_hash = "abc123"
[customers]
alice = { id = 4927, email = "alice@example.com" }
bob = { id = 4928 }
"""


def far(scheme: str) -> str:
    """Return a Management API on another machine."""
    return f'[management]\nurl = "{scheme}://api.example/stores/abc123"\naccess_token = "t"'


def written(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "store.toml"
    path.write_text(text)
    return path


def test_a_good_file_is_read(tmp_path: Path) -> None:
    target = load_target(written(tmp_path, GOOD))
    assert (target.name, target.url, target.app.store_hash) == ("store", "http://127.0.0.1:8641", "abc123")
    assert target.customers["alice"].id == 4927
    assert "not-a-real-secret" not in repr(target)


def test_secrets_come_from_the_environment_and_from_files(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("MY_SECRET", "from-the-environment")
    found = load_target(written(tmp_path, GOOD.replace("not-a-real-secret", "env:MY_SECRET")))
    assert found.app.client_secret.get_secret_value() == "from-the-environment"
    (tmp_path / "secret").write_text("from-a-file\n")
    found = load_target(written(tmp_path, GOOD.replace("not-a-real-secret", f"file:{tmp_path}/secret")))
    assert found.app.client_secret.get_secret_value() == "from-a-file"


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role = "storefront"', "", "role is missing"),
        ('"storefront"', '"shopfront"', "role is 'shopfront'"),
        ("[app]", "[ap]", "ap is unknown; did you mean app?"),
        ("client_id", "client_Id", "app.client_Id is unknown; did you mean client_id?"),
        ('client_id = "r3client"', "", "app.client_id is missing"),
        ('"r3client"', "3", "app.client_id: input should be a valid string"),
        (
            '"not-a-real-secret"',
            '"env:NOT_SET_ANYWHERE"',
            "app.client_secret: the environment variable NOT_SET_ANYWHERE is not set",
        ),
        ('"not-a-real-secret"', '"file:/no/such/file"', "app.client_secret: cannot read /no/such/file"),
        ('"not-a-real-secret"', '""', "app.client_secret: is empty"),
        ("id = 4928", 'id = "4928"', "customers.bob.id: input should be a valid integer"),
        ("bob = { id = 4928 }", "", "customers needs at least 2 entries"),
        ("id = 4928", "id = 4927", "customers.bob.id is the same as customers.alice.id"),
        ('"abc123"', '"stores/abc123"', "give the bare hash"),
        ("http://127.0.0.1:8641/", "http://127.0.0.1:8641/x", "url must be the store's address without a path"),
        ("http://127.0.0.1:8641/", "127.0.0.1:8641", "url: must be an http:// or https:// address"),
        ("http://127.0.0.1:8641/", "https://shop.example", "url is not on this machine; say sandbox = true"),
        ("[app]", 'control = "https://shop.example/_tokenassay"\n[app]', "control is not on this machine; say sandbox"),
        ("[customers]", f"{far('https')}\n[customers]", "management.url is not on this machine; say sandbox = true"),
        (
            "[app]\n",
            f"sandbox = true\n{far('http')}\n[app]\n",
            "management.url must be https off this machine: the access token would travel in the clear",
        ),
        ('store_hash = "abc123"', "", "app.store_hash is missing"),
        ("[customers]", "driver = 3\n[customers]", "app.driver is unknown"),
        ("[app]", "[app", "is not TOML"),
    ],
)
def test_what_is_wrong_is_told_by_its_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    path = written(tmp_path, GOOD.replace(old, new, 1))
    with pytest.raises(TargetError) as caught:
        load_target(path)
    assert said in str(caught.value)
    assert str(path) in str(caught.value)
    assert "not-a-real-secret" not in str(caught.value)


def test_several_mistakes_are_told_at_once(tmp_path: Path) -> None:
    with pytest.raises(TargetError) as caught:
        load_target(written(tmp_path, GOOD.replace("client_id", "client").replace("id = 4928", "id = 0")))
    assert "app.client_id is missing" in str(caught.value)
    assert "customers.bob.id" in str(caught.value)


def test_a_missing_file_is_told() -> None:
    with pytest.raises(TargetError, match="No such file"):
        load_target(Path("nowhere.toml"))


def test_what_is_no_secret_may_be_in_the_environment_too(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    for name, value in (("A_URL", "http://127.0.0.1:9/"), ("AN_ID", "r3client"), ("A_HASH", "abc123")):
        monkeypatch.setenv(name, value)
    path = tmp_path / "store.toml"
    path.write_text(
        'role = "storefront"\nurl = "env:A_URL"\n[app]\nclient_id = "env:AN_ID"\nclient_secret = "x"\n'
        'store_hash = "env:A_HASH"\n[management]\nurl = "http://127.0.0.1:9/stores/abc123"\naccess_token = "t"\n'
    )
    target = load_target(path)
    assert isinstance(target, StorefrontTarget)
    assert (target.url, target.app.client_id, target.app.store_hash) == ("http://127.0.0.1:9", "r3client", "abc123")
    assert target.customers == {}


def test_customers_may_be_left_out_only_where_they_can_be_created(tmp_path: Path) -> None:
    path = tmp_path / "store.toml"
    path.write_text(
        'role = "storefront"\nurl = "http://127.0.0.1:9"\n'
        '[app]\nclient_id = "r3"\nclient_secret = "x"\nstore_hash = "abc123"\n'
    )
    with pytest.raises(TargetError, match=r"customers is missing; name two or more, or give \[management\]"):
        load_target(path)
