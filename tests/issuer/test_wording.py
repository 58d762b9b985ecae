"""How an issuer is asked: who is wanted, where to, and who is signed in, each where the target file puts it."""

import json
from typing import Any
from urllib.parse import parse_qsl

import pytest

from harness.targets.app_target import SendTable
from harness.targets.issuer_target import IssuerTarget, SessionTable
from harness.targets.said import Outgoing
from harness.targets.sending import NOTHING, Beside, Wording
from harness.tokens import Customer
from harness.verdict.issuer.asker import Ask, Asker
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.issuer.wanted import names_of, with_pairs

APP = {"client_id": "r3client", "client_secret": "not-a-real-secret", "store_hash": "abc123"}
PEOPLE = {
    "alice": {"id": 4927, "email": "alice@example.com", "session": "sess-alice"},
    "bob": {"id": 4928, "email": "bob+1@example.com", "session": "sess-bob"},
}
ALICE, BOB = (Customer(one["id"], one["email"]) for one in PEOPLE.values())  # type: ignore[arg-type]
URL = "http://127.0.0.1:1/sso"


class Silent:
    """An app that is never asked."""

    def takes(self, name: str) -> bool:
        return True


def asker(session: dict[str, Any] | None = None, **send: Any) -> Asker:
    tables = {"send": {"url": URL, **send}, "customers": PEOPLE, **({"session": session} if session else {})}
    target = IssuerTarget.model_validate({"role": "issuer", "app": APP, **tables})
    return Asker(IssuerContext(target), Silent())  # type: ignore[arg-type]


def request(values: dict[str, str], beside: Beside = NOTHING, absent: tuple[str, ...] = (), **send: Any) -> Outgoing:
    return Wording(SendTable.model_validate({"url": URL, **send}), {"store_hash": "abc123"}).request(
        values, beside, absent
    )


def header(outgoing: Outgoing, name: str) -> list[str]:
    return [value for key, value in outgoing.headers if key.lower() == name]


WANTED = {"customer_id": "4927", "return_to": "/a?b=c&d", "email": "alice@example.com"}


def test_every_place_is_filled() -> None:
    found = request(
        WANTED, method="POST", url=f"{URL}/{{store_hash}}?c={{customer_id}}&to={{return_to}}", query={"e": "{email}"},
        headers={"X-C": "{customer_id}"}, cookies={"to": "{customer_id}"}, form={"r": "{return_to}"},
    )  # fmt: skip
    assert found.target == "/sso/abc123?c=4927&to=%2Fa%3Fb%3Dc%26d&e=alice%40example.com"
    assert (header(found, "x-c"), header(found, "cookie"), found.body) == (["4927"], ["to=4927"], b"r=%2Fa%3Fb%3Dc%26d")


@pytest.mark.parametrize(
    ("url", "left"),
    [
        ("?customer_id={customer_id}&return_to={return_to}", "/sso?customer_id=4927"),
        ("?return_to={return_to}&customer_id={customer_id}", "/sso?customer_id=4927"),
        ("?return_to={return_to}", "/sso"),
        ("?a=1&to=x{return_to}y&b=", "/sso?a=1&b="),
        ("?a=1", "/sso?a=1"),
    ],
)
def test_a_pair_of_the_address_goes_with_what_is_absent(url: str, left: str) -> None:
    assert request(WANTED, absent=("return_to",), url=URL + url).target == left


def test_a_pair_goes_with_what_is_absent_from_query_form_cookies_and_headers() -> None:
    pairs = {"c": "{customer_id}", "to": "{return_to}"}
    found = request(WANTED, absent=("return_to",), query=pairs, headers=pairs, cookies=pairs, form=pairs, method="POST")
    assert (found.target, header(found, "c"), header(found, "to")) == ("/sso?c=4927", ["4927"], [])
    assert (header(found, "cookie"), found.body) == (["c=4927"], b"c=4927")


