"""The way to a server under its own name: [connect], over real sockets and real TLS."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from harness.store.mock import MockStore
from harness.targets.connecting import ConnectTable
from harness.targets.errors import TargetError
from harness.targets.http import Site, Visitor
from harness.targets.target_file import load_target
from tests.targets.test_target_file import GOOD

NAME = "shop.tea.example"


@pytest.fixture(scope="module")
def store() -> Iterator[MockStore]:
    with MockStore(tls=True, names=(NAME,)) as running:
        yield running


def port_of(store: MockStore) -> int:
    return int(store.tls_host.rpartition(":")[2])


def connect(store: MockStore, *names: str, trusted: str | None = "") -> ConnectTable:
    resolve = dict.fromkeys(names or (NAME,), store.tls_host)
    ca_file = str(store.ca_file) if trusted == "" else trusted
    return ConnectTable(ca_file=ca_file, resolve=resolve)


def test_a_server_is_reached_and_verified_under_its_own_name(store: MockStore) -> None:
    visitor = Visitor(Site(f"https://{NAME}", via=connect(store)))
    token = store.login_token("alice")
    assert visitor.get(f"/login/token/{token}").header("location") == "/account.php"
    page = visitor.get("/account.php")
    assert (page.status, page.url) == (200, f"https://{NAME}/account.php")
    assert {cookie.domain for cookie in visitor.jar} == {NAME}, "cookies belong to the name, not to the address"


def test_the_host_header_keeps_the_name(store: MockStore) -> None:
    headers = {"X-Auth-Token": "sandbox-access-token-abc123-all"}
    site = Site(f"https://{NAME}:8443", via=connect(store))
    assert f'"https://{NAME}:8443"' in site.request("GET", "/stores/abc123/v2/store", headers).body
    own = site.request("GET", "/stores/abc123/v2/store", {**headers, "host": "own.example"}).body
    assert '"https://own.example"' in own, "a Host header that is given goes first"


def test_names_below_localhost_are_this_machine(store: MockStore) -> None:
    port = port_of(store)
    site = Site(f"https://store-abc123.localhost:{port}", via=ConnectTable(ca_file=str(store.ca_file)))
    assert site.request("GET", "/", {}).status == 200
    assert Site(f"http://any.localhost:{store.url.rpartition(':')[2]}").request("GET", "/", {}).status == 200


def test_whoever_is_not_trusted_is_told(store: MockStore) -> None:
    error = Site(f"https://{NAME}", via=connect(store, trusted=None)).request("GET", "/", {}).error
    assert error.startswith(f"tls (the certificate of {NAME} comes from an authority that is not trusted: ")


def test_a_certificate_for_another_name_is_no_matter_of_the_authority(store: MockStore) -> None:
    error = Site("https://other.example", via=connect(store, "other.example")).request("GET", "/", {}).error
    assert "the certificate of other.example is not good: Hostname mismatch" in error


def test_the_machines_own_authorities_stay_trusted(store: MockStore) -> None:
    import ssl

    alone = ssl.create_default_context().cert_store_stats()["x509_ca"]
    pool = connect(store).pool(f"https://{NAME}", timeout=None, source="")  # type: ignore[arg-type]
    assert pool.conn_kw["ssl_context"].cert_store_stats()["x509_ca"] == alone + 1
    assert pool.conn_kw["ssl_context"].check_hostname


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ('ca_file = "nowhere.pem"', "connect.ca_file: cannot read {folder}/nowhere.pem: No such file"),
        ('ca_file = "store.toml"', "connect.ca_file: {folder}/store.toml is not a PEM file"),
        ('resolve = { "shop.example" = "here" }', "connect.resolve.shop.example: 'here' is not an address"),
        ('resolve = { "shop.example" = "127.0.0.1:99999" }', "is not an address"),
        ('resolve = { "https://shop.example" = "127.0.0.1" }', "is not the name of a host"),
        ('resolve = { "*.example" = "127.0.0.1" }', "is not the name of a host"),
        ('resolve = { "localhost" = "10.0.0.1" }', "or this machine already"),
        ('resolve = { "a.localhost" = "10.0.0.1" }', "or this machine already"),
        ('resolve = { "127.0.0.1" = "10.0.0.1" }', "or this machine already"),
        ("verify = false", "connect.verify is unknown"),
    ],
)
def test_what_is_wrong_is_told_by_its_key(tmp_path: Path, text: str, said: str) -> None:
    path = tmp_path / "store.toml"
    path.write_text(f"{GOOD}[connect]\n{text}\n")
    with pytest.raises(TargetError) as caught:
        load_target(path)
    assert said.format(folder=tmp_path) in str(caught.value)


def test_the_ca_file_is_found_from_the_target_files_folder(tmp_path: Path, store: MockStore) -> None:
    assert store.ca_file
    (tmp_path / "ca.pem").write_bytes(store.ca_file.read_bytes())
    (tmp_path / "store.toml").write_text(f'{GOOD}[connect]\nca_file = "ca.pem"\n')
    assert load_target(tmp_path / "store.toml").connect.ca_file == str(tmp_path / "ca.pem")  # type: ignore[union-attr]


@given(st.ip_addresses(), st.none() | st.integers(1, 65_535))
def test_every_address_is_connected_to_with_its_port_or_the_urls(address: object, port: int | None) -> None:
    text = str(address) if port is None else f"{f'[{address}]' if ':' in str(address) else address}:{port}"
    table = ConnectTable(resolve={"Shop.Example": text})
    assert table.place("https://shop.example/") == (str(address), port or 443)
    assert ConnectTable(resolve=table.resolve) == table, "what was read can be read again"


@given(st.text())
def test_any_text_is_a_host_name_or_told(text: str) -> None:
    try:
        table = ConnectTable(resolve={text: "127.0.0.1"})
    except ValidationError:
        return
    assert table.place(f"http://{text}/") == ("127.0.0.1", 80)
