"""The store over TLS, for clients that insist on https."""

import logging
import socket
import ssl
import subprocess
import sys
import time
from collections.abc import Iterator

import pytest
import urllib3

from harness.store.mock import MockStore

from .visiting import ALL, Visitor


@pytest.fixture(scope="module")
def secure() -> Iterator[MockStore]:
    with MockStore(control="on", tls=True) as store:
        yield store


def client(store: MockStore) -> urllib3.PoolManager:
    return urllib3.PoolManager(ca_certs=str(store.ca_file), retries=False)


def port_of(host: str) -> int:
    return int(host.rpartition(":")[2])


def test_a_login_token_is_redeemed_over_https(secure: MockStore) -> None:
    token = secure.login_token("alice", redirect_to="/cart.php")
    answer = client(secure).request("GET", f"https://{secure.tls_host}/login/token/{token}", redirect=False)
    assert (answer.status, answer.headers["location"]) == (302, "/cart.php")
    assert not Visitor(secure.url).signs_in(token), "both listeners are one store"


@pytest.mark.parametrize("name", ["127.0.0.1", "localhost", "store-abc123.localhost"])
def test_the_certificate_is_good_for_every_name_of_loopback(secure: MockStore, name: str) -> None:
    pool = urllib3.HTTPSConnectionPool(
        "127.0.0.1", port_of(secure.tls_host), ca_certs=str(secure.ca_file), server_hostname=name, assert_hostname=name
    )
    secure.clock.freeze(1_790_000_000.9)
    assert pool.request("GET", "/stores/abc123/v2/time", headers=ALL).json() == {"time": 1_790_000_000}
    secure.clock.real()


def test_the_store_tells_an_https_address_where_it_was_asked_over_tls(secure: MockStore) -> None:
    told = client(secure).request("GET", f"https://{secure.tls_host}/stores/abc123/v2/store", headers=ALL).json()
    assert told["secure_url"] == f"https://{secure.tls_host}"
    assert Visitor(secure.url).json("GET", "/stores/abc123/v2/store", **ALL)["secure_url"] == secure.url


def test_nobody_trusts_it_who_was_not_given_the_ca(secure: MockStore, caplog: pytest.LogCaptureFixture) -> None:
    with pytest.raises(urllib3.exceptions.SSLError, match="CERTIFICATE_VERIFY_FAILED"):
        urllib3.PoolManager(retries=False).request("GET", f"https://{secure.tls_host}/")
    with MockStore(tls=True) as other, pytest.raises(urllib3.exceptions.SSLError):
        client(other).request("GET", f"https://{secure.tls_host}/")
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_plain_http_on_the_tls_port_is_hung_up_on(secure: MockStore) -> None:
    with socket.create_connection(("127.0.0.1", port_of(secure.tls_host)), timeout=5) as plain:
        plain.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n\r\n")
        assert b"HTTP/" not in plain.recv(4096)
    assert client(secure).request("GET", f"https://{secure.tls_host}/").status == 200


def test_a_connection_can_be_cut_over_tls(secure: MockStore) -> None:
    Visitor(secure.url).json("PUT", "/_tokenassay/errors", [{"path": "/stores/", "cut": True, "times": 1}])
    with pytest.raises(urllib3.exceptions.ProtocolError):
        client(secure).request("GET", f"https://{secure.tls_host}/stores/abc123/v2/time", headers=ALL)
    secure.reset()


def test_stopping_frees_both_ports_and_removes_the_file(caplog: pytest.LogCaptureFixture) -> None:
    store = MockStore(tls=True)
    kept = client(store)
    assert kept.request("GET", f"https://{store.tls_host}/").status == 200
    assert store.ca_file is not None
    assert [path.name for path in store.ca_file.parent.iterdir()] == ["ca.pem"]
    with socket.create_connection(("127.0.0.1", port_of(store.tls_host))) as silent:
        start = time.monotonic()
        store.stop()
        store.stop()
        assert time.monotonic() - start < 1
        assert silent.fileno() > 0
    assert not store.ca_file.parent.exists()
    for host in (store.tls_host, store.url):
        with socket.socket() as taken:
            taken.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            taken.bind(("127.0.0.1", port_of(host)))
    assert not [record for record in caplog.records if record.levelno >= logging.WARNING]


def test_without_tls_there_is_none_and_it_costs_nothing() -> None:
    code = (
        "import sys; from harness.store.mock import MockStore\n"
        "with MockStore() as store: print(repr(store.tls_host), store.ca_file)\n"
        "print('trustme' in sys.modules)"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split("\n")[:2] == ["'' None", "False"]


def test_old_protocols_are_not_spoken(secure: MockStore) -> None:
    context = ssl.create_default_context(cafile=str(secure.ca_file))
    with (
        socket.create_connection(("127.0.0.1", port_of(secure.tls_host))) as plain,
        context.wrap_socket(plain, server_hostname="localhost") as spoken,
    ):
        assert spoken.version() in ("TLSv1.2", "TLSv1.3")
