"""tokenassay parity: two stores, or two apps, under the same scenarios."""

import json
import re
from pathlib import Path
from typing import Any

import pytest

from harness.store.mock import MockStore
from tests.calibrate.stores import serving
from tests.cli.command import Done, tokenassay
from tests.cli.test_run import target_file
from tests.store.visiting import profile_with

CODE = """
import base64, hmac, json, time

def checks(token):
    try:
        head, body, signature = token.split(".")
        load = lambda text: json.loads(base64.urlsafe_b64decode(text + "=="))
        header, claims = load(head), load(body)
        name = {"HS256": "sha256", "HS512": "sha512"}[header["alg"]]
        made = hmac.digest(b"a-secret-of-thirty-one-characters", f"{head}.{body}".encode(), name)
        right = base64.urlsafe_b64encode(made).decode().rstrip("=")
        if not hmac.compare_digest(right, signature) or claims["exp"] <= time.time():
            return None
        return CHECK
    except (ValueError, KeyError, TypeError, AttributeError):
        return None
"""
APP = """
role = "verifier"
name = "{name}"
[app]
client_id = "a-client-id"
client_secret = "a-secret-of-thirty-one-characters"
store_hash = "abc123"
[inprocess]
callable = "{name}:checks"
"""


def store(folder: Path, name: str, url: str) -> Path:
    path = folder / f"{name}.toml"
    path.write_text(target_file(url).replace('"a-store"', f'"{name}"').replace("[app]", 'peer = "127.0.0.1"\n[app]'))
    return path


def app(folder: Path, name: str, check: str) -> Path:
    (folder / f"{name}.py").write_text(CODE.replace("CHECK", check))
    path = folder / f"{name}.toml"
    path.write_text(APP.format(name=name))
    return path


def compared(a: Path, b: Path, *more: str) -> tuple[Done, dict[str, Any]]:
    done = tokenassay("parity", a, b, "--reports", a.parent / "out", *more)
    written = a.parent / "out" / "parity.json"
    return done, json.loads(written.read_text("utf-8")) if written.exists() else {}


def test_a_store_is_like_itself(tmp_path: Path) -> None:
    with MockStore() as one, MockStore() as other:
        done, found = compared(store(tmp_path, "one", one.url), store(tmp_path, "other", other.url))
    assert done.code == 0, done.said
    assert found["differences"] == []
    assert found["agreed"] > 1000
    assert found["schema"] == "tokenassay/parity/1"
    assert re.search(rf"one and other agree in {found['agreed']:,} scenarios, no verdict differs", done.out)


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
def test_what_one_accepts_and_the_other_refuses_comes_first(tmp_path: Path) -> None:
    with MockStore() as sound, serving("replay-remembers-the-string") as broken:
        a, b = store(tmp_path, "sound", sound.url), store(tmp_path, "broken", broken)
        done, found = compared(a, b, "--rule", "replay", "--rule", "race", "--rule", "login")
        turned, swapped = compared(b, a, "--rule", "replay", "--rule", "race", "--rule", "login", "-n", "2")
    assert done.code == turned.code == 1, done.said
    first = found["differences"][0]
    assert (first["means"], first["level"], first["rule"]) == ("believes", "must", "storefront.replay")
    assert (first["a"]["verdict"], first["b"]["verdict"]) == ("pass", "fail")
    assert first["a"]["observed"].startswith("refused")
    assert first["b"]["observed"].startswith("accepted")
    assert str(b) in first["b"]["replay"]
    assert first["id"] in done.out.partition("Another verdict")[0]
    judged = [one for one in found["differences"] if one["means"] in ("believes", "judged")]
    assert [one["id"] for one in judged] == [
        one["id"] for one in swapped["differences"] if one["means"] in ("believes", "judged")
    ]
    assert [one["b"]["verdict"] for one in judged] == [
        one["a"]["verdict"] for one in swapped["differences"] if one["means"] in ("believes", "judged")
    ]


def test_the_same_verdict_seen_otherwise_comes_last_and_fails_nothing(tmp_path: Path) -> None:
    with MockStore() as one, MockStore(profile=profile_with({"login.failure.status": 303})) as other:
        done, found = compared(
            store(tmp_path, "one", one.url), store(tmp_path, "other", other.url), "--rule", "channel"
        )
    assert done.code == 0, done.said
    assert {one["means"] for one in found["differences"]} == {"seen"}
    assert "refused (303 to /login.php)" in found["differences"][0]["b"]["observed"]
    assert "The same verdict, seen otherwise" in done.out


def test_what_applies_to_one_alone_is_told(tmp_path: Path) -> None:
    with MockStore(control="on") as one, MockStore() as other:
        a, b = store(tmp_path, "one", one.url), store(tmp_path, "other", other.url)
        a.write_text(a.read_text().replace("[app]", f'control = "{one.url}/_tokenassay"\n[app]', 1))
        done, found = compared(a, b, "--rule", "window", "-k", "control or exactly or boundary or second")
    assert done.code == 0, done.said
    assert {one["means"] for one in found["differences"]} == {"applies"}
    assert found["differences"][0]["b"]["verdict"] == "not-applicable"
    assert "the target file has no control" in done.out


def test_a_store_that_is_not_there_leaves_everything_open(tmp_path: Path) -> None:
    with MockStore() as one:
        a, b = store(tmp_path, "one", one.url), store(tmp_path, "gone", "http://127.0.0.1:9")
        done, found = compared(a, b, "--rule", "cookies")
    assert done.code == 3
    assert found["counts"]["undecided"] == len(found["differences"]) > 0
    assert "gone: " in done.out
    assert "start it" in done.out


def test_two_apps_are_compared_as_well(tmp_path: Path) -> None:
    whole = 'claims["customer"]["id"] if claims["aud"] == "a-client-id" else None'
    a, b = app(tmp_path, "strict", whole), app(tmp_path, "lax", 'claims["customer"]["id"]')
    done, found = compared(a, b, "--rule", "audience")
    assert done.code == 1, done.said
    assert found["differences"][0]["means"] == "believes"
    assert all(one["rule"] == "verifier.audience" for one in found["differences"])
    assert compared(a, a, "--rule", "audience")[0].code == 0


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("app.toml", "store.toml"), "app.toml is a verifier and store.toml a storefront"),
        (("store.toml", "nowhere.toml"), "nowhere.toml"),
        (("store.toml", "store.toml", "--rule", "replays"), "did you mean"),
        (("store.toml",), "Missing argument"),
        (("store.toml", "store.toml", "--reports", "store.toml/x"), "give a folder that can be written"),
    ],
)
def test_what_cannot_be_done_is_said(changed: tuple[str, ...], said: str, tmp_path: Path) -> None:
    store(tmp_path, "store", "http://127.0.0.1:9")
    app(tmp_path, "app", "None")
    done = tokenassay("parity", *changed, cwd=tmp_path)
    assert done.code == 2
    assert said in done.err


@pytest.mark.skipif(not Path("/proc/self").exists(), reason="wants a folder that nobody can write to: /proc")
def test_a_folder_that_cannot_be_written_is_told_before_anybody_is_asked(tmp_path: Path) -> None:
    with MockStore() as one:
        file = store(tmp_path, "one", one.url)
        done = tokenassay("parity", file, file, "--reports", "/proc/self")
        assert len(one.journal) == 0
    assert done.code == 2
    assert "--reports /proc/self: " in done.err
