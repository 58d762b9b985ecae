"""A run in shards, merged, is the run as a whole: each verdict once, the same findings, the same exit code."""

import signal
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import pytest

from harness.store.mock import MockStore
from tests.cli.command import Done, results, tokenassay
from tests.cli.sharded import BROKEN, heard, run, shards, summed_up, verdicts
from tests.cli.stopping import begun, killed
from tests.cli.test_run import FORMATS, target_file

SMALL = ("--rule", "audience", "--rule", "scope")
ONE = ("-k", "refuses[another.made-up", "--rule", "audience")


@dataclass(frozen=True, slots=True)
class Both:
    """One run as a whole and in shards. ``folder`` holds ``whole``, ``merged`` and the shards."""

    folder: Path
    whole: Done
    merged: Done
    parts: list[Path]


def both(folder: Path, total: int, *args: str | Path) -> Both:
    whole = run(folder / "whole", *args)
    parts = shards(folder, total, *args)
    merged = tokenassay("merge", *reversed(parts), "--reports", folder / "merged")
    return Both(folder, whole, merged, parts)


@pytest.fixture(scope="module")
def broken(tmp_path_factory: pytest.TempPathFactory) -> Both:
    return both(tmp_path_factory.mktemp("broken"), 3, BROKEN)


@pytest.fixture(scope="module")
def store() -> Iterator[MockStore]:
    with MockStore(control="on") as store:
        yield store


@pytest.fixture
def file(store: MockStore, tmp_path: Path) -> Path:
    path = tmp_path / "store.toml"
    path.write_text(target_file(store.url))
    return path


def test_a_broken_app_in_shards_is_the_whole_of_it(broken: Both) -> None:
    whole, merged = broken.folder / "whole", broken.folder / "merged"
    assert broken.whole.code == broken.merged.code == 1, broken.merged.said
    assert verdicts(merged) == verdicts(whole)
    assert summed_up(merged) == summed_up(whole)
    assert "broken-app (verifier) violates: verifier.audience" in broken.merged.out


def test_scenarios_are_dealt_out_in_the_order_in_which_they_run(broken: Both) -> None:
    (whole,) = verdicts(broken.folder / "whole")
    for number, part in enumerate(broken.parts):
        assert verdicts(part) == [whole[number::3]]


def test_a_merged_run_has_every_report_and_tells_each_verdict_once(broken: Both) -> None:
    merged = broken.folder / "merged"
    assert sorted(path.name for path in merged.iterdir()) == sorted(FORMATS)
    (whole,) = verdicts(broken.folder / "whole")
    events = list(heard(merged))
    told = Counter(one["scenario"]["id"] for one in events if one["event"] == "scenario-finished")
    assert told == Counter(name for name, _ in whole)
    assert [one["event"] for one in events if one["event"] != "scenario-finished"] == [
        "run-started", "target-started", "target-finished", "run-finished",
    ]  # fmt: skip
    assert (merged / "junit.xml").read_text("utf-8").count("<testcase") == len(whole)
    assert results(merged)["merged"] == ["broken-app 3/3", "broken-app 2/3", "broken-app 1/3"]
    assert "%" not in broken.merged.out.partition("rule ")[0], "nothing is run that takes its time"


def test_a_shard_says_that_it_is_one_and_what_the_whole_is(broken: Both) -> None:
    plans = [results(part)["plan"] for part in broken.parts]
    assert [results(part)["shard"] for part in broken.parts] == ["1/3", "2/3", "3/3"]
    assert plans[0] == plans[1] == plans[2] == results(broken.folder / "merged")["plan"]
    assert plans[0]["targets"][0]["scenarios"] == len(verdicts(broken.folder / "whole")[0])
    assert "<h1>Shard 2 of 3: broken-app violates" in (broken.parts[1] / "report.html").read_text("utf-8")
    merged = (broken.folder / "merged" / "report.html").read_text("utf-8")
    assert "<h1>broken-app violates" in merged
    assert "<dt>Merged from</dt><dd>3 runs</dd>" in merged
    assert "shard" not in results(broken.folder / "whole")
    assert next(heard(broken.parts[1]))["shard"] == "2/3"


def test_two_targets_with_a_selection_and_workers_in_one_shard(file: Path, tmp_path: Path) -> None:
    whole, merged, parts = tmp_path / "whole", tmp_path / "merged", [tmp_path / "one", tmp_path / "two"]
    codes = {run(whole, BROKEN, file, *SMALL).code}
    run(parts[0], BROKEN, file, *SMALL, "--shard", "1/2", "-n", "2")
    run(parts[1], BROKEN, file, *SMALL, "--shard", "2/2")
    codes |= {tokenassay("merge", *parts, "--reports", merged).code}
    assert codes == {1}
    assert [sorted(target) for target in verdicts(merged)] == [sorted(target) for target in verdicts(whole)]
    assert all(len(target) > 2 for target in verdicts(merged))
    for ours, theirs in zip(summed_up(merged), summed_up(whole), strict=True):
        assert [one["rule"] for one in ours.pop("findings")] == [one["rule"] for one in theirs.pop("findings")]
        assert ours == theirs


