"""BigCommerce's own Python client, unchanged, against the store over TLS; and the app that is built around it."""

import os
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from typing import Any
from urllib.parse import quote, urlsplit

import pytest
import requests
import urllib3
from bigcommerce.api import BigcommerceApi
from bigcommerce.customer_login_token import CustomerLoginTokens
from bigcommerce.exception import ClientRequestException, RateLimitingException

from harness.jose import base64url
from harness.jose.strict_json import parse
from harness.store.mock import MockStore
from harness.tokens.parties import Customer
from tests.store.visiting import Visitor, profile_with

APP = Path(__file__).parents[2] / "fixtures/integrations/issuer/python/with_official_client.py"
TOKEN = "sandbox-access-token-abc123-all"

# The sandbox has a secret of 31 characters, as old apps do.
pytestmark = pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")


@pytest.fixture(scope="module")
def running() -> Iterator[MockStore]:
    with MockStore(tls=True) as store:
        yield store


@pytest.fixture
def store(running: MockStore, monkeypatch: pytest.MonkeyPatch) -> MockStore:
    running.reset()
    environment(running, monkeypatch)
    return running


def environment(store: MockStore, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("BC_API_ENDPOINT", store.tls_host)
    monkeypatch.setenv("APP_CLIENT_SECRET", store.app.client_secret)
    monkeypatch.setenv("REQUESTS_CA_BUNDLE", str(store.ca_file))


@pytest.fixture
def client(store: MockStore) -> Any:
    return client_of(store)


def client_of(store: MockStore) -> Any:
    return BigcommerceApi(client_id=store.app.client_id, store_hash=store.store_hash, access_token=TOKEN)


def claims_of(token: str) -> dict[str, Any]:
    return dict(parse(base64url.decode(token.split(".")[1])))


def follow(store: MockStore, url: str) -> tuple[int, str]:
    pool = urllib3.PoolManager(ca_certs=str(store.ca_file), retries=False)
    answer = pool.request("GET", url, redirect=False)
    return answer.status, answer.headers["location"]


def test_its_token_signs_the_right_customer_in(store: MockStore, client: Any) -> None:
    visitor = Visitor(store.url)
    token = CustomerLoginTokens.create(client, 4928, "/cart.php?a=1", request_ip="127.0.0.1")
    assert visitor.redeem(token).headers["location"] == "/cart.php?a=1"
    assert "Bob" in visitor.get("/account.php").data.decode()
    assert store.journal.last_login.reasons == ()


def test_create_url_asks_the_store_for_its_address(store: MockStore, client: Any) -> None:
    url = CustomerLoginTokens.create_url(client, 4927, "/account.php?action=order_status")
    assert url.startswith(f"https://{store.tls_host}/login/token/")
    assert [entry.path for entry in store.journal] == ["/stores/abc123/v2/store"]
    assert follow(store, url) == (302, "/account.php?action=order_status")
    assert follow(store, url) == (302, "/login.php"), "once"


def test_it_goes_by_the_stores_clock_only_where_it_is_told_to(store: MockStore, client: Any) -> None:
    store.clock.shift(-3600)
    assert follow(store, CustomerLoginTokens.create_url(client, 4927)) == (302, "/login.php")
    assert store.journal.last_login.reasons[0].code == "iat-future"
    url = CustomerLoginTokens.create_url(client, 4927, use_bc_time=True)
    assert claims_of(url.rpartition("/")[2])["iat"] == pytest.approx(time.time() - 3600, abs=2)
    assert follow(store, url) == (302, "/account.php")


def test_it_always_names_a_channel_and_the_first_unless_told(store: MockStore, client: Any) -> None:
    assert claims_of(CustomerLoginTokens.create(client, 4930))["channel_id"] == 1
    wholesale = Visitor(store.url, host="store-abc123-2.localhost")
    assert not wholesale.signs_in(CustomerLoginTokens.create(client, 4930))
    assert wholesale.signs_in(CustomerLoginTokens.create(client, 4930, channel_id=2))


def test_time_and_store_and_what_is_left_of_the_quota(store: MockStore, client: Any) -> None:
    store.clock.freeze(1_790_000_000.9)
    assert client.Time.all()["time"] == 1_790_000_000
    assert client.connection.rate_limit["requests_remaining"] == 149
    told = client.Store.all()
    assert (told.id, told.secure_url, told.status) == ("abc123", f"https://{store.tls_host}", "live")
    limit = client.connection.rate_limit
    assert (limit["requests_remaining"], limit["requests_quota"], limit["window_size_ms"]) == (148, 150, 30_000)
    assert 0 < limit["ms_until_reset"] <= 30_000


def test_an_exhausted_quota_is_its_own_error(monkeypatch: pytest.MonkeyPatch) -> None:
    profile = profile_with({"management.rate.quota": 1, "management.rate.window-ms": 5000})
    with MockStore(profile=profile, tls=True) as store:
        environment(store, monkeypatch)
        client = client_of(store)
        client.Time.all()
        with pytest.raises(RateLimitingException) as caught:
            CustomerLoginTokens.create_url(client, 4927)
        assert caught.value.status_code == 429
        assert 0 < int(caught.value.retry_after) <= 5000


def test_customers_are_found_as_v2_has_them(store: MockStore, client: Any) -> None:
    assert [one.id for one in client.Customers.all()] == [4927, 4928, 4929, 4930, 4931, 4932, 4933]
    assert [one.id for one in client.Customers.all(email="bob@example.com")] == [4928]
    assert [one.id for one in client.Customers.all(min_id=4930, limit=2, page=2)] == [4932, 4933]
    assert client.Customers.get(4927).email == "alice@example.com"
    assert client.Customers.count() == 7
    nobody = client.Customers.all(email="nobody@example.com")
    assert "id" not in nobody, "an empty answer is an empty customer, not an empty list"
    with pytest.raises(ClientRequestException) as caught:
        client.Customers.get(1)
    assert caught.value.status_code == 404


def test_customers_are_walked_through_page_by_page(store: MockStore, client: Any) -> None:
    for number in range(300):
        store.state.default.customers[5000 + number] = Customer(5000 + number, f"c{number}@example.com")
    assert len({one.id for one in client.Customers.iterall()}) == 307
    assert len([entry for entry in store.journal if "/v2/customers" in entry.path]) == 3
    assert [one.id for one in client.Customers.iterall(limit=1, min_id=4928)] == [4928]
    assert list(client.Customers.iterall(email="nobody@example.com")) == []


def test_customers_come_and_sign_in_and_change_and_go(store: MockStore, client: Any) -> None:
    new = {"email": "new+shopper@example.com", "first_name": "Néw", "last_name": "Shopper"}
    made = client.Customers.create(**new, _authentication={"password": "a-password"})
    assert made.items() >= new.items()
    assert [one.id for one in client.Customers.all(email=new["email"])] == [made.id]
    assert Visitor(store.url).signs_in(CustomerLoginTokens.create(client, made.id))
    with pytest.raises(ClientRequestException) as caught:
        client.Customers.create(**new)
    assert caught.value.status_code == 409
    changed = made.update(email="changed@example.com")
    assert (changed.id, changed.email, changed.first_name) == (made.id, "changed@example.com", "Néw")
    assert Visitor(store.url).signs_in(CustomerLoginTokens.create(client, made.id))
    assert changed.delete() == {}
    assert not Visitor(store.url).signs_in(CustomerLoginTokens.create(client, made.id))


def test_all_customers_go_at_once(store: MockStore, client: Any) -> None:
    assert client.Customers.delete_all() == {}
    assert client.Customers.count() == 0
    assert list(client.Customers.iterall()) == []


def test_customers_by_its_connection_as_v3_has_them(store: MockStore, client: Any) -> None:
    everyone, connection = f"https://{store.tls_host}/stores/abc123/v3/customers", client.connection
    made = client.Customers.create(email="new@example.com", first_name="New", last_name="Shopper")
    assert [one["id"] for one in connection.get(everyone, **{"email:in": made.email})["data"]] == [made.id]
    new = {"email": "other@example.com", "first_name": "Other", "last_name": "Shopper"}
    other = connection.create(everyone, [new])["data"][0]["id"]
    assert client.Customers.get(other).items() >= new.items()
    with pytest.raises(ClientRequestException) as caught:
        connection.create(everyone, [new])
    assert caught.value.status_code == 422
    assert connection.make_request("DELETE", everyone, params={"id:in": other}) == {}
    assert "id" not in client.Customers.all(email=new["email"])
    assert not Visitor(store.url).signs_in(CustomerLoginTokens.create(client, other))


def test_it_trusts_nobody_without_the_ca(client: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.delenv("REQUESTS_CA_BUNDLE")
    with pytest.raises(requests.exceptions.SSLError):
        client.Time.all()


def test_a_wrong_access_token_is_told(store: MockStore) -> None:
    client = BigcommerceApi(client_id="x", store_hash="abc123", access_token="nonsense")
    with pytest.raises(ClientRequestException, match="401"):
        client.Store.all()


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def settings(store: MockStore, **changes: str) -> dict[str, str]:
    return {
        **os.environ,
        "PORT": str(free_port()),
        "BC_CLIENT_ID": store.app.client_id,
        "APP_CLIENT_SECRET": store.app.client_secret,
        "BC_STORE_HASH": store.store_hash,
        "BC_ACCESS_TOKEN": TOKEN,
        "BC_API_ENDPOINT": store.tls_host,
        "REQUESTS_CA_BUNDLE": str(store.ca_file),
        **changes,
    }


def wait_for(url: str) -> None:
    patient = urllib3.Retry(40, backoff_factor=0.05, backoff_max=0.2)
    urllib3.PoolManager(retries=patient).request("GET", f"{url}/health")


@pytest.fixture(scope="module")
def app(running: MockStore) -> Iterator[str]:
    # With the line break that a secret out of a file may have.
    env = settings(running, APP_CLIENT_SECRET=running.app.client_secret + "\n")
    with subprocess.Popen([sys.executable, str(APP)], env=env) as process:
        url = f"http://127.0.0.1:{env['PORT']}"
        wait_for(url)
        yield url
        process.terminate()


def ask(app: str, query: str = "customer_id=4927", session: str = "customer-4927", **headers: str) -> Any:
    sent = {"Cookie": f"session={session}", **{name.replace("_", "-"): value for name, value in headers.items()}}
    pool = urllib3.HTTPConnectionPool("127.0.0.1", int(app.rpartition(":")[2]), retries=False)
    return pool.request("GET", f"/sso?{query}", headers=sent, redirect=False)


def test_the_app_sends_the_browser_to_the_store(store: MockStore, app: str) -> None:
    path = "/söck en.php?q=ä&b=%2F#top"
    answer = ask(app, f"customer_id=4927&return_to={quote(path, safe='')}", Host="evil.example")
    assert (answer.status, answer.headers["cache-control"], answer.headers["referrer-policy"]) == (
        302,
        "no-store",
        "no-referrer",
    )
    assert urlsplit(answer.headers["location"]).netloc == store.tls_host
    claims = claims_of(answer.headers["location"].rpartition("/")[2])
    assert (claims["customer_id"], claims["redirect_to"]) == (4927, path)
    assert follow(store, answer.headers["location"])[0] == 302
    assert store.journal.last_login.reasons == ()


@pytest.mark.parametrize(
    ("status", "query", "session", "headers"),
    [
        (401, "customer_id=4927", "", {}),
        (401, "customer_id=4927", "customer-4927-expired", {}),
        (401, "customer_id=4927", "customer-4927; session=customer-4928", {}),
        (403, "customer_id=4928", "customer-4927", {}),
        (403, "customer_id=4927&customer_id=4928", "customer-4927", {}),
        (403, "customer_id[]=4928", "customer-4927", {}),
        (403, "customer_id=4927", "customer-4927", {"Sec_Fetch_Site": "cross-site"}),
        (400, "return_to=//evil.example", "customer-4927", {}),
        (400, "return_to=/%5Cevil.example", "customer-4927", {}),
        (400, "return_to=/%252Fevil.example", "customer-4927", {}),
        (400, "return_to=https:evil.example", "customer-4927", {}),
        (400, "return_to=/%0D%0ASet-Cookie:a=b", "customer-4927", {}),
        (400, "return_to=/%FF", "customer-4927", {}),
        (400, "return_to=/a&return_to=/b", "customer-4927", {}),
    ],
)
def test_the_app_signs_nobody_else_in(
    store: MockStore, app: str, status: int, query: str, session: str, headers: dict[str, str]
) -> None:
    answer = ask(app, query, session, **headers)
    assert (answer.status, answer.headers.get("location")) == (status, None)
    assert answer.headers["cache-control"] == "no-store"


def test_the_app_follows_the_stores_clock_and_spares_its_quota(store: MockStore, app: str) -> None:
    for _ in range(40):
        assert ask(app).status == 302
    assert len([entry for entry in store.journal if "/v2/" in entry.path]) < 10
    store.clock.shift(-600)
    time.sleep(1.1)
    assert follow(store, ask(app).headers["location"]) == (302, "/account.php")


@pytest.mark.parametrize("secret", ["", " ", "\n"])
def test_the_app_does_not_start_without_a_secret(store: MockStore, secret: str) -> None:
    env = settings(store, APP_CLIENT_SECRET=secret)
    done = subprocess.run([sys.executable, str(APP)], env=env, capture_output=True, text=True, check=False)
    assert (done.returncode, done.stderr) == (1, "with_official_client: APP_CLIENT_SECRET is not set\n")


def test_the_app_says_503_while_the_store_is_away(running: MockStore) -> None:
    env = settings(running, BC_API_ENDPOINT=f"127.0.0.1:{free_port()}")
    with subprocess.Popen([sys.executable, str(APP)], env=env, stderr=subprocess.PIPE, text=True) as process:
        url = f"http://127.0.0.1:{env['PORT']}"
        wait_for(url)
        answer = ask(url)
        process.terminate()
        assert (answer.status, answer.headers["retry-after"], answer.headers.get("location")) == (503, "1", None)
        assert process.stderr is not None
        assert running.app.client_secret not in process.stderr.read()
