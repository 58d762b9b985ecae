"""What ``tokenassay merge`` takes, what it refuses and how it says so, and what it brings along."""

import json
import shutil
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.cli.errors import UsageError
from harness.cli.merging import merge
from harness.suite.planning import plan_of
from harness.verdict.keeping import folder
from harness.verdict.plan import digest_of
from tests.cli.command import results, tokenassay
from tests.cli.sharded import BROKEN, altered, shards, verdicts

SMALL = ("--rule", "version", "--rule", "crit")
PNG = b"\x89PNG\r\n\x1a\n" + bytes(8) + (4).to_bytes(4, "big") + (3).to_bytes(4, "big")
Change = Callable[[dict[str, Any]], object]


@pytest.fixture(scope="module")
def parts(tmp_path_factory: pytest.TempPathFactory) -> list[Path]:
    return shards(tmp_path_factory.mktemp("parts"), 2, BROKEN, *SMALL)


def merged(folder: Path, *places: Path) -> int:
    return merge([str(one) for one in places], folder / "merged", "")


def as_whole(name: str) -> Change:
    """Make shard 1 a whole run of a target called ``name``."""

    def change(found: dict[str, Any]) -> None:
        del found["shard"]
        (target,), (planned,) = found["targets"], found["plan"]["targets"]
        target["name"] = planned["name"] = name
        ids = [one["id"] for one in target["scenarios"]]
        planned.update(scenarios=len(ids), ids=digest_of(ids))

    return change


def put(*path: Any) -> Change:
    """Set a value, the last of ``path``, at the place that the others name."""

    def change(found: Any) -> None:
        *above, key, value = path
        for step in above:
            found = found[step]
        found[key] = value

    return change


def planned(key: str, value: Any) -> Change:
    return put("plan", "targets", 0, key, value)


@pytest.mark.parametrize(
    ("change", "said"),
    [
        (put("seed", 7), "--seed is 0 in"),
        (put("profile", "documented"), "--profile is observed in"),
        (put("plan", "profile", "ab" * 32), "--profile is observed in"),
        (put("plan", "strict", True), "--strict is off in"),
        (put("tokenassay", "0.0.9"), "the version of tokenassay is"),
        (planned("content", "0"), "broken-app: the target file, or what is kept beside it, is another one in"),
        (planned("role", "issuer"), "broken-app: the target file, or what is kept beside it, is another one in"),
        (planned("browser", True), "broken-app: --browser is another in"),
        (planned("selection", "-k one"), "the selection is another (-k one, not --rule crit --rule version)"),
        (planned("ids", "0"), "the same selection found other scenarios"),
        (put("shard", "2/3"), "is shard 1 of 2 of broken-app, and"),
        (put("shard", "1/2"), "are both shard 1 of 2 of broken-app; give one of them"),
        (put("shard", "3/2"), "there is no such part"),
        (put("schema", "tokenassay/results/9"), "the schema is 'tokenassay/results/9'"),
        (put("plan", None), "only runs of `tokenassay run` can be merged"),
        (put("started", "yesterday"), "yesterday"),
        (put("seconds", 1e300), "run it again"),
        (put("targets", 0, "name", "other"), "its targets are not those of its plan"),
        (put("targets", 0, "scenarios", 0, "verdict", "fine"), "targets.0.scenarios.0.verdict"),
        (put("targets", 0, "scenarios", 0, "id", 5), "targets.0.scenarios.0.id"),
        (put("targets", 0, "scenarios", 0, "id", "verifier.version.made-up"), "are not those that were selected"),
        (lambda found: found.pop("targets"), "is not a results.json of tokenassay: targets"),
    ],
)
def test_a_part_that_does_not_fit_is_told(parts: list[Path], tmp_path: Path, change: Change, said: str) -> None:
    with pytest.raises(UsageError) as error:
        merged(tmp_path, parts[0], altered(parts[1], tmp_path / "other", change))
    assert said in str(error.value)
    assert not (tmp_path / "merged").exists()


def test_two_verdicts_for_one_scenario_are_told_by_its_id(parts: list[Path], tmp_path: Path) -> None:
    taken = results(parts[0])["targets"][0]["scenarios"][0]["id"]
    other = altered(parts[1], tmp_path / "other", put("targets", 0, "scenarios", 0, "id", taken))
    with pytest.raises(UsageError, match="has a verdict in .* and another in") as error:
        merged(tmp_path, parts[0], other)
    assert taken in str(error.value)