@pytest.mark.parametrize(
    ("shape", "left"),
    [
        ({"c": "{customer_id:int}", "to": "{return_to}"}, {"c": 4927}),
        ({"c": "{customer_id}", "{return_to}": 1}, {"c": "4927"}),
        ({"login": {"c": "{customer_id}", "to": "{return_to}"}, "v": 1}, {"login": {"c": "4927"}, "v": 1}),
        ({"people": [{"c": "{customer_id}", "to": "{return_to}"}]}, {"people": [{"c": "4927"}]}),
    ],
)
def test_a_pair_goes_with_what_is_absent_from_json_and_its_neighbours_stay(shape: Any, left: Any) -> None:
    found = request(WANTED, absent=("return_to",), json=shape, method="POST")
    assert json.loads(found.body or b"") == left


@pytest.mark.parametrize(
    ("text", "value"),
    [("4927", 4927), ("0", 0), ("007", 7), ("-1", "-1"), ("4927.5", "4927.5"), ("", ""), ("alice", "alice"),
     ("9" * 19, int("9" * 19)), ("9" * 400, "9" * 400), ("4927\0", "4927\0"), ("[]", "[]")],
)  # fmt: skip
def test_a_number_in_json_is_one_where_it_can_be(text: str, value: object) -> None:
    shape = {"c": "{customer_id:int}", "in": [{"deep": "{customer_id:int}"}], "text": "{customer_id}"}
    found = json.loads(request({"customer_id": text}, json=shape, method="POST").body or b"")
    assert found == {"c": value, "in": [{"deep": value}], "text": text}
    assert type(found["c"]) is type(value)


def test_an_odd_tail_stands_as_it_is_behind_the_form() -> None:
    form = request(WANTED, Beside(form={"id": "4 8"}, tail="%&&=%zz&a[]=c"), form={"c": "{customer_id}"}, method="POST")
    assert form.body == b"c=4927&id=4%208&%&&=%zz&a[]=c"
    assert header(request(WANTED, Beside(tail="a=b")), "content-type") == ["application/x-www-form-urlencoded"]


def test_who_is_signed_in_is_told_by_cookies_and_headers() -> None:
    table = {"cookies": {"sid": "{session}", "c": "{customer_id}"}, "headers": {"X-Who": "{email}"}}
    found = asker(table, url=f"{URL}?c={{customer_id}}").outgoing(Ask(BOB, ALICE))
    assert found.target == "/sso?c=4928", "[send] has the wanted customer"
    assert header(found, "cookie") == ["sid=sess-alice; c=4927"], "[session] has the one who is signed in"
    assert header(found, "x-who") == ["alice@example.com"]


def test_nobody_signed_in_leaves_the_session_out_and_nothing_else() -> None:
    table = {"cookies": {"sid": "{session}"}, "headers": {"X-Who": "{email}"}}
    found = asker(table, cookies={"lang": "en"}, headers={"X-Own": "1"}).outgoing(Ask(ALICE, None))
    assert (header(found, "cookie"), header(found, "x-who"), header(found, "x-own")) == (["lang=en"], [], ["1"])


def test_a_session_of_ones_own_takes_the_place_of_the_honest_one() -> None:
    over = SessionTable(cookies={"sid": "{customer_id}-expired"})
    for signed_in in (ALICE, None):
        found = asker({"cookies": {"sid": "{session}"}}).outgoing(Ask(ALICE, signed_in, session=over))
        assert header(found, "cookie") == ["sid=4927-expired"]


def test_what_stands_beside_wins_over_the_session_and_comes_along() -> None:
    beside = Beside({"q": "1"}, (("X-A", "b"),), {"sid": "forged", "id": "4928"}, {"n": 1}, tail="", url=f"{URL}/2")
    found = asker({"cookies": {"sid": "{session}"}}, method="POST").outgoing(Ask(ALICE, ALICE, beside=beside))
    assert (found.target, header(found, "x-a")) == ("/sso/2?q=1", ["b"])
    assert (header(found, "cookie"), found.body) == (["sid=forged; id=4928"], b'{"n": 1}')


