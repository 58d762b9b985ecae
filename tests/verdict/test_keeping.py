"""What is kept of a browser scenario is masked in every spelling, stays what it was, and goes when it is ours."""

import json
import time
import zipfile
from base64 import b64encode, urlsafe_b64encode
from pathlib import Path
from urllib.parse import quote, quote_plus

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.tokens import login
from harness.verdict.keeping import folder
from harness.verdict.keeping.masks import Masks, masks, telling
from harness.verdict.keeping.trace import scrub
from tests.conftest import scene

SECRET = 'p4ss/wörd+of "jane"'
COOKIE = "0123456789abcdef0123456789abcdef"
JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(),
    lambda inner: st.lists(inner, max_size=4) | st.dictionaries(st.text(), inner, max_size=4),
    max_leaves=20,
)


@pytest.mark.parametrize(
    "told",
    [
        SECRET,
        f"login_pass={quote(SECRET, safe='')}&a=1",
        f"login_pass={quote_plus(SECRET)}",
        f"login_pass={quote(SECRET, safe='').replace('%C3%B6', '%c3%b6').replace('%2F', '%2f')}",
        json.dumps({"pass": SECRET}),
        json.dumps({"pass": SECRET}, ensure_ascii=False),
        SECRET.encode().hex(),
        *[f"Basic {b64encode(f'{user}:{SECRET}'.encode()).decode()}" for user in ("a", "ab", "abc", "")],
        urlsafe_b64encode(SECRET.encode()).decode(),
    ],
)
def test_a_secret_is_masked_in_every_spelling(told: str) -> None:
    shown = masks([SECRET]).text(told)
    assert "[secret]" in shown
    assert not any(form in shown for form in ("p4ss", "w%C3", quote(SECRET), SECRET.encode().hex()[:16]))


@given(st.binary(max_size=40).map(lambda raw: raw.hex()), st.text(max_size=20), st.text(min_size=8, max_size=40))
def test_no_base64_of_a_text_that_holds_a_secret_holds_it_still(before: str, after: str, secret: str) -> None:
    told = b64encode((before + secret + after).encode()).decode()
    middle = b64encode(secret.encode()).decode()
    shown = masks([secret]).text(f"x {told} y")
    assert shown != f"x {told} y"
    assert middle.rstrip("=") not in shown


def test_cookies_are_known_wherever_they_are_written() -> None:
    known = masks([]).knowing([COOKIE, "1", "en-US", "/account.php"])
    assert known.text(f"console: SESSION={COOKIE}; lang=en-US at /account.php 1") == (
        "console: SESSION=0123…; lang=en-US at /account.php 1"
    )
    assert known.values == {COOKIE}
    assert not any(map(telling, ("1", "true", "en-US", "/account.php", "USD")))


def test_credentials_and_cookies_are_cut_whatever_they_are() -> None:
    row = {"name": "Authorization", "value": "Bearer opaque-and-of-no-form"}
    sent = {
        "headers": [row, {"name": "Cookie", "value": "own=any-word-at-all"}],
        "cookies": [{"name": "own", "value": "any-word-at-all"}],
    }
    told = Masks().deep(sent)
    assert [one["value"] for one in told["headers"]] == ["Bearer opaq…", "own=any-…"]
    assert told["cookies"][0]["value"] == "any-…"
    assert Masks().header("x-auth-token", "0123456789abcdef") == "0123…"


@pytest.mark.parametrize("at", ["@", "%40", "&#64;", r"\u0040"])
def test_addresses_of_people_are_masked_and_invented_ones_stay(at: str) -> None:
    assert Masks().text(f"to=jane.doe{at}real-shop.com&") == f"to=j…{at}real-shop.com&"
    assert Masks().text(f"to=alice{at}example.com") == f"to=alice{at}example.com"
    assert Masks().text("https://cdn.example/npm/vue@3.2.1/dist.js") == "https://cdn.example/npm/vue@3.2.1/dist.js"


@pytest.mark.parametrize("told", ["a-", "eyJaaaaaaaa", "a@", "%40", "eyJaaaaaaaa-"])
def test_long_texts_are_masked_in_time(told: str) -> None:
    assert Masks().text(told * 10_000) == told * 10_000


def test_an_address_stays_one_though_a_secret_is_a_word_of_it() -> None:
    known = masks(["tea", "www", "4711"])
    assert known.text("https://www.tea.example/tea?code=4711&x=14711") == (
        "https://www.tea.example/[secret]?code=[secret]&x=14711"
    )
    assert known.text("https://jane:tea@shop.example/") == "https://jane:[secret]@shop.example/"


@given(JSON, st.sampled_from(["a", "true", "1", '"', "\\", "before", "0123456789", "null,null"]))
def test_whatever_is_secret_json_stays_json_of_the_same_shape(value: object, secret: str) -> None:
    told = masks([secret]).deep(value)
    assert json.loads(json.dumps(told)) == told
    assert isinstance(told, type(value)) or isinstance(value, tuple)
    if isinstance(value, list):
        assert len(told) == len(value)


def _trace(path: Path, files: dict[str, bytes]) -> Path:
    with zipfile.ZipFile(path, "w") as out:
        for name, data in files.items():
            out.writestr(name, data)
    return path


