"""What somebody else does with what they got: plants it in a browser of theirs, or asks from a page of theirs."""

from collections.abc import Mapping
from typing import Any

from harness.targets.browser.window import Window
from harness.verdict.headless.shopper import told

ATTACKER = "http://attacker.example"
PAGE = "<!doctype html><title>Somebody else's page</title>"
PLANT = """([origin, {local, session}]) => {
  if (location.origin !== origin) return;
  for (const [name, value] of Object.entries(local)) localStorage.setItem(name, value);
  for (const [name, value] of Object.entries(session)) sessionStorage.setItem(name, value);
}"""
LISTEN = """([url]) => {
  globalThis.heard = [];
  addEventListener("message", ({data}) => heard.push(typeof data === "string" ? data : JSON.stringify(data)));
  open(url);
}"""


def plant(window: Window, url: str, storages: Mapping[str, Mapping[str, str]]) -> None:
    """Put ``storages``, local and session, into ``window`` before any script of ``url`` runs."""
    blank = f"{url}/tokenassay-plants"
    window.context.route(blank, lambda route: route.fulfill(content_type="text/html", body=PAGE))
    window.open(blank)
    window.run(PLANT, [url, {"local": dict(storages["local"]), "session": dict(storages["session"])}])


def read_from(window: Window, origin: str, url: str) -> tuple[int, str, Any]:
    """Fetch ``url`` with credentials from a page of ``origin``; status 0 says that it may not be read."""
    window.stand_in(origin, PAGE)
    window.open(f"{origin}/")
    got = window.fetch(url, "include")
    return got.status, got.body, dict(got.headers)


def listen_to(window: Window, url: str) -> None:
    """Open ``url`` in a tab from an attacker's page that listens, and wait until it is there."""
    window.stand_in(ATTACKER, PAGE)
    window.open(f"{ATTACKER}/")
    with told("a tab that a page of another site opens"):
        with window.context.expect_page() as opened:
            window.run(LISTEN, [url])
        opened.value.wait_for_load_state()


def heard(window: Window) -> str:
    """Return what the attacker's page was posted."""
    return "\n".join(window.run("() => globalThis.heard ?? []"))
