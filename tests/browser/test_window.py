"""The browser as the harness drives it: windows apart from each other, what they do written down, and its trust."""

import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.store.mock import MockStore
from harness.targets.browser.chromium import Chromium
from harness.targets.browser.finding import NAMED, find, needed
from harness.targets.browser.window import Window
from harness.targets.errors import TargetDownError


@pytest.fixture
def window(chromium: Chromium) -> Iterator[Window]:
    opened = chromium.window()
    yield opened
    opened.close()


def test_a_window_signs_in_and_another_one_does_not(window: Window, chromium: Chromium, store: MockStore) -> None:
    assert window.open(store.login_url("alice")) == 200
    assert window.url == f"{store.url}/account.php"
    assert "alice@example.com" in window.text()
    other = chromium.window("another")
    assert other.open(f"{store.url}/account.php") == 200
    assert other.url == f"{store.url}/login.php"
    other.close()


def test_requests_and_answers_are_written_down(window: Window, store: MockStore) -> None:
    window.open(store.login_url("alice"))
    first, second = [one for one in window.log.network if one.kind == "document"]
    assert (first.method, first.status, first.origin) == ("GET", 302, store.url)
    assert first.answered["location"] == "/account.php"
    assert second.url.endswith("/account.php")


def test_the_console_is_written_down_uncaught_errors_too(window: Window, store: MockStore) -> None:
    window.stand_in("http://app.example", "<script>console.warn('a', 1); null.x</script>")
    window.open("http://app.example/")
    assert ("warning", "a 1") in [(line.kind, line.text) for line in window.log.console]
    assert any(line.kind == "pageerror" and "null" in line.text for line in window.log.console)


def test_a_page_that_is_not_there_is_an_answer(window: Window) -> None:
    assert window.open("http://127.0.0.1:9/") == 0
    assert "ERR_CONNECTION_REFUSED" in window.problem or "ERR_UNSAFE_PORT" in window.problem


def test_back_shows_what_was_there_before(window: Window, store: MockStore) -> None:
    window.open(f"{store.url}/")
    window.open(f"{store.url}/login.php")
    assert window.back() == 200
    assert window.url == f"{store.url}/"


def test_a_script_of_the_page_fetches_with_its_cookies(window: Window, store: MockStore) -> None:
    window.open(store.login_url("bob"))
    path = f"/customer/current.jwt?app_client_id={store.app.client_id}"
    got = window.fetch(path)
    assert (got.status, got.body.count("."), got.header("cache-control")) == (200, 2, "no-store")
    assert window.fetch("/account.php").url == f"{store.url}/account.php"


def test_what_is_kept_within_a_site_is_not_sent_elsewhere(window: Window, store: MockStore) -> None:
    window.keep_within([store.url])
    window.open(f"{store.url}/")
    assert window.open("http://tracker.example/pixel") == 0
    assert window.log.network[-1].failure


def test_the_authority_of_connect_is_trusted_and_no_other(chromium: Chromium, store: MockStore) -> None:
    window = chromium.window()
    assert window.open(f"https://{store.tls_host}/") == 200
    [cookie] = window.cookies()
    assert cookie["secure"]
    with MockStore(tls=True) as stranger:
        assert window.open(f"https://{stranger.tls_host}/") == 0
        assert "ERR_CERT" in window.problem
        wrong = Chromium(f"https://{stranger.tls_host}", chromium.connect)
        with pytest.raises(TargetDownError, match=r"connect\.ca_file.*cannot be trusted"):
            wrong.window()
    window.close()


def test_a_picture_and_a_trace_are_kept(window: Window, store: MockStore, tmp_path: Path) -> None:
    window.open(f"{store.url}/")
    assert window.picture(tmp_path / "shown.png")
    assert (tmp_path / "shown.png").read_bytes().startswith(b"\x89PNG")
    window.close(tmp_path / "trace.zip")
    assert "trace.trace" in zipfile.ZipFile(tmp_path / "trace.zip").namelist()
    assert not window.picture(tmp_path / "late.png")


def test_a_browser_that_is_named_goes_before_all_others(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    mine = tmp_path / "chrome"
    mine.write_text("#!/bin/sh\n")
    mine.chmod(0o755)
    monkeypatch.setenv(NAMED, str(mine))
    assert find() == mine
    monkeypatch.setenv(NAMED, str(tmp_path / "none"))
    with pytest.raises(TargetDownError, match=f"{NAMED} is .*give the path"):
        find()


def test_a_machine_without_a_browser_is_told_how_to_get_one(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv(NAMED, raising=False)
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(TargetDownError, match="playwright install chromium"):
        needed(str(tmp_path / "chrome"))


def test_a_script_that_never_ends_is_not_waited_for(window: Window, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("harness.targets.browser.window.PATIENCE", 300)
    window.stand_in("http://app.example", "<p>here")
    window.open("http://app.example/")
    for script in ("() => new Promise(() => {})", "() => { for (;;); }"):
        with pytest.raises(TargetDownError, match="did not come to its end in the page at http://app.example/"):
            window.run(script)


def test_a_page_that_is_busy_from_then_on_costs_the_browser_and_no_more(
    chromium: Chromium, store: MockStore, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.targets.browser.window.PATIENCE", 300)
    window = chromium.window()
    window.stand_in("http://app.example", "<p>here")
    window.open("http://app.example/")

    def told() -> int:
        window.run("() => { setTimeout(() => { for (;;); }) }")
        return int(window.run("() => 1"))

    with pytest.raises(TargetDownError, match="did not come to its end"):
        told()
    again = chromium.window()
    assert again.open(store.url) == 200
    again.close()


def test_the_document_of_a_frame_is_none_of_the_page(window: Window, store: MockStore) -> None:
    window.stand_in("http://app.example", f"<iframe src='{store.url}/login.php'></iframe>")
    window.open("http://app.example/")
    assert window.waited_for(lambda sent: sent.kind == "frame" and sent.origin == store.url)
    assert [one.url for one in window.log.network if one.kind == "document"] == ["http://app.example/"]


def test_a_picture_that_never_comes_does_not_keep_a_page_from_being_there(
    window: Window, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("harness.targets.browser.window.LOADED", 200)
    window.stand_in("http://app.example", "<img src=//slow.example/x>here")
    window.context.route("http://slow.example/**", lambda route: None)
    assert window.open("http://app.example/") == 200
    assert window.text() == "here"


def test_a_browser_that_is_gone_is_started_anew(chromium: Chromium, store: MockStore) -> None:
    window = chromium.window()
    chromium._browser.close()
    with pytest.raises(TargetDownError):
        window.cookies()
    again = chromium.window()
    assert again.open(store.url) == 200
    again.close()
