"""Stores that do what no sound one does: it is told, and never becomes what runs expect of them."""

import tomllib
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.calibrate.bench import Bench
from harness.calibrate.measuring import Calibration, calibrate
from harness.calibrate.registry import Ending, measurements
from harness.cli.calibrating import Request, run
from harness.contract.profile import load
from harness.store.mock import MockStore
from harness.targets.browser.chromium import Chromium
from harness.targets.storefront import StorefrontDriver
from harness.tokens import Draft
from harness.tokens import current as sound
from harness.verdict.storefront.context import StorefrontContext
from tests.cli.command import records, tokenassay
from tests.store.visiting import profile_with

from .stores import SITE, context_of, gaps, values
from .test_command import target

HOUR = {"login.window": 3600, "current.lifetime": 1800}
Headers = list[tuple[bytes, bytes]]


@pytest.fixture
def only(monkeypatch: pytest.MonkeyPatch) -> Callable[..., None]:
    """Let a calibration take the measurements of some lines alone."""

    def those(*keys: str) -> None:
        kept = tuple(one for one in measurements() if set(keys) & set(one.keys))
        assert kept
        monkeypatch.setattr("harness.calibrate.measuring.measurements", lambda: kept)

    return those


@pytest.fixture
def store() -> Iterator[MockStore]:
    with MockStore(profile=profile_with({"current.cors": True})) as standing:
        yield standing


def calibrated(context: StorefrontContext) -> Calibration:
    return calibrate(Bench(context, StorefrontDriver(context.site())), lambda _: None)


def test_a_weakness_is_marked_drives_the_mock_and_is_not_expected(
    only: Callable[..., None], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    only("login.window", "current.lifetime", "current.cached")
    out = tmp_path / "out.toml"
    with MockStore(profile=profile_with(HOUR)) as store:
        file = target(tmp_path, store.url)
        assert run(Request(str(file), out, "observed", force=False)) == 0
        said = capsys.readouterr().out
        done = tokenassay("run", file, "--profile", out, "--reports", tmp_path, "-k", "expired or fifteen_minutes")
    told = said.partition("Unsafe, and marked as lenient")[2]
    assert "login.window: 3600 s old accepted" in told
    assert "current.lifetime" in told
    assert "current.cached" not in told
    lines = tomllib.loads(out.read_text("utf-8"))["facts"]
    assert {key for key, line in lines.items() if line.get("lenient")} == HOUR.keys()
    loaded = load(str(out))
    assert {key: loaded.number(key) for key in HOUR} == HOUR
    assert {key: loaded.judging().fact(key) for key in HOUR} == {key: load().fact(key) for key in HOUR}
    failed = {one["id"] for one in records(tmp_path) if one["verdict"] == "fail"}
    assert done.code == 1, done.said
    assert "storefront.window.refuses[issued-at.expired.60-s]" in failed
    assert "storefront.current-customer.gives-a-life-of-fifteen-minutes" in failed


@pytest.mark.parametrize(
    ("lines", "key"), [({"login.window": 90_000}, "login.window"), ({"login.future": 4000}, "login.future")]
)
def test_what_has_no_end_is_unsafe(lines: dict[str, Any], key: str, only: Callable[..., None]) -> None:
    only(key)
    with MockStore(profile=profile_with(lines)) as store:
        found = calibrated(context_of(store))
    assert "is still accepted" in gaps(found, Ending.ALARM)[key]


def reflecting(origin: str, *more: tuple[bytes, bytes]) -> Callable[[Any, Any], Headers]:
    return lambda scope, front: [(b"access-control-allow-origin", origin.encode()), *more]


LET_IN = (b"access-control-allow-credentials", b"true")


@pytest.mark.parametrize(
    ("headers", "expected"),
    [
        (reflecting(SITE, LET_IN), True),
        (reflecting(SITE), False),
        (reflecting(SITE, (b"access-control-allow-credentials", b"false")), False),
        (reflecting("*", LET_IN), False),
        (reflecting("https://elsewhere.example"), False),
        (reflecting("https://elsewhere.example", LET_IN), None),
    ],
    ids=["own", "own-bare", "own-false", "star", "foreign-bare", "foreign"],
)
def test_who_may_read_current_jwt_is_told_as_browsers_see_it(
    headers: Callable[[Any, Any], Headers],
    expected: bool | None,
    store: MockStore,
    only: Callable[..., None],
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    only("current.cors")
    monkeypatch.setattr("harness.store.current.cors", headers)
    found = calibrated(context_of(store))
    assert values(found).get("current.cors") is expected
    assert ("ANY OTHER SITE" in gaps(found, Ending.ALARM).get("current.cors", "")) == (expected is None)


def test_without_its_own_site_nothing_is_said_of_who_may_read(store: MockStore, only: Callable[..., None]) -> None:
    only("current.cors")
    found = calibrated(context_of(store, embedding_origin=None))
    assert "embedding_origin" in gaps(found, Ending.MOOT)["current.cors"]
    assert "current.content-type" in values(found)


@pytest.mark.parametrize("odd", [["HS256"], {}, 7, None], ids=repr)
def test_a_token_whose_algorithm_is_no_name_is_left_out(
    odd: object, store: MockStore, only: Callable[..., None], monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(*given: Any) -> Draft:
        return sound(*given).head(alg=odd)

    only("current.algorithm")
    monkeypatch.setattr("harness.store.current.current", made)
    found = calibrated(context_of(store))
    assert "its MAC does not verify" in gaps(found, Ending.UNCLEAR)["current.algorithm"]


def test_no_browser_is_started(
    store: MockStore, only: Callable[..., None], tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    started: list[Chromium] = []
    only("login.jti.single-use")
    monkeypatch.setattr(Chromium, "start", started.append)
    file = target(tmp_path, store.url)
    file.write_text(file.read_text("utf-8").replace("[app]", 'driver = "browser"\n[app]'), "utf-8")
    assert run(Request(str(file), tmp_path / "out.toml", "observed", force=False)) == 0
    assert started == []
