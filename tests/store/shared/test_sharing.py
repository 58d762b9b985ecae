"""What happens at one worker has happened at all of them."""

import os
import signal
import ssl
from collections.abc import Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from threading import Barrier
from urllib.request import urlopen

import pytest

from tests.cli.command import tokenassay
from tests.store.visiting import ALL, Visitor

from .minting import ALICE, APP, BOB, minted
from .redis_server import RedisServer
from .serving import Served, is_alive, serving, until

CUSTOMERS = "/stores/abc123/v3/customers"


@pytest.fixture(scope="module")
def served(redis: RedisServer) -> Iterator[Served]:
    with serving("--state", redis.url) as served:
        yield served


@pytest.fixture
def here(served: Served) -> Visitor:
    return served.visitor(0)


@pytest.fixture
def there(served: Served) -> Visitor:
    return served.visitor(1)


def test_a_freshly_started_store_takes_tokens_at_once_and_each_of_them_once(here: Visitor, there: Visitor) -> None:
    token = minted()
    assert here.signs_in(token)
    assert there.redeem(token).headers["location"] == "/login.php"
    assert there.redeem(token, "POST").status == 400
    assert not there.is_signed_in()


def test_a_session_is_one_at_every_worker_until_it_ends(here: Visitor, there: Visitor) -> None:
    assert here.signs_in(minted(BOB))
    there.cookies = dict(here.cookies)
    assert there.is_signed_in()
    handed = [one.get(f"/customer/current.jwt?app_client_id={APP.client_id}").data for one in (here, there, here)]
    assert handed[0]
    assert len(set(handed)) == 1
    there.get("/login.php?action=logout")
    assert not here.is_signed_in()
    assert here.get(f"/customer/current.jwt?app_client_id={APP.client_id}").status == 404


def test_a_sign_in_at_another_worker_ends_the_session_that_came_along(here: Visitor, there: Visitor) -> None:
    assert here.signs_in(minted())
    there.cookies = dict(here.cookies)
    assert there.signs_in(minted(BOB))
    assert not here.is_signed_in()
    assert there.is_signed_in()


def test_two_workers_hand_out_one_and_the_same_token(here: Visitor, there: Visitor) -> None:
    for _ in range(10):
        assert here.signs_in(minted())
        there.cookies = dict(here.cookies)
        barrier = Barrier(2)

        def ask(visitor: Visitor, barrier: Barrier = barrier) -> bytes:
            barrier.wait()
            return visitor.get(f"/customer/current.jwt?app_client_id={APP.client_id}").data

        with ThreadPoolExecutor(2) as both:
            first, second = both.map(ask, (here, there))
        assert first == second


def test_customers_come_and_go_at_all_workers(here: Visitor, there: Visitor) -> None:
    new = {"email": "gill@example.com", "first_name": "Gill", "last_name": "Hey", "channel_ids": [1]}
    [made] = here.json("POST", CUSTOMERS, [new | {"authentication": {"new_password": "x1"}}], **ALL)["data"]
    [found] = there.json("GET", f"{CUSTOMERS}?email:in=gill@example.com", **ALL)["data"]
    assert found == made
    gill = replace(ALICE, id=made["id"])
    assert there.signs_in(minted(gill))
    asked = {"email": "gill@example.com", "password": "x1", "channel_id": 1}
    assert there.json("POST", f"{CUSTOMERS}/validate-credentials", asked, **ALL)["is_valid"]
    here.json("DELETE", f"{CUSTOMERS}?id:in={made['id']}", **ALL)
    assert not there.is_signed_in()
    assert not there.signs_in(minted(gill))


def test_who_must_choose_a_new_password_must_do_so_everywhere(here: Visitor, there: Visitor) -> None:
    path = f"/stores/abc123/v2/customers/{BOB.id}"
    here.json("PUT", path, {"_authentication": {"force_reset": True}}, **ALL)
    assert there.json("GET", path, **ALL)["reset_pass_on_login"]
    here.json("PUT", path, {"_authentication": {"force_reset": False}}, **ALL)
    assert not there.json("GET", path, **ALL)["reset_pass_on_login"]


