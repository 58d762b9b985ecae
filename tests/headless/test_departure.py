"""Signing out: the back button is pressed as far as the account, and copies are taken at the last moment."""

from dataclasses import replace
from pathlib import Path

import pytest
from starlette.requests import Request
from starlette.responses import RedirectResponse, Response

from harness.targets.browser.chromium import Chromium
from harness.verdict.headless.departure import depart
from harness.verdict.headless.suite import HeadlessSuite
from harness.verdict.stop import NotApplicableError
from scenarios.headless.logout import keeps_the_account_from_the_back_button
from tests.headless.shops import described, served, suite_of, visited

from headless.base import shop  # isort: skip
from headless.base.shop import Shop  # isort: skip
from headless.broken import broken_storefronts  # isort: skip

BEHIND = described("form").replace('[logout]\npath = "/account"', '[logout]\npath = "/logout"')


def left(suite: HeadlessSuite) -> HeadlessSuite:
    """Sign in and out."""
    suite._shared.departure = depart(suite.shoppers, suite.door(), [])
    return suite


def test_a_page_between_the_account_and_the_button_hides_nothing(tmp_path: Path, chromium: Chromium) -> None:
    with served(replace(broken_storefronts()["logout-on-another-page"].app, sessions={})) as port:
        gone = left(suite_of(tmp_path, chromium, BEHIND, port)).departure()
    assert gone.behind
    assert gone.behind.opened, "it is in the browser's cache, two pages back"
    assert gone.lasting == ("the cookie session",), "the copy is the one that the last page gave"


def test_an_account_that_sends_one_away_is_seen_behind_the_button(tmp_path: Path, chromium: Chromium) -> None:
    with served(replace(shop.sound, sessions={})) as port:
        gone = left(suite_of(tmp_path, chromium, described("form"), port)).departure()
    assert gone.behind
    assert (gone.behind.path, gone.behind.opened) == ("/login", False)


def test_a_cookie_that_ends_in_minutes_by_its_own_word_does_not_last(tmp_path: Path, chromium: Chromium) -> None:
    with served(replace(broken_storefronts()["cookie-of-the-next-token"].app, sessions={})) as port:
        gone = visited(tmp_path, chromium, described("form"), port).departure()
    assert (gone.alive, gone.lasting) == (("the cookie access",), ())
    assert not gone.anew.opened


def test_where_the_back_button_does_not_lead_to_the_account_nothing_is_said(tmp_path: Path, chromium: Chromium) -> None:
    async def route(app: Shop, request: Request) -> Response:
        """Put more pages between than the button is pressed."""
        n = int(request.query_params.get("n", 0))
        if request.url.path != "/far":
            return await shop.route(app, request)
        go = f"<script>onload = () => setTimeout(() => location.assign('/far?n={n + 1}'), 20)</script>"
        return shop.page(app, "Far", go if n < 8 else "")

    async def leave(app: Shop, request: Request) -> Response:
        answer: Response = await shop.leave(app, request)
        return RedirectResponse("/far", 303, dict(answer.headers))

    app = replace(shop.sound, route=route, leave=leave, sessions={})
    with served(app) as port:
        suite = left(suite_of(tmp_path, chromium, described("form"), port))
    with pytest.raises(NotApplicableError, match="does not lead to the account"):
        keeps_the_account_from_the_back_button(suite)