def test_without_a_path_to_land_on_none_is_asked_for() -> None:
    one = asker({"cookies": {"sid": "{session}"}}, url=f"{URL}?c={{customer_id}}&to={{return_to}}")
    assert one.outgoing(Ask(ALICE, ALICE)).target == "/sso?c=4927"
    assert one.outgoing(Ask(ALICE, ALICE, "/cart.php?a=b")).target == "/sso?c=4927&to=%2Fcart.php%3Fa%3Db"
    assert one.outgoing(Ask(ALICE, ALICE, text="[]")).target == "/sso?c=%5B%5D"
    assert (one.tells_customer, one.tells_path, one.tells_session) == (True, True, True)
    assert (asker({"cookies": {"s": "{session}"}}).tells_path, asker(query={"c": "{customer_id}"}).tells_session) == (
        False,
        False,
    )


def test_a_path_that_a_header_cannot_carry_is_told() -> None:
    one = asker(headers={"X-To": "{return_to}"}, query={"c": "{customer_id}"})
    assert one.carries(Ask(ALICE, ALICE, "/ok")) == ""
    assert (
        one.carries(Ask(ALICE, ALICE, "/a\r\nb"))
        == "the header X-To cannot carry this return_to unchanged (send.headers)"
    )


def test_a_shim_gets_it_all_as_fields() -> None:
    target = IssuerTarget.model_validate(
        {"role": "issuer", "app": APP, "shim": {"command": ["x"]}, "customers": PEOPLE}
    )
    one = Asker(IssuerContext(target), Silent())  # type: ignore[arg-type]
    asked = [Ask(BOB, ALICE, "/cart.php"), Ask(ALICE, None), Ask(ALICE, ALICE, text="alice")]
    assert [dict(one.outgoing(ask).fields) for ask in asked] == [
        {"customer_id": 4928, "session": 4927, "return_to": "/cart.php"},
        {"customer_id": 4927, "session": None, "return_to": None},
        {"customer_id": "alice", "session": 4927, "return_to": None},
    ]


def test_the_names_of_a_customer_are_found_where_they_stand() -> None:
    send = SendTable.model_validate({"url": f"{URL}?a=1&who={{customer_id}}", "query": {"q": "{customer_id}"},
                                     "form": {"f": "{customer_id}", "x": "1"}})  # fmt: skip
    assert names_of(send, "customer_id") == [("query", "who"), ("query", "q"), ("form", "f")]
    in_json = SendTable.model_validate({"url": URL, "json": {"n": "{customer_id:int}", "m": {"deep": "{customer_id}"}}})
    assert names_of(in_json, "customer_id") == [("json", "n")]
    assert names_of(in_json, "return_to") == []


@pytest.mark.parametrize(
    ("pairs", "queries"),
    [
        ([("who", "4928")], [("a", "1"), ("who", "4927"), ("who", "4928")]),
        ([("who", "4928"), ("who", "4927")], [("a", "1"), ("who", "4928"), ("who", "4927")]),
        ([("who[]", "4927"), ("who[]", "4928")], [("a", "1"), ("who[]", "4927"), ("who[]", "4928")]),
    ],
)
def test_pairs_stand_behind_or_in_place_of_the_own_one(pairs: list[tuple[str, str]], queries: object) -> None:
    send = SendTable.model_validate({"url": f"{URL}?a=1&who={{customer_id}}"})
    found = Wording(send, {}).request(WANTED, with_pairs(send, "query", "who", pairs))
    assert parse_qsl(found.target.partition("?")[2]) == queries
    form = SendTable.model_validate({"url": URL, "method": "POST", "form": {"who": "{customer_id}"}})
    body = Wording(form, {}).request(WANTED, with_pairs(form, "form", "who", pairs)).body or b""
    assert parse_qsl(body.decode()) == [("who", "4927"), *pairs]
