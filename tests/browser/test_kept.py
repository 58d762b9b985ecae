"""What is kept of a scenario in real Chromium: nothing that is secret, in no file, and always in time."""

import json
import os
import re
import signal
import subprocess
import sys
import time
from base64 import b64encode
from collections.abc import Iterator
from pathlib import Path

import pytest

from harness.contract.profile import load
from harness.contract.words import Level
from harness.store.mock import MockStore
from harness.targets.browser.chromium import Chromium
from harness.targets.browser.window import Window
from harness.verdict.keeping.masks import masks
from harness.verdict.notebook import Notebook
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.windows import Windows
from tests.browser.kept import PASSWORD, PERSON, everything, named

SHOP = "http://app.example"
PREVIEW, ACCESS = "preview-code-4711", "opaque-access-token-0815"


@pytest.fixture
def note(store: MockStore) -> Notebook:
    secrets = (store.app.client_secret, PASSWORD, PREVIEW, ACCESS)
    return Notebook("a.b.keeps[row]", "t", "a.b", Level.MUST, load("observed"), strict=False, secrets=secrets)


@pytest.fixture
def window(chromium: Chromium) -> Iterator[Window]:
    opened = chromium.window()
    yield opened
    opened.close()


def kept(note: Notebook, ending: Exception | None = None) -> list[dict[str, str]]:
    """Return what is kept of ``note`` once its scenario ends so."""
    try:
        with note.wound_up():
            if ending:
                raise ending
    except (Broken, NotApplicableError):
        pass
    return note.artefacts


TELLS_ALL = """async ([url, password, access, secret]) => {
  console.log("cookies", document.cookie);
  document.cookie = "own=a-session-of-its-own-0042; path=/";
  const form = new URLSearchParams({login_email: "jane.doe@summers-family.test", login_pass: password});
  await fetch(url, {method: "POST", body: form, headers: {Authorization: "Bearer " + access}});
  await fetch(url, {method: "POST", body: JSON.stringify({password, basic: btoa("jane:" + password)})});
  await fetch(url, {headers: {"X-Auth-Token": "an-opaque-token-of-0123456789", "X-Own": access}});
  console.warn(secret, encodeURIComponent("jane.doe@summers-family.test"), btoa(secret), document.cookie);
  localStorage.setItem("secret", secret);
}"""


def test_nothing_that_is_kept_tells_a_secret(chromium: Chromium, note: Notebook, tmp_path: Path) -> None:
    with MockStore(named(PERSON)) as store:
        windows = Windows(chromium, note, str(tmp_path), "my store")
        window = windows.open("a shopper's")
        link = store.login_url(4927, "/")
        window.open(link)
        got = window.fetch(f"/customer/current.jwt?app_client_id={store.app.client_id}")
        assert got.status == 200, got.body
        window.page.evaluate("token => document.body.append(token)", got.body)
        secret = store.app.client_secret
        window.run(TELLS_ALL, [f"{store.url}/login.php?preview={PREVIEW}", PASSWORD, ACCESS, secret])
        window.open(f"{store.url}/account.php")
        assert PERSON in window.text()
        token = got.body
        sessions = [one["value"] for one in window.cookies()]
        [files] = kept(note, Broken("to keep a trace"))
    assert set(files) == {"window", "picture", "log", "trace"}
    told = everything(tmp_path)
    hidden = {
        *sessions,
        token,
        link.rpartition("/")[2],
        PERSON,
        PERSON.replace("@", "%40"),
        PASSWORD,
        PREVIEW,
        ACCESS,
        secret,
    }
    hidden |= {
        "an-opaque-token-of-0123456789",
        b64encode(secret.encode()).decode(),
        b64encode(f"jane:{PASSWORD}".encode()).decode(),
    }
    assert len(hidden) >= 14
    assert [one for one in hidden if one.encode() in told] == []
    log = json.loads((tmp_path / files["log"]).read_text("utf-8"))
    assert {"login.php?preview=[secret]", "account.php"} <= {one["url"].rpartition("/")[2] for one in log["network"]}
    assert any("[secret] j…%40summers-family.test" in line["text"] for line in log["console"])


def test_a_masked_trace_opens_in_the_viewer(
    chromium: Chromium, note: Notebook, store: MockStore, tmp_path: Path
) -> None:
    windows = Windows(chromium, note, str(tmp_path), "store")
    windows.open("a shopper's").open(store.login_url("alice"))
    [files] = kept(note, Broken("to keep a trace"))
    command = [sys.executable, "-m", "playwright", "show-trace", "--host", "127.0.0.1", "--port", "0", files["trace"]]
    env = {**os.environ, "BROWSER": "true"}
    with subprocess.Popen(
        command, cwd=tmp_path, stdout=subprocess.PIPE, text=True, env=env, start_new_session=True
    ) as viewer:
        assert viewer.stdout
        address = next(found[0] for line in viewer.stdout if (found := re.search(r"http://\S+", line)))
        window = chromium.window("the viewer's")
        assert window.open(address) == 200
        window.page.get_by_text("Navigate").first.click()
        window.page.frame_locator("iframe").first.get_by_text("alice@example.com").first.wait_for()
        window.close()
        os.killpg(viewer.pid, signal.SIGTERM)  # the viewer is a process of its own below that one