def test_more_verdicts_than_a_shard_was_dealt_are_told(parts: list[Path], tmp_path: Path) -> None:
    def one_more(found: dict[str, Any]) -> None:
        scenarios = found["targets"][0]["scenarios"]
        scenarios.append({**scenarios[0], "id": "verifier.version.made-up"})

    with pytest.raises(UsageError, match="verdicts in place of"):
        merged(tmp_path, parts[0], altered(parts[1], tmp_path / "other", one_more))


def test_the_command_names_what_is_missing_and_what_is_there_twice(parts: list[Path], tmp_path: Path) -> None:
    done = tokenassay("merge", parts[0], "--reports", tmp_path / "out")
    assert done.code == 2
    assert "broken-app: shard 2/2 is missing; run it as the others were, with --shard 2/2" in done.err
    assert not (tmp_path / "out").exists()
    first = altered(parts[0], tmp_path / "first", put("shard", "1/900000"))
    with pytest.raises(UsageError, match="shards 2/900000, .*, 11/900000 and 899989 more are missing; run them"):
        merged(tmp_path, first)
    with pytest.raises(UsageError, match="are both shard 2 of 2 of broken-app"):
        merged(tmp_path, *parts, parts[1])


@pytest.mark.parametrize("place", ["nowhere", "", "text.json", "list.json", "deep.json"])
def test_what_is_no_run_is_told(parts: list[Path], tmp_path: Path, place: str) -> None:
    (tmp_path / "text.json").write_bytes(b"\xff not json")
    (tmp_path / "list.json").write_text("[]")
    (tmp_path / "deep.json").write_text("[" * 100_000)
    with pytest.raises(UsageError, match="come to its end|not a results.json"):
        merged(tmp_path, parts[0], tmp_path / place)


def test_a_part_is_not_written_over(parts: list[Path]) -> None:
    with pytest.raises(UsageError, match="give another folder"):
        merge([str(one / "results.json") for one in parts], parts[0], "")
    assert results(parts[0])["shard"] == "1/2"


def test_whole_runs_of_several_targets_are_merged_and_those_of_one_are_not(parts: list[Path], tmp_path: Path) -> None:
    wholes = [altered(parts[0], tmp_path / name, as_whole(name)) for name in ("orders", "returns")]
    assert merged(tmp_path, *wholes, *parts) == 0
    found = results(tmp_path / "merged")
    assert [target["name"] for target in found["targets"]] == ["orders", "returns", "broken-app"]
    assert found["merged"] == ["orders", "returns", "broken-app 1/2", "broken-app 2/2"]
    other = altered(parts[0], tmp_path / "again", as_whole("orders"))
    with pytest.raises(UsageError, match="are both a whole run of orders"):
        merged(tmp_path, wholes[0], other)
    with pytest.raises(UsageError, match="is a whole run of broken-app, and .*; give the parts of one run only"):
        merged(tmp_path, altered(parts[0], tmp_path / "broken", as_whole("broken-app")), *parts)


def test_a_merged_run_can_be_merged_with_another_target(parts: list[Path], tmp_path: Path) -> None:
    assert merged(tmp_path, *parts) == 0
    (tmp_path / "merged").rename(tmp_path / "first")
    assert merged(tmp_path, tmp_path / "first", altered(parts[0], tmp_path / "orders", as_whole("orders"))) == 0
    assert [len(target) for target in verdicts(tmp_path / "merged")] == [
        len(verdicts(tmp_path / "first")[0]), len(verdicts(parts[0])[0]),
    ]  # fmt: skip
    twice = altered(tmp_path / "merged", tmp_path / "both", lambda _: None)
    with pytest.raises(UsageError, match="broken-app is in .* and in .*, which are of different runs"):
        merged(tmp_path / "x", twice, *parts)


def test_a_target_that_one_shard_did_not_reach_is_open(parts: list[Path], tmp_path: Path) -> None:
    def down(found: dict[str, Any]) -> None:
        found["targets"][0]["scenarios"] = []
        found["plan"]["targets"][0].update(scenarios=0, ids="")

    assert merged(tmp_path, altered(parts[0], tmp_path / "down", down), parts[1]) == 3
    (target,) = results(tmp_path / "merged")["targets"]
    assert target["verdict"] == "inconclusive"
    assert target["reason"].startswith("shard 1 of 2 has no verdict on")


def test_parts_of_which_none_knows_how_many_scenarios_there_are_make_no_whole(
    parts: list[Path], tmp_path: Path
) -> None:
    def cut_off(found: dict[str, Any]) -> None:
        found["plan"]["targets"][0].update(scenarios=0, ids="")

    assert merged(tmp_path, *(altered(part, tmp_path / part.name, cut_off) for part in parts)) == 3
    (target,) = results(tmp_path / "merged")["targets"]
    assert target["reason"].startswith("shard 1 of 2 was stopped before its end; shard 2 of 2 was")


