"""What breaks, limits or falls silent has refused nobody: without a twin that is let in, nothing is concluded."""

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from harness.targets.browser.chromium import Chromium
from harness.targets.http import Exchange
from harness.verdict.headless.departure import depart
from harness.verdict.headless.door import Door
from harness.verdict.headless.token import Token, Way
from harness.verdict.stop import InconclusiveError
from scenarios.headless.cors import _must_not_allow
from scenarios.headless.login import refuses_a_wrong_password
from tests.headless.shops import context_of, described, served, suite_of, visited

from headless.base import bff, shop  # isort: skip
from headless.base.people import CUSTOMERS  # isort: skip
from headless.base.shop import FORBIDDEN, Shop  # isort: skip

WAIT = {"retry-after": "0"}
ANSWERS = [PlainTextResponse("later", 429, WAIT), PlainTextResponse("later", 503, WAIT), PlainTextResponse("oh", 500)]


def door_of(folder: Path, port: int) -> Door:
    door = context_of(folder, described("form"), port).door()
    assert not door.knock()
    return door


@pytest.mark.parametrize("answer", ANSWERS, ids=lambda one: str(one.status_code))
def test_a_door_that_answers_nobody_is_not_shut(tmp_path: Path, answer: Response) -> None:
    shut: list[Response] = []

    async def route(app: Shop, request: Request) -> Response:
        return shut[0] if shut else await shop.route(app, request)

    with served(replace(shop.sound, route=route, sessions={})) as port:
        door = door_of(tmp_path, port)
        shut.append(answer)
        with pytest.raises(InconclusiveError, match=f"neither lets in nor refuses: status {answer.status_code}"):
            door.opens_for(Token("a-copy", (Way("cookie", "session"),)))


def test_no_answer_is_no_refusal(tmp_path: Path) -> None:
    with served(replace(shop.sound, sessions={})) as port:
        door = door_of(tmp_path, port)
    with pytest.raises(InconclusiveError, match="neither lets in nor refuses"):
        door.lets_in(Exchange("GET", door.url, 0, error="down"))


def test_a_door_that_breaks_at_a_strange_value_alone_is_shut_to_it(tmp_path: Path) -> None:
    async def route(app: Shop, request: Request) -> Response:
        return ANSWERS[-1] if request.headers.get("authorization") else await shop.route(app, request)

    with served(replace(shop.sound, route=route, sessions={})) as port:
        assert door_of(tmp_path, port).tokens([], ["some-random-text"], []) == []


@pytest.mark.parametrize("answer", ANSWERS[::2], ids=lambda one: str(one.status_code))
def test_an_account_page_that_breaks_has_sent_nobody_away(tmp_path: Path, chromium: Chromium, answer: Response) -> None:
    async def route(app: Shop, request: Request) -> Response:
        return answer if request.url.path == "/account" else await shop.route(app, request)

    with served(replace(shop.sound, route=route, sessions={})) as port:
        suite = suite_of(tmp_path, chromium, described("form"), port)
        with pytest.raises(InconclusiveError, match=f"neither opens nor refuses: status {answer.status_code}"):
            suite.shopper().try_account()


@pytest.mark.parametrize("manner", ["form", "bff"])
def test_after_the_sign_out_somebody_must_still_be_let_in(tmp_path: Path, chromium: Chromium, manner: str) -> None:
    sound, left = {"form": shop.sound, "bff": bff.sound}[manner], []

    async def leave(app: Shop, request: Request) -> Response:
        left.append(request)
        return await sound.leave(app, request)

    async def route(app: Shop, request: Request) -> Response:
        return FORBIDDEN if left and request.url.path == "/api/me" else await sound.route(app, request)

    with served(replace(sound, route=route, leave=leave, sessions={})) as port:
        suite = suite_of(tmp_path, chromium, described(manner), port)
        with pytest.raises(InconclusiveError):
            depart(suite.shoppers, suite.door(), [])
    assert left


def test_a_form_that_breaks_at_a_wrong_password_has_not_refused_it(tmp_path: Path, chromium: Chromium) -> None:
    async def enter(app: Shop, request: Request) -> Response:
        return await bff.enter(app, request) if b'"oolong' in await request.body() else ANSWERS[-1]

    with served(replace(bff.sound, enter=enter, sessions={})) as port:
        suite = visited(tmp_path, chromium, described("bff"), port)
        with pytest.raises(InconclusiveError, match="neither refused nor let in: /api/login answers 500"):
            refuses_a_wrong_password(suite)


def test_a_form_that_lets_in_nobody_any_more_has_not_refused_a_wrong_password(
    tmp_path: Path, chromium: Chromium
) -> None:
    customers = list(CUSTOMERS)
    app = replace(bff.sound, known=lambda email, password: customers[0] if customers else None, sessions={})
    with served(app) as port:
        suite = visited(tmp_path, chromium, described("bff"), port)
        customers.clear()
        with pytest.raises(InconclusiveError, match="could not sign in"):
            refuses_a_wrong_password(suite)


def test_an_address_that_is_down_is_not_closed_to_other_origins(tmp_path: Path, chromium: Chromium) -> None:
    with served(replace(bff.sound, sessions={})) as port:
        suite = suite_of(tmp_path, chromium, described("bff"), port)
    with pytest.raises(InconclusiveError, match="does not answer over plain HTTP"):
        _must_not_allow(suite, "null", suite.target.url, Exchange("OPTIONS", suite.target.url, 0, error="down"))
