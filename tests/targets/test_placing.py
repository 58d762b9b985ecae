"""Placeholders that are filled before a target stands: one free port, and the app's own values."""

import socket
from pathlib import Path

import pytest

from harness.targets.issuer_target import IssuerTarget
from harness.targets.placing import placed
from harness.targets.target_file import Target, load_target
from harness.targets.verifier_target import VerifierTarget

SECRET = "a {port} of secrets"
FILE = f"""
role = "verifier"
[app]
client_id = "r3client"
client_secret = "{SECRET}"
store_hash = "abc123"
[send]
url = "http://127.0.0.1:{{port}}/me"
headers = {{ Authorization = "Bearer {{token}}" }}
[resource]
url = "http://127.0.0.1:{{port}}/{{customer_id}}"
[start]
command = ["serve", "--port={{port}}", "{{client_id}}", "{{client_secret}}"]
env = {{ PORT = "{{port}}", SECRET = "{{client_secret}}", STORE = "{{store_hash}}", OTHER = "{{x}} {{token}}" }}
ready = "http://127.0.0.1:{{port}}/health"
"""


def loaded(tmp_path: Path, text: str) -> Target:
    path = tmp_path / "app.toml"
    path.write_text(text, "utf-8")
    return load_target(path)


def test_one_free_port_stands_wherever_it_is_named(tmp_path: Path) -> None:
    target = placed(loaded(tmp_path, FILE))
    assert isinstance(target, VerifierTarget)
    assert target.send
    assert target.resource
    assert target.start
    port = target.send.url.removeprefix("http://127.0.0.1:").removesuffix("/me")
    assert port.isdecimal()
    assert target.resource.url == f"http://127.0.0.1:{port}/{{customer_id}}"
    assert target.start.ready == f"http://127.0.0.1:{port}/health"
    assert target.start.env == {"PORT": port, "SECRET": SECRET, "STORE": "abc123", "OTHER": "{x} {token}"}
    assert target.address == f"http://127.0.0.1:{port}/"
    with socket.create_server(("127.0.0.1", int(port))):
        pass


def test_the_secret_is_never_an_argument_and_stays_what_it_is(tmp_path: Path) -> None:
    target = placed(loaded(tmp_path, FILE))
    assert target.start
    assert target.start.command[2:] == ("r3client", "{client_secret}")
    assert SECRET not in " ".join(target.start.command)
    assert target.app.client_secret.get_secret_value() == SECRET
    assert target.name == "app"


@pytest.mark.parametrize("secret", ["env:HOME", "file:/etc/hostname"])
def test_a_secret_that_looks_like_a_reference_is_not_resolved_again(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, secret: str
) -> None:
    monkeypatch.setenv("ODD", secret)
    target = placed(loaded(tmp_path, FILE.replace(SECRET, "env:ODD")))
    assert target.start
    assert target.start.env["SECRET"] == secret


def test_without_a_placeholder_nothing_changes(tmp_path: Path) -> None:
    target = loaded(tmp_path, FILE.replace("{port}", "8123"))
    found = placed(target)
    assert found.start
    assert found.start.env["PORT"] == "8123"
    assert found.model_copy(update={"start": None}) == target.model_copy(update={"start": None})


def test_without_start_nothing_is_filled(tmp_path: Path) -> None:
    text = FILE.replace("{port}", "8123").partition("[start]")[0]
    assert placed(loaded(tmp_path, text)) == loaded(tmp_path, text)


def test_values_are_filled_once_only(tmp_path: Path) -> None:
    target = placed(loaded(tmp_path, FILE.replace("r3client", "{store_hash}")))
    assert target.start
    assert "{store_hash}" in target.start.command


@pytest.mark.parametrize(
    ("table", "rest"), [("shim", 'command = ["x", "{client_secret}"]'), ("inprocess", 'callable = "a:b"')]
)
def test_a_shim_and_code_in_this_process_get_the_apps_values_too(tmp_path: Path, table: str, rest: str) -> None:
    text = FILE.partition("[send]")[0] + f'[{table}]\n{rest}\nenv = {{ S = "{{client_secret}}" }}\n'
    found = getattr(placed(loaded(tmp_path, text)), table)
    assert found.env["S"] == SECRET
    if table == "shim":
        assert found.command == ("x", "{client_secret}"), "a secret in a command stands in the list of processes"


ISSUER = f"""
role = "issuer"
[app]
client_id = "r3client"
client_secret = "{SECRET}"
store_hash = "abc123"
[send]
url = "http://127.0.0.1:{{port}}/sso?customer_id={{customer_id}}&return_to={{return_to}}"
[session]
cookies = {{ sid = "{{session}}-{{customer_id}}" }}
[pages]
urls = ["http://127.0.0.1:{{port}}/", "http://127.0.0.1:{{port}}/app.js"]
[customers]
alice = {{ id = 1, session = "{{store_hash}}" }}
bob = {{ id = 2, session = "{{port}}" }}
[start]
command = ["serve", "{{store_url}}", "{{client_secret}}"]
env = {{ PORT = "{{port}}", S = "{{client_secret}}", U = "{{store_url}}", A = "{{api_url}}/v2", T = "{{access_token}}"}}
"""
MORE = {"store_url": "https://store.example", "api_url": "http://127.0.0.1:9", "access_token": "x-{store_url}"}


def test_what_an_issuer_is_handed_on_of_the_store(tmp_path: Path) -> None:
    target = placed(loaded(tmp_path, ISSUER), MORE)
    assert isinstance(target, IssuerTarget)
    assert target.start
    assert target.start.command == ("serve", "https://store.example", "{client_secret}")
    assert {name: target.start.env[name] for name in "SUAT"} == {
        "S": SECRET,
        "U": "https://store.example",
        "A": "http://127.0.0.1:9/v2",
        "T": "x-{store_url}",
    }


def test_what_a_request_is_filled_with_stays_for_the_request(tmp_path: Path) -> None:
    target = placed(loaded(tmp_path, ISSUER), MORE)
    assert isinstance(target, IssuerTarget)
    assert target.send
    port = target.address.removeprefix("http://127.0.0.1:").removesuffix("/")
    assert target.send.url.endswith("/sso?customer_id={customer_id}&return_to={return_to}")
    assert target.session
    assert target.session.cookies == {"sid": "{session}-{customer_id}"}
    assert target.pages.urls == (f"http://127.0.0.1:{port}/", f"http://127.0.0.1:{port}/app.js")
    sessions = [one.session.get_secret_value() for one in target.customers.values() if one.session]
    assert sessions == ["{store_hash}", "{port}"], "a secret is nobody's placeholder"


def test_another_secret_is_handed_on_where_that_is_wanted(tmp_path: Path) -> None:
    target = placed(loaded(tmp_path, ISSUER), {**MORE, "client_secret": "another"})
    assert target.start
    assert (target.start.env["S"], target.app.client_secret.get_secret_value()) == ("another", SECRET)
    assert "another" not in target.start.command


def test_what_is_not_known_is_left_as_it_stands(tmp_path: Path) -> None:
    target = placed(loaded(tmp_path, ISSUER))
    assert target.start
    assert (target.start.env["U"], target.start.command[1]) == ("{store_url}", "{store_url}")
