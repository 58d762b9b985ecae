"""Whole runs in a browser: where their files lie, that the next run clears them, and that no file tells a secret."""

from pathlib import Path

from harness.store.mock import MockStore
from harness.store.outages import Outage
from tests.browser.kept import PASSWORD, PERSON, everything, named
from tests.cli.command import tokenassay
from tests.optional import browser_needed

CHOSEN = "gives-the-account-page or gives-the-page-that-was-asked-for"
TARGET = """role = "storefront"
url = "{url}"
driver = "browser"
[app]
client_id = "{app.client_id}"
client_secret = "{app.client_secret}"
store_hash = "abc123"
[customers]
alice = {{ id = 4927, email = "{person}", password = "{password}" }}
bob = {{ id = 4928, email = "bob@example.com" }}
[management]
url = "{url}/stores/abc123"
access_token = "{token}"
"""
TOKEN = "sandbox-access-token-abc123-all"


def kept(folder: Path) -> list[str]:
    """Return what lies below ``browser``."""
    return sorted(one.relative_to(folder / "browser").as_posix() for one in folder.rglob("browser/*/*/*"))


def test_two_targets_keep_theirs_apart_and_the_next_run_clears_both(tmp_path: Path) -> None:
    browser_needed()
    out = tmp_path / "out"
    with MockStore(named(PERSON)) as store:
        text = TARGET.format(url=store.url, app=store.app, person=PERSON, password=PASSWORD, token=TOKEN)
        (tmp_path / "one.toml").write_text(text)
        (tmp_path / "two.toml").write_text(text)
        files = (tmp_path / "one.toml", tmp_path / "two.toml")
        store.state.outages.set([Outage("/account.php", status=503)])
        done = tokenassay("run", *files, "--reports", out, "-k", CHOSEN, "-n", "2")
        first, secret = kept(out), store.app.client_secret
        hidden = {secret, PASSWORD, TOKEN, PERSON, *store.state.sessions._held}
        told = everything(out)
        assert len(hidden) > 4, "somebody was signed in"
        store.state.outages.set([])
        again = tokenassay("run", files[0], "--reports", out, "-k", "gives-the-account-page")
    assert done.code == 3, done.said
    assert again.code == 0, again.said
    ill, well = "storefront.login.gives-the-account-page", "storefront.login.gives-the-page-that-was-asked-for"
    names = [*(f"{ill}/1.{end}" for end in ("json", "png", "zip")), *(f"{well}/1.{end}" for end in ("json", "png"))]
    assert first == [f"{target}/{name}" for target in ("one", "two") for name in names]
    assert b"data:image/png;base64," in told
    assert [one for one in hidden if one.encode() in told] == []
    assert kept(out) == [f"one/{ill}/1.json", f"one/{ill}/1.png"]
