"""The command: what it writes, what it says, how it ends, and that what it writes drives the mock."""

import re
import tomllib
from pathlib import Path
from typing import Any

import pytest

from harness.contract.profile import load
from harness.store.mock import MockStore
from tests.cli.command import Done, tokenassay
from tests.cli.test_run import target_file
from tests.store.visiting import profile_with

from .stores import HIDDEN, SITE, serving, wanted

NO_PROC = pytest.mark.skipif(not Path("/proc/self").exists(), reason="wants a folder that nobody can write to: /proc")


def target(folder: Path, url: str, name: str = "store.toml", **changes: str) -> Path:
    path = folder / name
    text = target_file(url, **changes).replace("[app]", f'peer = "127.0.0.1"\nembedding_origin = "{SITE}"\n[app]')
    path.write_text(text, "utf-8")
    return path


def facts(path: Path) -> dict[str, Any]:
    return {key: line["value"] for key, line in tomllib.loads(path.read_text("utf-8"))["facts"].items()}


def undated(path: Path) -> str:
    return re.sub(r'source = ".*" }', "", path.read_text("utf-8"))


@pytest.fixture(scope="module")
def first(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    """Calibrate a store with every hidden setting, once."""
    folder = tmp_path_factory.mktemp("first")
    with MockStore(profile=profile_with(HIDDEN)) as store:
        done = tokenassay("calibrate", target(folder, store.url), cwd=folder)
    return done, folder / "a-store.profile.toml"


def test_what_was_measured_is_written_with_day_store_and_evidence(first: tuple[Done, Path]) -> None:
    done, path = first
    assert done.code == 0, done.said
    found = tomllib.loads(path.read_text("utf-8"))
    as_listed = {key: list(value) if isinstance(value, tuple) else value for key, value in wanted(HIDDEN).items()}
    assert facts(path) == as_listed
    assert found["name"] == "a-store"
    for line in found["facts"].values():
        assert line["standing"] == "observed"
        assert re.match(r"127\.0\.0\.1, 20\d\d-\d\d-\d\d: \w", line["source"])


def test_differences_are_marked_with_what_the_profile_says(first: tuple[Done, Path]) -> None:
    done, _ = first
    marked = dict(re.findall(r"^≠ (\S+) +(.+?)$", done.out, re.MULTILINE))
    assert marked.keys() == HIDDEN.keys()
    assert re.fullmatch(r"45 +30 \(documented\)", marked["login.window"])
    assert "45 s old accepted, 46 s old refused" in done.out
    assert "load it with --profile a-store.profile.toml" in done.out


def test_no_secret_and_no_token_is_told(first: tuple[Done, Path]) -> None:
    done, path = first
    for text in (done.said, path.read_text("utf-8")):
        assert "5and6ox-l0yalty" not in text
        assert "eyJ" not in text
        assert "@example.com" not in text


def test_the_mock_that_loads_it_is_calibrated_to_the_same(first: tuple[Done, Path], tmp_path: Path) -> None:
    _, path = first
    again = tmp_path / "again.toml"
    with MockStore(profile=load(str(path))) as store:
        done = tokenassay("calibrate", target(tmp_path, store.url), "--out", again)
    assert done.code == 0, done.said
    assert undated(again) == undated(path)


def test_a_run_expects_what_was_measured(first: tuple[Done, Path], tmp_path: Path) -> None:
    rules = ("--rule", "login", "--rule", "current-customer", "--rule", "race")
    done = tokenassay("run", "--profile", first[1], "--reports", tmp_path, *rules)
    assert done.code == 0, done.said


def test_a_file_that_is_there_is_replaced_only_when_told(first: tuple[Done, Path], tmp_path: Path) -> None:
    out = tmp_path / "mine.toml"
    out.write_text("mine", "utf-8")
    with MockStore() as store:
        file = target(tmp_path, store.url)
        refused = tokenassay("calibrate", file, "--out", out)
        assert len(store.journal) == 0
        assert (refused.code, out.read_text("utf-8")) == (2, "mine")
        assert "--force" in refused.err
        forced = tokenassay("calibrate", file, "--out", out, "--force", "--profile", first[1])
    assert forced.code == 0, forced.said
    assert facts(out)["login.window"] == 30
    assert re.search(r"^≠ login.window +30 +45 \(observed\)$", forced.out, re.MULTILINE)


@pytest.mark.filterwarnings("ignore::jwt.InsecureKeyLengthWarning")
@pytest.mark.parametrize(
    ("name", "said"), [("always-refuses", "a valid token is refused"), ("", "app.client_secret"), (None, "start it")]
)
def test_nothing_is_written_of_a_store_that_lets_nobody_in(name: str | None, said: str, tmp_path: Path) -> None:
    if name is None:
        done = tokenassay("calibrate", target(tmp_path, "http://127.0.0.1:9"), cwd=tmp_path)
    else:
        changes = {} if name else {"secret": "another-secret"}
        with serving(name) as url:
            done = tokenassay("calibrate", target(tmp_path, url, **changes), cwd=tmp_path)
    assert done.code == 3
    assert said in done.err
    assert "no profile written" in done.err
    assert [path.name for path in tmp_path.iterdir()] == ["store.toml"]


def test_what_was_left_out_is_said_and_ends_with_3(tmp_path: Path) -> None:
    lines = {"login.failure.location": "https://elsewhere.example/login.php"}
    with MockStore(profile=profile_with(lines)) as store:
        done = tokenassay("calibrate", target(tmp_path, store.url), "--out", tmp_path / "out.toml")
    assert done.code == 3
    assert "Not measured, and left out of the profile" in done.out
    assert "login.failure.location: the answer leads to another origin" in done.out
    assert "login.failure.location" not in facts(tmp_path / "out.toml")


@pytest.mark.parametrize(
    ("changed", "said"),
    [
        (("nowhere.toml",), "nowhere.toml"),
        (("app.toml",), 'role = "storefront"'),
        (("store.toml", "--profile", "nothing"), "profile 'nothing'"),
        (("store.toml", "--out", "no/folder.toml"), "there is no folder no"),
        pytest.param(("store.toml", "--out", "/proc/a.toml"), "--out /proc/a.toml: ", marks=NO_PROC),
        (("far.toml",), "sandbox = true"),
        ((), "Missing argument"),
    ],
)
def test_what_cannot_be_done_is_said(changed: tuple[str, ...], said: str, tmp_path: Path) -> None:
    target(tmp_path, "http://127.0.0.1:9")
    target(tmp_path, "https://store.example", "far.toml")
    app = """
role = "verifier"
[app]
client_id = "a"
client_secret = "b"
store_hash = "c"
[send]
url = "http://127.0.0.1:9/{token}"
[accepted]
status = [200]
"""
    (tmp_path / "app.toml").write_text(app, "utf-8")
    done = tokenassay("calibrate", *changed, cwd=tmp_path)
    assert done.code == 2
    assert said in done.err