def test_the_time_of_a_merged_run_is_from_the_first_beginning_to_the_last_end(
    parts: list[Path], tmp_path: Path
) -> None:
    times = [("2027-01-01T10:00:00Z", 5.0), ("2027-01-01T09:59:50Z", 2.0)]
    changed = [
        altered(part, tmp_path / str(number), lambda found, when=when: found.update(started=when[0], seconds=when[1]))
        for number, (part, when) in enumerate(zip(parts, times, strict=True))
    ]
    assert merged(tmp_path, *changed) == 0
    found = results(tmp_path / "merged")
    assert (found["started"], found["seconds"]) == ("2027-01-01T09:59:50Z", 15.0)


def pictured(part: Path, to: Path, text: bytes) -> Path:
    """Return a copy of ``part`` whose first scenario left a picture and a log, under the same name in each part."""
    kept = {"window": "alice's", "picture": "browser/broken-app/x/1.png", "log": "browser/broken-app/x/1.json"}
    copy = altered(part, to, put("targets", 0, "scenarios", 0, "artefacts", [kept]))
    place = folder.prepared(str(copy), "broken-app", "x")
    (place / "1.png").write_bytes(PNG + text)
    (place / "1.json").write_text(json.dumps({"console": [{"kind": "log", "text": text.decode()}]}))
    return copy


def test_what_browsers_left_comes_along_and_is_shown(parts: list[Path], tmp_path: Path) -> None:
    texts = [b"one", b"two"]
    copies = [pictured(part, tmp_path / text.decode(), text) for part, text in zip(parts, texts, strict=True)]
    assert merged(tmp_path, *copies) == 0
    out = tmp_path / "merged"
    kept = [one["artefacts"][0] for one in results(out)["targets"][0]["scenarios"] if "artefacts" in one]
    assert [(out / one["picture"]).read_bytes() for one in kept] == [PNG + text for text in texts]
    page = (out / "report.html").read_text("utf-8")
    assert page.count("data:image/png;base64,") == 2
    assert all(one["log"] in page for one in kept)
    shutil.rmtree(tmp_path / "one" / "browser")
    assert merged(tmp_path, *copies) == 0, "what a run before left is swept away"
    assert len(list((out / "browser").rglob("*.png"))) == 1


def test_files_that_are_not_there_or_elsewhere_are_told_and_not_copied(
    parts: list[Path], tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    copies = [pictured(part, tmp_path / part.name, b"x") for part in parts]
    (copies[0] / "browser/broken-app/x/1.png").unlink()
    (tmp_path / "private").write_text("private")
    log = copies[1] / "browser/broken-app/x/1.json"
    log.unlink()
    log.symlink_to(tmp_path / "private")
    assert merged(tmp_path, *copies) == 0
    assert "2 files of browser scenarios are not there; copy the whole folders" in capsys.readouterr().err
    found = [path.name for path in (tmp_path / "merged" / "browser").rglob("*.*") if path.is_file()]
    assert sorted(found) == [".tokenassay", "1.json", "1.png"]
    kept = [
        one["artefacts"][0] for one in results(tmp_path / "merged")["targets"][0]["scenarios"] if "artefacts" in one
    ]
    assert [sorted(one) for one in kept] == [["log", "window"], ["picture", "window"]]


@pytest.mark.parametrize("order", ["1", "2", "3"])
def test_a_target_file_is_known_by_what_it_says_without_its_secrets(tmp_path: Path, order: str) -> None:
    import os
    import subprocess
    import sys

    store = BROKEN.with_name("broken-store.toml")
    code = "import sys; from tests.cli.test_merge import content; print(content(sys.argv[1]))"
    env = {**os.environ, "PYTHONHASHSEED": order}
    command = [sys.executable, "-c", code, str(store)]
    told = subprocess.run(command, capture_output=True, text=True, check=True, env=env, cwd=BROKEN.parents[2])
    assert told.stdout.strip() == content(store), "in every process"
    text = BROKEN.read_text()
    (tmp_path / "other.toml").write_text("# a word\n" + text.replace("facade01", "facade02"))
    assert content(tmp_path / "other.toml") == content(BROKEN)
    (tmp_path / "other.toml").write_text(text.replace("status = [200]", "status = [204]"))
    assert content(tmp_path / "other.toml") != content(BROKEN)


def content(file: Path | str) -> str:
    return plan_of((str(file),), "", "observed", strict=False, browser=False).targets[0].content