def test_of_two_customers_with_one_address_one_is_made_and_no_two_get_one_id(here: Visitor, there: Visitor) -> None:
    barrier = Barrier(2)

    def create(visitor: Visitor, email: str) -> int:
        new = {"email": email, "first_name": "N", "last_name": "N", "channel_ids": [1]}
        barrier.wait()
        answer = visitor.json("POST", CUSTOMERS, [new], **ALL)
        return int(answer["data"][0]["id"]) if visitor.status == 200 else 0

    with ThreadPoolExecutor(2) as both:
        for number in range(15):
            same = f"same{number}@example.com"
            assert sorted(map(bool, both.map(create, (here, there), (same, same)))) == [False, True]
            one, other = both.map(create, (here, there), (f"a{number}@example.com", f"b{number}@example.com"))
            assert one
            assert other
            assert one != other


def test_requests_are_counted_together(here: Visitor, there: Visitor) -> None:
    left = [
        int(one.get("/stores/abc123/v2/time", **ALL).headers["X-Rate-Limit-Requests-Left"]) for one in (here, there)
    ]
    assert left[1] == left[0] - 1


def test_a_worker_that_dies_is_said_and_replaced(redis: RedisServer) -> None:
    with serving("--state", redis.url) as served:
        token = minted()
        assert served.visitor(0).signs_in(token)
        os.kill(served.pids[0], signal.SIGKILL)
        assert served.wait_for(r"worker (\d+) was ended by signal 9; another takes its place") == str(served.pids[0])
        until(lambda: Visitor(served.url).get("/").status == 200, "answers")
        assert not Visitor(served.url).signs_in(token)
        assert Visitor(served.url).signs_in(minted())
        assert served.stop(signal.SIGTERM) == 130
        until(lambda: not any(map(is_alive, served.pids)), "workers end")


def test_workers_end_with_a_parent_that_is_killed(redis: RedisServer) -> None:
    served = Served("--state", redis.url)
    served.stop(signal.SIGKILL)
    until(lambda: not any(map(is_alive, served.pids)), "workers end")


def test_it_is_served_over_tls_too_and_conforms(redis: RedisServer, tmp_path: Path) -> None:
    shipped = (Path(__file__).parents[3] / "fixtures/targets/remote-sandbox.toml").read_text("utf-8")
    with serving("--state", redis.url, "--tls", "--tls-port", "0", "--ca-file", str(tmp_path / "ca.pem")) as served:
        url = served.wait_for(r"https +(\S+)\n")
        context = ssl.create_default_context(cafile=str(tmp_path / "ca.pem"))
        with urlopen(url, context=context) as answer:  # noqa: S310 - an address of ours
            assert answer.status == 200
        text = shipped.partition("\n[connect]")[0].replace("https://shop.tea.example:8643", served.url)
        (tmp_path / "store.toml").write_text(text.replace("pace = 0.02", "pace = 0").replace("sandbox = true", ""))
        rules = ("replay", "race", "logout")
        chosen = [word for rule in rules for word in ("--rule", rule)]
        done = tokenassay("run", tmp_path / "store.toml", "--reports", tmp_path / "out", *chosen)
        assert done.code == 0, done.said


def test_state_that_is_emptied_begins_anew_and_takes_no_token_twice(redis: RedisServer, served: Served) -> None:
    here, there = served.visitor(0), served.visitor(1)
    token = minted()
    assert here.signs_in(token)
    there.cookies = dict(here.cookies)
    redis.ask("FLUSHALL")
    assert not there.signs_in(token)
    assert not here.is_signed_in()
    served.wait_for("is not as it was left")
    until(lambda: served.visitor(0).signs_in(minted()), "tokens are taken again", 10)
