"""Target files of the headless role: what is typed is kept secret, and mistakes are told by the key as typed."""

from pathlib import Path

import pytest
from pydantic import SecretStr

from harness.targets.errors import TargetError
from harness.targets.headless_target import HeadlessTarget
from harness.targets.placing import placed
from harness.targets.target_file import load_target, target_from
from harness.verdict.headless.context import HeadlessContext
from tests.cli.command import tokenassay

GOOD = """
role = "headless"
url = "http://127.0.0.1:3000/"
[login]
path = "/login"
form = "#login"
fields = { email = "alice@example.com", password = "a-long-password", country = "NL" }
[account]
path = "/account"
[me]
path = "http://127.0.0.1:4000/me"
customer_id = "$.customer.id"
[logout]
path = "/account"
button = "#logout"
[api]
origins = ["http://127.0.0.1:4000"]
"""


def read(folder: Path, text: str) -> HeadlessTarget:
    path = folder / "shop.toml"
    path.write_text(text, "utf-8")
    target = load_target(path)
    assert isinstance(target, HeadlessTarget)
    return target


def test_a_good_file_is_read(tmp_path: Path) -> None:
    target = read(tmp_path, GOOD)
    assert (target.name, target.url, target.pages.paths) == ("shop", "http://127.0.0.1:3000", ("/",))
    assert target.origins == ("http://127.0.0.1:3000", "http://127.0.0.1:4000")


def test_what_is_typed_is_secret_but_for_addresses_and_very_short_words(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setenv("SHOP_EMAIL", "jane@summers.test")
    target = read(tmp_path, GOOD.replace('"alice@example.com"', '"env:SHOP_EMAIL"'))
    fields = target.login.fields
    assert fields["country"] == "NL"
    assert isinstance(fields["email"], SecretStr)
    assert set(HeadlessContext(target).all_secrets()) == {"a-long-password", "jane@summers.test"}
    assert "a-long-password" not in repr(target)
    assert read(tmp_path, GOOD).login.fields["email"] == "alice@example.com"


def test_the_target_travels_to_other_processes_and_a_port_is_found(tmp_path: Path) -> None:
    context = HeadlessContext(read(tmp_path, GOOD))
    assert HeadlessContext.from_json(context.as_json()).target == target_from(context.as_json()["target"])
    found = placed(read(tmp_path, GOOD.replace(":3000/", ":{port}")))
    assert found.url.rpartition(":")[2].isdecimal()


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"/login"', '"login"', "login.path: 'login' must be a path of the storefront that starts with /"),
        ('form = "#login"', 'from = "#login"', "login.from is unknown; did you mean form?"),
        ("[account]", "[acount]", "acount is unknown; did you mean account?"),
        ('"a-long-password"', '"env:NOT_SET_ANYWHERE"', "the environment variable NOT_SET_ANYWHERE is not set"),
        ('"$.customer.id"', '"customer id"', "me.customer_id: 'customer id' is not a JSONPath"),
        ('origins = ["http://127.0.0.1:4000"]', "", "me.path is on another server than url; name its origin in api"),
        ('["http://127.0.0.1:4000"]', '["http://127.0.0.1:4000/v1"]', "must be an origin"),
        ('"http://127.0.0.1:3000/"', '"http://tea.example"', "url is not on this machine; say sandbox = true"),
        ('["http://127.0.0.1:4000"]', '["http://127.0.0.1:4000", "https://tea.example"]', "api.origins is not on this"),
        ('"http://127.0.0.1:3000/"', '"http://127.0.0.1:3000/shop"', "url must be the storefront's address without"),
        ("[api]", '[other]\nfields = { name = "x" }\n[api]', "other.fields must fill the fields of login.fields"),
        ("button =", "buttons =", "logout.buttons is unknown; did you mean button?"),
        ("[logout]", "[app]\n[logout]", "app is unknown"),
    ],
)
def test_mistakes_are_told_by_their_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    with pytest.raises(TargetError) as caught:
        read(tmp_path, GOOD.replace(old, new))
    assert said in str(caught.value)
    assert "a-long-password" not in str(caught.value)


@pytest.mark.parametrize("command", [("mint", "login", "--target"), ("inspect", "a.b.c", "--target")])
def test_commands_that_need_an_app_say_that_there_is_none(tmp_path: Path, command: tuple[str, ...]) -> None:
    read(tmp_path, GOOD)
    done = tokenassay(*command, tmp_path / "shop.toml")
    assert done.code == 2
    assert "a headless storefront has no [app] that signs" in done.said
