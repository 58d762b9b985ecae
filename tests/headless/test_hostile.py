"""Pages that lie, flood, or break what they run beside: nothing is judged by their word, and nothing hangs."""

import time
from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import HTMLResponse, Response

from harness.targets.browser.chromium import Chromium
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.headless.hello import hello
from harness.verdict.headless.scraps import Place
from harness.verdict.headless.spying import MOST, Spy
from harness.verdict.stop import InconclusiveError
from tests.headless.shops import context_of, described, notebook, served, visited

from headless.base import shop  # isort: skip
from headless.base.shop import Shop  # isort: skip

FLOOD = """<script>
for (let n = 0; n < 4000; n++) localStorage.setItem(`k${n}`, "x".repeat(200) + n);
window.deep = {}; let at = window.deep; for (let n = 0; n < 100000; n++) at = at.more = {n: "y".repeat(20) + n};
window.round = {self: window}; round.round = round;
window.trap = {get secret() { throw new Error("no"); }};
for (let n = 0; n < 6000; n++) tokenassayTells({kind: "answer", text: "z".repeat(3000) + n});
tokenassayTells(null); tokenassayTells("text"); tokenassayTells({kind: "no such kind", text: {}});
tokenassayTells({kind: "message"});
</script>"""
ASKS = """const asked = new XMLHttpRequest();
asked.open("GET", "/a"); asked.setRequestHeader("x-token", "TOKEN"); asked.send();"""
BROKEN = """<script>
JSON.stringify = () => { throw new Error("mine"); };
Object.getOwnPropertyNames = () => ["a"]; Promise.race = () => new Promise(() => {});
delete window.localStorage; window.fetch = undefined;
document.__defineGetter__("cookie", () => { throw new Error("mine"); });
</script>"""


@pytest.mark.parametrize("html", [FLOOD, BROKEN], ids=["flood", "broken"])
def test_a_hostile_page_is_bounded(chromium: Chromium, html: str) -> None:
    window = chromium.window()
    window.stand_in("http://shop.example", f"<!doctype html><p>hello</p>{html}")
    spy = Spy(window, ["http://shop.example"])
    started = time.perf_counter()
    window.open("http://shop.example/")
    spy.settle()
    spy.look()
    scraps = spy.scraps()
    assert time.perf_counter() - started < 30
    assert len(scraps) <= MOST + 1200
    assert sum(len(one.text) for one in scraps) < 150_000_000
    window.close()


def test_what_a_page_claims_is_no_token_unless_it_opens_the_account(tmp_path: Path, chromium: Chromium) -> None:
    fake = "eyJhbGciOiJub25lIn0.eyJzdWIiOiJhbGljZSJ9.c2lnbmF0dXJlLW9mLW5vdGhpbmc"
    lies = f"<script>localStorage.setItem('token', '{fake}'); console.log('{fake}');</script>"
    with served(replace(shop.sound, extra=lies, sessions={})) as port:
        context = context_of(tmp_path, described("form"), port)
        hello(context, chromium, notebook(context))
    assert context.visit, context.stopped
    assert {one.cookie for one in context.visit.tokens} == {"session"}
    assert not context.visit.sightings
    assert fake in context.all_secrets(), "it is kept out of reports all the same"


def test_a_page_that_asks_for_ever_is_not_waited_for(tmp_path: Path, chromium: Chromium) -> None:
    async def route(app: Shop, request: Request) -> Response:
        if request.url.path == "/":
            return HTMLResponse("<script>setInterval(() => fetch('/health'), 30)</script>")
        return await shop.route(app, request)

    with served(replace(shop.sound, route=route, sessions={})) as port:
        context = context_of(tmp_path, described("form"), port)
        started = time.perf_counter()
        hello(context, chromium, notebook(context))
    assert context.visit, context.stopped
    assert time.perf_counter() - started < 40


@pytest.mark.parametrize(
    ("script", "place"),
    [
        (ASKS, Place.HEADER),
        ("window.name = 'TOKEN'", Place.GLOBAL),
        ("history.pushState({token: 'TOKEN'}, '', '/b')", Place.GLOBAL),
        ("history.pushState(null, '', '/b?token=TOKEN'); history.replaceState(null, '', '/c')", Place.ADDRESS),
        ("window.kept = new Map([['a', {b: ['TOKEN']}]])", Place.GLOBAL),
        ("document.body.append(Object.assign(document.createElement('input'), {value: 'TOKEN'}))", Place.PAGE),
        ("console.warn({deep: {token: 'TOKEN'}})", Place.CONSOLE),
        ("document.cookie = 'token=TOKEN'", Place.COOKIE),
    ],
)  # fmt: skip
def test_a_token_is_seen_wherever_a_script_puts_it(chromium: Chromium, script: str, place: Place) -> None:
    token = "an-opaque-token-0123456789"
    window = chromium.window()
    window.stand_in("http://shop.example", f"<!doctype html><body><script>{script}</script>".replace("TOKEN", token))
    spy = Spy(window, ["http://shop.example"])
    window.open("http://shop.example/")
    spy.settle()
    spy.look()
    assert place in {one.place for one in spy.scraps() if token in one.text}
    window.close()


def test_what_is_beyond_the_log_is_looked_at_and_what_cannot_be_is_told(chromium: Chromium) -> None:
    many = "for (let n = 0; n < 520; n++) console.log(n); console.log('y'.repeat(5000) + 'TOKEN');"
    window = chromium.window()
    window.stand_in("http://shop.example", f"<script>{many} localStorage.a = 'x'.repeat(60000)</script>")
    spy = Spy(window, ["http://shop.example"])
    window.open("http://shop.example/")
    spy.settle()
    spy.look()
    assert any(one.place is Place.CONSOLE and one.text.endswith("TOKEN") for one in spy.scraps())
    assert spy.dropped() == (Place.LOCAL_STORAGE,)
    window.close()


def test_nothing_passes_where_not_all_was_looked_at(tmp_path: Path, chromium: Chromium) -> None:
    big = "<script>localStorage.a = 'x'.repeat(60000)</script>"
    with served(replace(shop.sound, extra=big, sessions={})) as port:
        suite = visited(tmp_path, chromium, described("form"), port)
    assert HeadlessContext.from_json(suite.context.as_json()).visit == suite.context.visit
    suite.must_not_be_seen(Place.SESSION_STORAGE)
    with pytest.raises(InconclusiveError, match="more than can be looked through: local-storage"):
        suite.must_not_be_seen(Place.LOCAL_STORAGE)
