"""Reading answers: accepted, refused, unclean, unclear; what is unclear names the key to widen."""

import itertools
import json
from typing import Any

import pytest

from harness.contract.words import Answer
from harness.targets.http import Exchange
from harness.targets.reading import Reader, Reply
from harness.targets.said import Said
from harness.targets.verifier_target import AcceptedTable, RefusedTable

ACCEPTED, REFUSED, UNCLEAN, UNCLEAR = Answer.ACCEPTED, Answer.REFUSED, Answer.UNCLEAN, Answer.UNCLEAR
ALICE = '{"customer": {"id": 4927}}'


def reader(accepted: dict[str, Any] | None = None, refused: dict[str, Any] | None = None) -> Reader:
    return Reader(AcceptedTable.model_validate(accepted or {}), RefusedTable.model_validate(refused or {}))


def answer(status: int = 200, body: str = "", error: str = "", headers: tuple[tuple[str, str], ...] = ()) -> Said:
    return Said(Exchange("GET", "http://127.0.0.1/", status, headers, body, error))


@pytest.mark.parametrize(
    ("status", "found"),
    [(200, ACCEPTED), (401, REFUSED), (404, REFUSED), (431, REFUSED), (201, UNCLEAR), (302, UNCLEAR), (402, UNCLEAR)],
)
def test_without_any_table_the_status_tells(status: int, found: Answer) -> None:
    reply = reader().read(answer(status))
    assert reply.answer is found
    assert reply.accepted is (found is ACCEPTED)
    if found is UNCLEAR:
        assert reply.why == f"status {status} is neither in accepted.status nor in refused.status"


@pytest.mark.parametrize(
    ("in_accepted", "in_refused", "json_given", "json_there"),
    list(itertools.product([True, False], repeat=4)),
)
def test_all_that_is_given_must_hold(in_accepted: bool, in_refused: bool, json_given: bool, json_there: bool) -> None:
    tables = {"status": [200 if in_accepted else 204], **({"json": "$.customer.id"} if json_given else {})}
    reply = reader(tables, {"status": [401, *([200] if in_refused else [])]}).read(
        answer(200, ALICE if json_there else "{}")
    )
    if in_accepted and (json_there or not json_given):
        assert reply.answer is ACCEPTED
    elif in_refused:
        assert reply.answer is REFUSED
    elif in_accepted:
        assert (reply.answer, reply.why) == (
            UNCLEAR,
            "status 200, but $.customer.id is not in the answer (accepted.json, refused.status)",
        )
    else:
        assert (reply.answer, reply.why) == (UNCLEAR, "status 200 is neither in accepted.status nor in refused.status")


@pytest.mark.parametrize(
    "body",
    ["", "not JSON", "<html>", "null", "4927", '"customer"', "[]", "{}", '{"customer": {}}', '{"customer": 1}',
     "[" * 200_000, '{"customer": ' * 900 + "1" + "}" * 900, "\ufeff" + ALICE, ALICE[:-1]],
)  # fmt: skip
def test_a_body_without_what_is_wanted_is_no_acceptance(body: str) -> None:
    assert reader({"json": "$.customer.id"}).read(answer(200, body)).answer is UNCLEAR
    assert reader({"json": "$.customer.id"}, {"status": [200, 401]}).read(answer(200, body)).answer is REFUSED


@pytest.mark.parametrize("path", ["$..id", "$[?@.a]", "$..[?@..id]"])
def test_an_answer_nested_deeper_than_anybody_looks_is_no_acceptance(path: str) -> None:
    deep = "[" * 900 + "1" + "]" * 900
    assert reader({"json": path}).read(answer(200, deep)).answer is UNCLEAR
    assert reader({"customer_id": path}).read(answer(200, deep)) == Reply(ACCEPTED, answer(200, deep).exchange)


def test_what_is_wanted_may_be_null_or_false() -> None:
    for value in ("null", "false", "0", '""', "[]"):
        assert reader({"json": "$.ok"}).read(answer(200, f'{{"ok": {value}}}')).answer is ACCEPTED