def test_a_trace_is_masked_in_all_its_members_and_stays_a_trace(tmp_path: Path) -> None:
    token = login(scene()).wire()
    entry = {"type": "resource-snapshot", "snapshot": {
        "request": {"url": f"http://s/login/token/{token}", "cookies": [{"name": "X", "value": COOKIE}]},
        "response": {
            "headers": [{"name": "Set-Cookie", "value": "Y=another-value-0042; Path=/"}],
            "content": {"_sha1": "ab.html"},
        },
    }}  # fmt: skip
    lines = [
        {"type": "before", "callId": "call@1", "method": "fill", "params": {"value": SECRET}},
        {"type": "frame-snapshot", "snapshot": {"html": ["HTML", {}, ["B", {}, f"it is {COOKIE}"]]}},
    ]
    raw = _trace(tmp_path / "raw.zip", {
        "trace.trace": "\n".join([*map(json.dumps, lines), "{broken", "[" * 100_000, "[" * 600 + "]" * 600]).encode(),
        "trace.network": json.dumps(entry).encode(),
        "resources/ab.html": f"<p>{COOKIE} jane@real-shop.com</p>".encode(),
        "resources/cd.json": json.dumps({"pass": SECRET, "id": 1}).encode(),
        "resources/ef.txt": f"caf\u00e9 {token}".encode("latin-1"),
        "resources/gh.png": b"\x89PNG\0\xff",
        "resources/kl.js": b"x" * 5_000_001,
        "resources/ij.dat": b"\0\xff" + SECRET.encode(),
        "screencast/page-1.jpeg": b"\xff\xd8",
    })  # fmt: skip
    scrub(raw, tmp_path / "clean.zip", masks([SECRET]))
    clean = zipfile.ZipFile(tmp_path / "clean.zip")
    told = {name: clean.read(name) for name in clean.namelist()}
    assert "screencast/page-1.jpeg" not in told
    assert told["resources/gh.png"] == b"\x89PNG\0\xff"
    assert told["resources/kl.js"] == b""
    for data in told.values():
        for hidden in (
            SECRET,
            COOKIE,
            token,
            token.split(".")[1],
            "jane@",
            "another-value-0042",
            json.dumps(SECRET)[1:-1],
        ):
            assert hidden.encode() not in data
    first, second = [json.loads(line) for line in told["trace.trace"].splitlines()]
    assert first == {"type": "before", "callId": "call@1", "method": "fill", "params": {"value": "[secret]"}}
    assert second["snapshot"]["html"] == ["HTML", {}, ["B", {}, "it is 0123…"]]
    assert json.loads(told["resources/cd.json"]) == {"pass": "[secret]", "id": 1}
    assert told["resources/ef.txt"].startswith("caf\u00e9 eyJ".encode("latin-1"))
    assert json.loads(told["trace.network"])["snapshot"]["response"]["content"]["_sha1"] == "ab.html"


def test_each_scenario_has_a_folder_of_its_own_on_each_target(tmp_path: Path) -> None:
    places = [folder.prepared(str(tmp_path), target, "a.b[row/1]") for target in ("one", "two", "two", "../..", "..")]
    assert [one.relative_to(tmp_path).as_posix() for one in places] == [
        "browser/one/a.b-row-1", "browser/two/a.b-row-1", "browser/two/a.b-row-1-2",
        "browser/unnamed/a.b-row-1", "browser/unnamed/a.b-row-1-2",
    ]  # fmt: skip


def test_only_what_was_kept_by_us_is_removed(tmp_path: Path) -> None:
    ours, shared = (folder.prepared(str(tmp_path), "one", name) for name in ("ours", "shared"))
    elsewhere = tmp_path / "elsewhere"
    elsewhere.mkdir()
    for place in (ours, shared, elsewhere):
        for name in ("1.png", "2.json", "12.zip"):
            (place / name).write_text("x")
    (shared / "notes.md").write_text("mine")
    (tmp_path / "browser" / "link").symlink_to(elsewhere)
    folder.swept(tmp_path)
    assert not ours.exists()
    assert [one.name for one in shared.iterdir()] == ["notes.md"]
    assert len(list(elsewhere.iterdir())) == 3
    (shared / "notes.md").unlink()
    (tmp_path / "browser" / "link").unlink()
    folder.swept(tmp_path)
    assert not (tmp_path / "browser").exists()


def test_a_folder_without_our_mark_is_somebody_elses(tmp_path: Path) -> None:
    place = tmp_path / "browser" / "one" / "two"
    place.mkdir(parents=True)
    (place / "1.png").write_text("x")
    folder.swept(tmp_path)
    assert (place / "1.png").exists()


def test_thousands_of_secrets_are_masked_as_quickly_as_ten() -> None:
    secrets = [f"{number * 7919:024x}+/{number}" for number in range(1, 800)]
    known, text = masks(secrets), " ".join(("nothing to hide " * 20, *secrets[::4])) * 4
    started = time.perf_counter()
    masked = known.text(text)
    assert time.perf_counter() - started < 2
    assert masked.count("[secret]") == 4 * len(secrets[::4])
    assert not any(one[-12:] in masked for one in secrets)


@given(st.sets(st.text("ab%2Ff+", min_size=8, max_size=12), min_size=1, max_size=12))
def test_whatever_secrets_begin_alike_each_of_them_is_hidden(secrets: set[str]) -> None:
    known = masks(secrets)
    for one in secrets:
        assert known.text(f". {one} .") == ". [secret] ."
