"""The listener: whoever calls is heard and gets keys, and nothing stays behind."""

import socket
import threading
from collections.abc import Iterator

import pytest
import urllib3

from harness.targets.listener import Listener

KEYS = b'{"keys": []}'


@pytest.fixture
def listener() -> Iterator[Listener]:
    found = Listener(KEYS)
    yield found
    found.close()


def test_nobody_has_called_at_first(listener: Listener) -> None:
    assert listener.url.startswith("http://127.0.0.1:")
    assert listener.calls == []
    assert not listener.heard("")


def test_a_call_is_heard_by_its_mark_and_answered_with_keys(listener: Listener) -> None:
    answer = urllib3.request("GET", f"{listener.url}/abc123/keys.json?x=1")
    assert (answer.status, answer.data, answer.headers["content-type"]) == (200, KEYS, "application/json")
    assert listener.calls == ["/abc123/keys.json?x=1"]
    assert listener.heard("abc123")
    assert not listener.heard("abc124")


@pytest.mark.parametrize("method", ["POST", "HEAD"])
def test_other_methods_are_heard_too(listener: Listener, method: str) -> None:
    assert urllib3.request(method, f"{listener.url}/mark", retries=False).status == 200
    assert listener.heard("mark")


def test_a_redirect_leads_to_the_keys(listener: Listener) -> None:
    first = urllib3.request("GET", f"{listener.url}/mark/redirect", redirect=False)
    assert (first.status, first.headers["location"]) == (302, "/mark/keys.json")
    assert urllib3.request("GET", f"{listener.url}/mark/redirect").data == KEYS
    assert listener.calls == ["/mark/redirect", "/mark/redirect", "/mark/keys.json"]


def test_a_caller_that_says_nothing_keeps_nobody_waiting(listener: Listener) -> None:
    port = int(listener.url.rpartition(":")[2])
    with socket.create_connection(("127.0.0.1", port)):
        assert urllib3.request("GET", f"{listener.url}/after", timeout=2).status == 200


def test_many_callers_at_once_are_all_heard(listener: Listener) -> None:
    threads = [
        threading.Thread(target=urllib3.request, args=("GET", f"{listener.url}/{number}/keys")) for number in range(20)
    ]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert sorted(listener.calls) == sorted(f"/{number}/keys" for number in range(20))


def test_closed_it_is_gone() -> None:
    listener = Listener(KEYS)
    listener.close()
    with pytest.raises(urllib3.exceptions.HTTPError):
        urllib3.request("GET", listener.url, retries=False, timeout=1)
