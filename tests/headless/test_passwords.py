"""A password is what was typed into an input of type password, whatever the target file keeps secret beside it."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.targets.browser.chromium import Chromium
from harness.verdict.headless.visit import PASSWORD
from harness.verdict.stop import Broken, NotApplicableError
from scenarios.headless.login import refuses_a_wrong_password
from scenarios.headless.storage import keeps_the_password_out_of_storages
from tests.headless.shops import described, served, visited

from headless.base import shop  # isort: skip
from headless.broken import broken_storefronts  # isort: skip

KEEPS_THE_NAME = "<script>localStorage.setItem('last', 'alice@example.com')</script>"


def with_a_secret_name(monkeypatch: pytest.MonkeyPatch) -> str:
    """Return a target file that takes the e-mail address from the environment."""
    monkeypatch.setenv("SHOP_EMAIL", "alice@example.com")
    return described("form").replace('"alice@example.com"', '"env:SHOP_EMAIL"')


def test_a_name_that_is_kept_secret_is_no_password(
    tmp_path: Path, chromium: Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(replace(shop.sound, extra=KEEPS_THE_NAME, sessions={})) as port:
        suite = visited(tmp_path, chromium, with_a_secret_name(monkeypatch), port)
    assert suite.visit.passwords == ("password",)
    assert not suite.visit.sightings
    keeps_the_password_out_of_storages(suite)


def test_a_wrong_password_goes_with_the_right_name(
    tmp_path: Path, chromium: Chromium, monkeypatch: pytest.MonkeyPatch
) -> None:
    with served(replace(broken_storefronts()["login-any-password"].app, sessions={})) as port:
        suite = visited(tmp_path, chromium, with_a_secret_name(monkeypatch), port)
        with pytest.raises(Broken, match="a wrong password signs in"):
            refuses_a_wrong_password(suite)


def test_a_password_that_looks_like_an_address_is_looked_for_and_masked(tmp_path: Path, chromium: Chromium) -> None:
    password = "tea@four.o-clock"
    app = replace(
        shop.sound,
        known=lambda email, given: shop.known(email, "oolong-in-the-afternoon") if given == password else None,
        extra=f"<script>localStorage.setItem('last', '{password}')</script>",
        sessions={},
    )
    with served(app) as port:
        suite = visited(tmp_path, chromium, described("form").replace("oolong-in-the-afternoon", password), port)
    assert {one.what for one in suite.visit.sightings} == {PASSWORD}
    assert password in suite.context.all_secrets()


def test_a_form_without_a_password_has_none_that_could_be_wrong_or_seen(tmp_path: Path, chromium: Chromium) -> None:
    plain = replace(shop.sound, form=lambda app: shop.form(app).replace('type="password"', ""), sessions={})
    with served(plain) as port:
        suite = visited(tmp_path, chromium, described("form"), port)
    for scenario in (refuses_a_wrong_password, keeps_the_password_out_of_storages):
        with pytest.raises(NotApplicableError, match="no input of type password"):
            scenario(suite)
