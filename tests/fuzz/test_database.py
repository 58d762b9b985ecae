"""Where examples are kept: shared by whoever names the same place, apart for other targets, and left out once gone."""

import shutil
from collections.abc import Iterator
from pathlib import Path

import pytest
from rich.console import Console

from harness.fuzz.database import DatabaseError, open_database, shown
from harness.fuzz.hunt import Hunt
from harness.fuzz.tally import Budget, Tally
from harness.report.fuzz_view import FuzzView
from harness.suite.fuzzing.tallies import as_json, from_json
from tests.fuzz.test_hunt import Numbers
from tests.store.shared.redis_server import RedisServer

PASSWORD = "only-here-and-nowhere-else"


@pytest.fixture
def redis(tmp_path: Path) -> Iterator[RedisServer]:
    server = RedisServer(tmp_path, "--requirepass", PASSWORD)
    yield server
    server.kill()


def url(server: RedisServer, password: str = PASSWORD) -> str:
    return server.url.replace("//", f"//:{password}@")


def large(number: int) -> str:
    return "r.large" if number >= 500 else ""


def hunt(place: str, target: str = "app", budget: int = 1) -> Tally:
    return Hunt([Numbers(large)], Budget(budget), database=open_database(place, target)).run()


def test_a_redis_is_shared_by_hunts_of_one_target(redis: RedisServer) -> None:
    assert hunt(url(redis), budget=300).finds
    assert [(find.example, find.examples) for find in hunt(url(redis)).finds] == [(500, 0)]
    assert not hunt(url(redis), "another").finds


def test_a_hunt_goes_on_without_a_redis_that_goes_away_and_says_so_once(redis: RedisServer) -> None:
    probe = Numbers(large)
    said: list[str] = []

    def told(tally: Tally) -> None:
        if tally.examples == 20:
            redis.kill()
        said.append(tally.lost)

    tally = Hunt([probe], Budget(700), database=open_database(url(redis), "app"), told=told).run()
    assert (tally.examples, [find.example for find in tally.finds]) == (700, [500])
    assert tally.lost.startswith(f"{redis.url} is gone")
    assert PASSWORD not in tally.lost
    assert "" in said
    assert tally.lost in said
    assert not Hunt([probe], Budget(1), tally=from_json(as_json(tally))).run().lost


def test_what_is_lost_is_shown_once_by_however_many_lanes() -> None:
    console = Console(record=True, width=200, force_terminal=False)
    lanes = {name: Tally(lost="redis://somewhere/0 is gone") for name in "12"}
    with FuzzView(console, 10, 0) as view:
        view.show(lanes)
        view.show(lanes)
    assert console.export_text().count("redis://somewhere/0 is gone") == 1


@pytest.mark.parametrize("password", ["wrong-password", ""])
def test_a_redis_that_lets_nobody_in_is_told_without_the_password(redis: RedisServer, password: str) -> None:
    with pytest.raises(DatabaseError) as caught:
        open_database(url(redis, password), "app")
    assert redis.url in str(caught.value)
    assert "start one, or say none" in str(caught.value)
    assert "wrong-password" not in str(caught.value)


def test_a_place_is_shown_without_its_password() -> None:
    assert shown("redis://user:geheim@redis.example:6379/0") == "redis://redis.example:6379/0"
    assert shown("redis://:ge/heim@redis.example:6379/0") == "redis://redis.example:6379/0"
    assert shown("redis://redis.example:6379/0?password=geheim") == "redis://redis.example:6379/0"
    assert shown(".tokenassay/examples") == ".tokenassay/examples"


def test_an_address_that_is_none_is_told_without_any_piece_of_it() -> None:
    with pytest.raises(DatabaseError) as caught:
        open_database("redis://:ge/heim@redis.example:6379/0", "app")
    assert str(caught.value) == (
        "redis://redis.example:6379/0: that is no address; give redis://HOST:PORT/DATABASE, or none"
    )


def test_a_folder_that_goes_away_ends_no_hunt(tmp_path: Path) -> None:
    place = tmp_path / "examples"

    def told(tally: Tally) -> None:
        if tally.examples == 1 and place.is_dir():
            shutil.rmtree(place)
            place.write_text("no folder any more")

    tally = Hunt([Numbers(large)], Budget(300), database=open_database(str(place), "app"), told=told).run()
    assert [find.example for find in tally.finds] == [500]


def test_the_folder_of_its_own_is_kept_out_of_git(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    assert hunt(".tokenassay/examples", budget=300).finds
    assert (tmp_path / ".tokenassay" / ".gitignore").read_text("utf-8") == "*\n"
    assert hunt(".tokenassay/examples").finds
    assert not (tmp_path / ".hypothesis").exists()


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("")
    with pytest.raises(DatabaseError, match="give a folder that can be written, or none"):
        open_database(str(tmp_path / "file" / "examples"), "app")