@pytest.mark.parametrize("ending", [None, NotApplicableError("no key")])
def test_a_trace_is_kept_only_of_what_went_ill(
    chromium: Chromium, note: Notebook, store: MockStore, tmp_path: Path, ending: Exception | None
) -> None:
    windows = Windows(chromium, note, str(tmp_path), "store")
    windows.open("one").open(store.url)
    windows.open("two").open(store.url)
    assert [sorted(one) for one in kept(note, ending)] == [["log", "picture", "window"]] * 2
    assert sorted(one.name for one in (tmp_path / "browser/store/a.b.keeps-row").iterdir()) == [
        "1.json",
        "1.png",
        "2.json",
        "2.png",
    ]


def test_where_no_reports_are_wanted_nothing_is_kept(chromium: Chromium, note: Notebook, store: MockStore) -> None:
    windows = Windows(chromium, note, "")
    window = windows.open("one")
    assert kept(note, Broken("x")) == []
    assert window.open(store.url) == 0, "it is closed"


def test_what_shows_a_secret_is_covered_and_nothing_else(window: Window, tmp_path: Path) -> None:
    def drawn(secret: str) -> bytes:
        window.stand_in(
            SHOP, f"<meta http-equiv=Content-Security-Policy content=\"script-src 'none'\"><p>fine<p>{secret}"
        )
        window.page.set_content(f"<p>fine</p><p style='width:9em'>{secret}</p><iframe srcdoc='<b>{secret}'></iframe>")
        assert window.picture(tmp_path / "a.png", hides=masks(["5and6ox-secret", "ALSO-6ox-hidden"]).hides)
        return (tmp_path / "a.png").read_bytes()

    assert drawn("ALSO-6ox-hidden") != drawn("nothing-at-all")
    assert drawn("5and6ox-secret") == drawn("5and6ox-secret")


def test_a_dialog_is_closed_and_written_down(window: Window) -> None:
    window.stand_in(SHOP, "<script>alert('who are you?'); document.title = confirm('sure?')</script>")
    assert window.open(f"{SHOP}/") == 200
    assert [(line.kind, line.text) for line in window.log.console] == [("alert", "who are you?"), ("confirm", "sure?")]
    assert window.page.title() == "false"


def test_another_tab_is_written_down(window: Window) -> None:
    window.stand_in(SHOP, "<script>if (!location.search) window.open('/?two'); else console.log('it is two')</script>")
    window.open(f"{SHOP}/")
    assert window.waited_for(lambda sent: sent.url.endswith("?two"))
    window.page.wait_for_timeout(100)
    assert {("tab", "another tab was opened"), ("log", "it is two")} <= {
        (one.kind, one.text) for one in window.log.console
    }


def test_a_page_that_hangs_or_crashes_has_no_picture_and_keeps_nobody_waiting(
    chromium: Chromium, tmp_path: Path
) -> None:
    hanging, crashed = chromium.window("hanging"), chromium.window("crashed")
    hanging.stand_in(SHOP, "<script>onclick = () => setTimeout(() => { for (;;); })</script>")
    hanging.open(f"{SHOP}/")
    hanging.page.mouse.click(5, 5)
    assert crashed.open("chrome://crash") == 0
    assert crashed.log.console[-1].kind == "crash"
    start = time.monotonic()
    for window in (hanging, crashed):
        window.end_trace(tmp_path / "trace.zip")
        assert not window.picture(tmp_path / "a.png", hides=masks(()).hides)
        window.close()
    assert time.monotonic() - start < 20
    assert not (tmp_path / "a.png").exists()


ASKS_TOO_MUCH = """() => {
  const headers = Object.fromEntries([...Array(90).keys()].map(number => ["x-" + number, "z".repeat(2000)]));
  return fetch("/" + "y".repeat(9999), {headers});
}"""
NOISE = """<canvas id=c width=400 height=300></canvas><script>
  const context = c.getContext("2d"), data = context.createImageData(400, 300);
  for (let at = 0; at < data.data.length; at++) data.data[at] = Math.random() * 255;
  context.putImageData(data, 0, 0);
</script>"""


def test_a_log_is_bounded(window: Window) -> None:
    window.stand_in(SHOP, "<script>for (let i = 0; i < 600; i++) console.log('x'.repeat(9999))</script>")
    window.open(f"{SHOP}/")
    window.run(ASKS_TOO_MUCH)
    assert (len(window.log.console), window.log.dropped) == (500, 100)
    assert max(len(line.text) for line in window.log.console) == 4000
    sent = window.log.network[-1]
    assert (len(sent.url), len(sent.headers)) == (4000, 60)
    assert max(map(len, sent.headers.values())) == 1000


def test_a_large_picture_is_scaled_down(window: Window, tmp_path: Path) -> None:
    window.stand_in(SHOP, NOISE)
    window.open(f"{SHOP}/")
    assert window.picture(tmp_path / "a.png")
    width, height = (int.from_bytes((tmp_path / "a.png").read_bytes()[at : at + 4], "big") for at in (16, 20))
    assert (width, height) == (720, 450)