@pytest.mark.parametrize("value", [4927, "4927", 4927.0, True, False, "", [4927], {"id": 1}, "ключ", -1, 10**30])
def test_the_echo_is_the_json_value(value: object) -> None:
    body = json.dumps({"customer": {"id": value}})
    believed = reader({"customer_id": "$.customer.id"}).read(answer(200, body)).believed
    assert (believed, type(believed)) == (value, type(value))


def test_no_echo_is_none() -> None:
    paths = {"customer_id": "$.customer.id"}
    for body in ("", "{}", '{"customer": {"id": null}}', "not JSON", "[" * 100_000):
        reply = reader(paths).read(answer(200, body))
        assert (reply.answer, reply.believed) == (ACCEPTED, None)
    assert reader(paths).read(answer(401, ALICE)).believed is None
    assert reader().read(answer(200, ALICE)).believed is None
    assert reader({"customer_id": "$..id"}).read(answer(200, '{"a": {"id": 1}, "b": {"id": 2}}')).believed == 1


@pytest.mark.parametrize("error", ["hang", "cut (ProtocolError)", "flood (more than 9 bytes)"])
@pytest.mark.parametrize("status", [0, 200, 401])
def test_what_broke_is_unclean_whatever_its_status(error: str, status: int) -> None:
    reply = reader().read(answer(status, ALICE, error))
    assert reply.answer is UNCLEAN
    assert str(reply) == f"broke ({status or error})"


@pytest.mark.parametrize("status", [500, 502, 503, 599])
def test_a_server_error_is_unclean(status: int) -> None:
    assert reader().read(answer(status)).answer is UNCLEAN


def test_who_asks_to_wait_has_not_answered() -> None:
    for said in (answer(429), answer(503, headers=(("Retry-After", "1"),)), answer(429, error="cut (x)")):
        reply = reader({"status": [429]}, {"status": [429]}).read(said)
        assert (reply.answer, reply.why) == (UNCLEAR, "the app asks to wait")


def test_nobody_there_is_unclear() -> None:
    assert reader().read(answer(0, error="down")).why == "the app does not answer"
    reply = reader().read(answer(0, error="tls (certificate verify failed)"))
    assert (reply.answer, reply.why) == (UNCLEAR, "no TLS connection: tls (certificate verify failed)")


def test_yes_and_no_need_no_reading() -> None:
    exchange = Exchange("call", "x", 0)
    assert reader().read(Said(exchange, True, 4927)) == Reply(ACCEPTED, exchange, 4927)
    assert reader().read(Said(exchange, False, 4927)) == Reply(REFUSED, exchange)
    problem = reader().read(Said(exchange, problem="printed nonsense"))
    assert (problem.answer, problem.why) == (UNCLEAR, "printed nonsense")
    assert reader().read(Said(Exchange("call", "x", 0, error="cut (raised KeyError)"))).answer is UNCLEAN


def test_of_a_resource_the_status_alone_tells() -> None:
    strict = reader({"json": "$.customer.id", "customer_id": "$.customer.id"})
    assert strict.resource(answer(200, "[]")).answer is ACCEPTED
    assert strict.resource(answer(403)).answer is REFUSED
    assert strict.resource(answer(302)).answer is UNCLEAR
    assert strict.resource(answer(500)).answer is UNCLEAN
    assert strict.resource(answer(200, error="cut (x)")).answer is UNCLEAN


@pytest.mark.parametrize(
    ("reply", "words"),
    [
        (Reply(ACCEPTED, Exchange("GET", "", 200), 4927), "accepted (200) as 4927"),
        (Reply(ACCEPTED, Exchange("call", "", 0), "4927"), "accepted as '4927'"),
        (Reply(REFUSED, Exchange("GET", "", 401)), "refused (401)"),
        (Reply(UNCLEAN, Exchange("GET", "", 0, error="hang")), "broke (hang)"),
        (Reply(UNCLEAR, Exchange("GET", "", 302), why="because"), "unclear (302): because"),
    ],
)
def test_an_answer_in_a_few_words(reply: Reply, words: str) -> None:
    assert str(reply) == words