def test_the_embedded_store_in_shards_conforms(tmp_path: Path) -> None:
    found = both(tmp_path, 2, "--rule", "scope")
    assert found.whole.code == found.merged.code == 0, found.merged.said
    assert verdicts(tmp_path / "merged") == verdicts(tmp_path / "whole")
    assert summed_up(tmp_path / "merged") == summed_up(tmp_path / "whole")


def test_a_shard_with_nothing_to_run_is_not_green_and_the_whole_does_not_suffer(tmp_path: Path) -> None:
    parts = shards(tmp_path, 2, BROKEN, *ONE)
    idle = [Done(results(parts[1])["exit_code"], (parts[1] / "report.html").read_text("utf-8"), "")]
    idle.append(run(parts[1], BROKEN, *ONE, "--shard", "2/2", "-n", "1"))
    for done in idle:
        assert done.code == 3
        assert "inconclusive: shard 2 of 2 has nothing to run: the selection has only 1 scenario" in done.out
    merged = tokenassay("merge", *parts, "--reports", tmp_path / "merged")
    assert merged.code == 1, merged.said
    assert [verdict for _, verdict in verdicts(tmp_path / "merged")[0]] == ["fail"]


def test_a_selection_of_nothing_is_wrong_in_a_shard_too(tmp_path: Path) -> None:
    done = run(tmp_path, BROKEN, "-k", "no-such-scenario", "--shard", "1/3")
    assert done.code == 2
    assert "nothing was selected" in done.err


@pytest.mark.parametrize(
    ("shard", "said"),
    [
        ("0/5", "--shard 0/5: there is no such part; they are 1/5 to 5/5"),
        ("6/5", "they are 1/5 to 5/5"),
        ("a/b", "such as 2/5"),
        ("2", "such as 2/5"),
        ("", "--shard '': write which part of how many"),
    ],
)
def test_a_shard_that_is_none_is_told(tmp_path: Path, shard: str, said: str) -> None:
    done = tokenassay("run", "--reports", tmp_path / "out", "--shard", shard)
    assert done.code == 2
    assert said in done.err
    assert not (tmp_path / "out").exists()


def test_variables_of_other_tools_do_not_make_a_run_a_shard(tmp_path: Path) -> None:
    env = {"TEST_TOTAL_SHARDS": "2", "TEST_SHARD_INDEX": "0"}
    done = tokenassay("run", "--rule", "scope", "--reports", tmp_path, env=env)
    assert done.code == 0
    assert "shard" not in done.out


def test_known_failures_are_excused_and_idle_entries_found_when_all_is_there(broken: Both, tmp_path: Path) -> None:
    entry = '[[expect]]\nscenario = "{}"\nverdict = "fail"\nreason = "borne for now"\n'
    known, idle = tmp_path / "known.toml", tmp_path / "idle.toml"
    known.write_text(entry.format("verifier.audience.*"))
    idle.write_text(entry.format("verifier.audience.*") + entry.format("verifier.issuer.*"))
    shard = run(tmp_path / "part", BROKEN, "--shard", "3/3", "--expect", idle)
    assert shard.code == 0, shard.said
    assert "found by `tokenassay merge --expect`" in shard.out
    parts = (*broken.parts[:2], tmp_path / "part")
    assert tokenassay("merge", *parts, "--reports", tmp_path / "out", "--expect", known).code == 0
    done = tokenassay("merge", *parts, "--reports", tmp_path / "out", "--expect", idle)
    assert done.code == 1
    assert "not so: verifier.issuer.* = fail" in done.out


def test_a_shard_that_was_stopped_is_no_green_whole_until_it_is_gone_on_with(file: Path, tmp_path: Path) -> None:
    rules = ("--rule", "signature", "--rule", "algorithm")
    parts = [tmp_path / "one", tmp_path / "two"]
    assert "go on with" in killed(begun(file, *rules, "--reports", parts[0], "--shard", "1/2"), signal.SIGINT)
    assert run(parts[1], file, *rules, "--shard", "2/2").code == 0
    done = tokenassay("merge", *parts, "--reports", tmp_path / "out")
    assert done.code == 3, done.said
    assert "a-store: shard 1 of 2 has no verdict on" in done.err
    assert "a-store (storefront) inconclusive: shard 1 of 2 has no verdict on" in done.out
    assert run(parts[0], file, *rules, "--shard", "1/2", "--resume").code == 0
    done = tokenassay("merge", *parts, "--reports", tmp_path / "out")
    assert done.code == 0, done.said
    again = run(parts[0], file, *rules, "--shard", "1/2", "--resume")
    assert again.code == 2
    assert "came to its end" in again.err


def test_no_secret_is_in_the_reports_of_a_shard_or_of_all(broken: Both) -> None:
    secret = BROKEN.read_text().partition('client_secret = "')[2].partition('"')[0]
    assert len(secret) > 30
    for folder in (*broken.parts, broken.folder / "merged"):
        for path in folder.iterdir():
            assert secret not in path.read_text("utf-8"), path
