"""Hello: what opens the account is found by trying, and where nothing can be concluded, the key to mend is told."""

from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, JSONResponse, Response

from harness.targets.browser.chromium import Chromium
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.headless.hello import hello
from harness.verdict.headless.token import Token, Way
from tests.headless.shops import context_of, described, notebook, served

from headless.base import bff, shop, spa  # isort: skip
from headless.base.shop import Shop  # isort: skip

SOUND = {"form": shop.sound, "bff": bff.sound, "spa": spa.sound}


def greeted(folder: Path, chromium: Chromium, manner: str, text: str = "", app: Shop | None = None) -> HeadlessContext:
    """Say hello to the storefront ``manner``, or to ``app`` in its place, as ``text`` describes it."""
    with served(app or replace(SOUND[manner], sessions={}, ended=set())) as port:
        context = context_of(folder, text or described(manner), port)
        hello(context, chromium, notebook(context))
    return context


def tokens(context: HeadlessContext) -> list[tuple[Way, bool]]:
    assert context.visit, context.stopped
    return [(way, one.fetches) for one in context.visit.tokens for way in one.ways]


@pytest.mark.parametrize("manner", ["form", "bff"])
def test_the_cookie_of_a_session_is_found(tmp_path: Path, chromium: Chromium, manner: str) -> None:
    context = greeted(tmp_path, chromium, manner)
    assert tokens(context) == [(Way("cookie", "session"), False)]
    assert context.visit
    assert context.visit.reloaded
    assert context.visit.tabbed
    assert not context.visit.sightings
    assert context.visit.same_site == {"session": "lax"}


def test_the_token_in_memory_and_the_cookie_that_fetches_it_are_found(tmp_path: Path, chromium: Chromium) -> None:
    context = greeted(tmp_path, chromium, "spa")
    found = set(tokens(context))
    assert found == {(Way("header", "Authorization", "Bearer "), False), (Way("cookie", "refresh"), True)}
    travelled = HeadlessContext.from_json(context.as_json())
    assert travelled.visit == context.visit


def test_without_me_the_account_page_is_the_door(tmp_path: Path, chromium: Chromium) -> None:
    text = described("form").replace('[me]\npath = "/api/me"\ncustomer_id = "$.customer.id"\n', "")
    assert tokens(greeted(tmp_path, chromium, "form", text)) == [(Way("cookie", "session"), False)]


def test_without_me_a_cookie_is_found_by_a_page_of_scripts(tmp_path: Path, chromium: Chromium) -> None:
    text = described("bff").replace('[me]\npath = "/api/me"\ncustomer_id = "$.customer.id"\n', "")
    assert tokens(greeted(tmp_path, chromium, "bff", text)) == [(Way("cookie", "session"), True)]


async def with_noise(app: Shop, request: Request) -> Response:
    """Set cookies that open nothing, as analytics do."""
    answer: Response = await shop.route(app, request)
    answer.set_cookie("_ga", "GA1.1.1234567890.1234567890")
    answer.set_cookie("visitor", "0123456789abcdef0123456789abcdef")
    return answer


def test_cookies_that_open_nothing_are_no_tokens(tmp_path: Path, chromium: Chromium) -> None:
    context = greeted(tmp_path, chromium, "form", app=replace(shop.sound, route=with_noise, sessions={}))
    assert tokens(context) == [(Way("cookie", "session"), False)]
    assert context.visit
    assert not context.visit.sightings, "the other cookies can be read by scripts, which is nobody's harm"


async def two_halves(app: Shop, request: Request) -> Response:
    """Want two cookies, of which one alone opens nothing."""
    if request.url.path in ("/account", "/api/me") and request.cookies.get("half") != "7f3a9c21e5b84d60a2":
        return JSONResponse({}, 401)
    answer: Response = await shop.route(app, request)
    if request.method == "POST":
        answer.set_cookie("half", "7f3a9c21e5b84d60a2", httponly=True)
    return answer


def test_cookies_that_open_the_account_together_are_all_found(tmp_path: Path, chromium: Chromium) -> None:
    context = greeted(tmp_path, chromium, "form", app=replace(shop.sound, route=two_halves, sessions={}))
    assert {way.name for way, _ in tokens(context)} == {"session", "half"}


def test_other_headers_than_authorization_are_learnt(tmp_path: Path, chromium: Chromium) -> None:
    def who(app: Shop, request: Request) -> Any:
        return spa.bearer(app, request.headers.get("x-session", ""))

    asks = {"ASKS": "call('/me', {headers: {'x-session': token}})"}

    app = replace(spa.sound, who=who, script=asks, sessions={}, ended=set())
    assert (Way("header", "X-Session"), False) in tokens(greeted(tmp_path, chromium, "spa", app=app))


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"#login"', '"#sign-in"', "login.form: /login has nothing that is #sign-in; correct the selector"),
        ('path = "/login"', 'path = "/signin"', "login.path: /signin is not there; correct it"),
        ('"#login"', '"#login >>> ["', "login.form: the browser says"),
        (
            'form = "#login"',
            'form = "#login"\nbutton = "#no-such-button"',
            "the button #no-such-button: the browser says",
        ),
        ("email = ", "mail = ", "login.fields.mail: the form has no field of that name or id"),
        ("oolong", "darjeeling", "the sign-in did not open the account, there is no account (200 at /login)"),
        ('path = "/account"', 'path = "/"', "the account opens for a guest as well"),
        ("[account]", 'session_cookie = "sid"\n[account]', "session_cookie: no sid was set; there is session"),
        ('"$.customer.id"', '"$.nobody"', "nothing that was found opens"),
        ('"/api/me"\ncustomer_id = "$.customer.id"', '"/"', "nothing that was found opens"),
    ],
)
def test_what_cannot_be_done_is_told_by_its_key(
    tmp_path: Path, chromium: Chromium, old: str, new: str, said: str
) -> None:
    text = described("form")
    assert old in text
    if new.startswith("session_cookie"):
        text = text.replace('url = "', 'session_cookie = "sid"\nurl = "', 1)
    else:
        text = text.replace(old, new, 2 if old.endswith("= ") else 1)
    context = greeted(tmp_path, chromium, "form", text)
    assert said in context.stopped
    assert context.visit is None


def test_a_storefront_that_is_down_is_told(tmp_path: Path, chromium: Chromium) -> None:
    context = context_of(tmp_path, described("form"), 9)
    hello(context, chromium, notebook(context))
    assert "no page came" in context.stopped
    assert "start it, or correct url" in context.stopped


def test_an_account_that_guests_are_shown_too_is_told_apart_by_what_it_shows(
    tmp_path: Path, chromium: Chromium
) -> None:
    async def route(app: Shop, request: Request) -> Response:
        if request.url.path == "/account" and not app.who(app, request):
            return HTMLResponse("<p>Please sign in.</p>")
        return await shop.route(app, request)

    app = replace(shop.sound, route=route, sessions={})
    assert "say in account.shows" in greeted(tmp_path, chromium, "form", app=app).stopped
    text = described("form").replace('[account]\npath = "/account"', '[account]\npath = "/account"\nshows = "#logout"')
    assert not greeted(tmp_path, chromium, "form", text, replace(app, sessions={})).stopped


def test_a_token_says_what_it_is_and_never_its_value() -> None:
    token = Token("eyJhbGciOiJIUzI1NiJ9.e30.c2lnbmF0dXJl", (Way("header", "Authorization", "Bearer "),))
    assert "eyJ" not in f"{token!r} {token}"
