"""More than one cookie: each that opens the account is a token, and what is only needed beside one is none."""

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import JSONResponse, RedirectResponse, Response

from harness.targets.browser.chromium import Chromium
from harness.verdict.headless.departure import depart
from harness.verdict.headless.token import Token, parts
from harness.verdict.stop import Broken
from scenarios.headless.cookie import sets_http_only
from tests.headless.shops import described, served, visited

from headless.base import sessions, shop  # isort: skip
from headless.base.people import Customer  # isort: skip
from headless.base.shop import Shop  # isort: skip
from headless.broken import broken_storefronts  # isort: skip

PARTS = [
    {"name": "signed_in", "value": "true", "httpOnly": False},
    {"name": "payload", "value": "eyJhbGciOiJIUzI1NiJ9.eyJzdWIiOiI0OTI3In0", "httpOnly": False},
    {"name": "signature", "value": "SflKxwRJSMeKKF2QT4fwpMeJf36POk6yJV", "httpOnly": True},
]


def names(tokens: tuple[Token, ...] | list[Token]) -> set[str]:
    return {one.cookie for one in tokens}


def remembered(app: Shop, request: Request, customer: Customer) -> Response:
    """Set a cookie that scripts can read beside the session's: either opens the account."""
    answer = shop.signed_in(app, request, customer)
    key = sessions.new()
    app.sessions[key] = customer
    answer.set_cookie("remember_me", key, **{**app.cookie, "httponly": False})
    return answer


def by_either(app: Shop, request: Request) -> Customer | None:
    return shop.who(app, request) or app.sessions.get(request.cookies.get("remember_me", ""))


def test_each_cookie_that_opens_the_account_is_a_token(tmp_path: Path, chromium: Chromium) -> None:
    app = replace(shop.sound, signed_in=remembered, who=by_either, sessions={})
    with served(app) as port:
        suite = visited(tmp_path, chromium, described("form"), port)
        assert names(suite.visit.tokens) == {"session", "remember_me"}
        with pytest.raises(Broken, match="remember_me can be read by scripts"):
            sets_http_only(suite)
        gone = depart(suite.shoppers, suite.door(), [])
    assert gone.lasting == ("the cookie remember_me",)


def test_a_cookie_for_the_next_token_is_one_beside_that_of_the_token(tmp_path: Path, chromium: Chromium) -> None:
    with served(replace(broken_storefronts()["cookie-of-the-next-token"].app, sessions={})) as port:
        suite = visited(tmp_path, chromium, described("form"), port)
        found = {one.cookie: one.fetches for one in suite.visit.tokens}
    assert found == {"access": False, "session": True}


async def with_a_store(app: Shop, request: Request) -> Response:
    """Want a second cookie that is no secret, and that scripts read."""
    if request.url.path in ("/account", "/api/me") and request.cookies.get("store") != "1":
        return JSONResponse({}, 401) if "api" in request.url.path else RedirectResponse("/login", 303)
    answer: Response = await shop.route(app, request)
    if request.url.path == "/login":
        answer.set_cookie("store", "1")
    return answer


async def only_the_cookie(app: Shop, request: Request) -> Response:
    return RedirectResponse("/", 303)


def test_what_is_needed_beside_a_token_and_no_secret_is_none(tmp_path: Path, chromium: Chromium) -> None:
    app = replace(shop.sound, route=with_a_store, leave=only_the_cookie, extra="<p data-store=1></p>", sessions={})
    with served(app) as port:
        suite = visited(tmp_path, chromium, described("form"), port)
        [token] = suite.visit.tokens
        sets_http_only(suite)
        gone = depart(suite.shoppers, suite.door(), [])
    assert (token.cookie, [name for name, _ in token.beside]) == ("session", ["store"])
    assert not suite.visit.sightings
    assert gone.lasting == ("the cookie session",), "a copy is shown with what is needed beside it"


def test_of_cookies_that_are_needed_together_those_are_tokens_that_are_secret() -> None:
    assert names(parts(PARTS)) == {"signature"}
    assert names(parts(PARTS[:2])) == {"payload"}
    assert names(parts(PARTS[:1])) == {"signed_in"}
    [token] = parts(PARTS)
    assert token.names == ("signature", "signed_in", "payload")
    assert Token.from_json(token.as_json()) == token


def test_a_cookie_that_opens_the_account_and_tells_nothing_is_not_looked_for(
    tmp_path: Path, chromium: Chromium
) -> None:
    def who(app: Shop, request: Request) -> Customer | None:
        return next((one for one in app.sessions.values() if str(one.id) == request.cookies.get("id")), None)

    def signed_in(app: Shop, request: Request, customer: Customer) -> Response:
        answer = shop.signed_in(app, request, customer)
        answer.set_cookie("id", str(customer.id), **app.cookie)
        return answer

    app = replace(shop.sound, who=who, signed_in=signed_in, extra="<p data-id=4927></p>", sessions={})
    with served(app) as port:
        suite = visited(tmp_path, chromium, described("form"), port)
    assert names(suite.visit.tokens) == {"id"}
    assert not suite.visit.sightings
