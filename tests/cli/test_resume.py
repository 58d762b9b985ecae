"""Going on where a run was stopped: what stands, what is tried again, and what does not fit."""

import json
import shlex
import signal
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.cli.errors import told
from harness.store.mock import MockStore
from harness.store.outages import Outage
from harness.suite.resuming import Memory
from tests.cli.command import Done, records, results, tokenassay
from tests.cli.stopping import begun, killed
from tests.cli.test_run import target_file

SCOPE = ("--rule", "scope")


@pytest.fixture(scope="module")
def store() -> Iterator[MockStore]:
    with MockStore(control="on") as store:
        yield store


@pytest.fixture
def file(store: MockStore, tmp_path: Path) -> Path:
    path = tmp_path / "store.toml"
    path.write_text(target_file(store.url))
    return path


def run(file: Path, *more: str) -> Done:
    return tokenassay("run", file, "--reports", file.parent / "out", *more)


def cut_off(file: Path, *more: str) -> Done:
    """Run, and take back that the run came to its end."""
    done = run(file, *more)
    kept = [line for line in journal(file).read_text("utf-8").splitlines() if not line.startswith('{"done"')]
    journal(file).write_text("\n".join([*kept, ""]), "utf-8")
    return done


def journal(file: Path) -> Path:
    return file.parent / "out" / "resume.ndjson"


def known(folder: Path) -> set[str]:
    """Return the scenarios that were taken from the run before."""
    lines = map(json.loads, (folder / "events.ndjson").read_text("utf-8").splitlines())
    return {line["scenario"]["id"] for line in lines if line.get("resumed")}


def lines(file: Path) -> list[Any]:
    return [json.loads(line) for line in journal(file).read_text("utf-8").splitlines()]


def rewrite(file: Path, told: list[Any]) -> None:
    journal(file).write_text("".join(json.dumps(line) + "\n" for line in told), "utf-8")


@pytest.mark.parametrize("workers", [(), ("-n", "2")], ids=["alone", "workers"])
def test_what_is_known_is_not_run_again_and_stands_in_the_results(
    store: MockStore, file: Path, workers: tuple[str, ...]
) -> None:
    assert cut_off(file, *SCOPE).code == 0
    first = records(file.parent / "out")
    store.journal.clear()
    done = run(file, *SCOPE, "--resume", *workers)
    assert done.code == 0, done.said
    assert sorted(records(file.parent / "out"), key=lambda one: str(one["id"])) == sorted(
        first, key=lambda one: str(one["id"])
    )
    assert sum("/login/token/" in entry.path for entry in store.journal) <= 2, "only the first words were said"
    assert len(known(file.parent / "out")) == len(first)


def test_a_killed_run_is_gone_on_with(file: Path) -> None:
    out = file.parent / "out"
    killed(begun(file, "--reports", out), signal.SIGKILL)
    before = {line["scenario"]["id"] for line in lines(file)[1:]}
    done = run(file, "--resume", "-k", "algorithm or scope")
    assert done.code == 0, done.said
    found = {str(one["id"]) for one in records(out)}
    assert known(out) == before & found
    assert found - before


def test_a_stopped_run_says_what_goes_on_with_it(file: Path) -> None:
    out = file.parent / "out"
    said = killed(begun(file, "--reports", out, "--strict", "-k", "algorithm or signature or key"), signal.SIGINT)
    (line,) = (line for line in said.splitlines() if line.startswith("go on with"))
    words = shlex.split(line.removeprefix("go on with"))
    assert words[0] == "tokenassay"
    assert words[-1] == "--resume"
    assert tokenassay(*words[1:]).code == 0
    assert known(out)


@pytest.mark.parametrize("verdict", ["inconclusive", "error"])
def test_what_did_not_conclude_is_tried_again(file: Path, verdict: str) -> None:
    assert cut_off(file, *SCOPE).code == 0
    told = lines(file)
    told[1]["scenario"]["verdict"] = verdict
    rewrite(file, told)
    assert cut_off(file, *SCOPE, "--resume").code == 0
    assert told[1]["scenario"]["id"] not in known(file.parent / "out")
    assert run(file, *SCOPE, "--resume").code == 0
    assert told[1]["scenario"]["id"] in known(file.parent / "out")


def test_a_failure_stands_and_is_a_finding_again(file: Path) -> None:
    assert cut_off(file, *SCOPE).code == 0
    told = lines(file)
    bad = next(line["scenario"] for line in told[1:] if line["scenario"]["verdict"] == "pass")
    bad["verdict"] = "fail"
    rewrite(file, told)
    done = run(file, *SCOPE, "--resume")
    assert done.code == 1, done.said
    assert "storefront.scope (must)" in done.out


def test_half_a_line_is_passed_over(file: Path) -> None:
    assert cut_off(file, *SCOPE).code == 0
    whole = journal(file).read_text("utf-8")
    journal(file).write_text(whole[:-40], "utf-8")
    for more in range(2):
        assert cut_off(file, *SCOPE, "--resume").code == 0
        assert len(known(file.parent / "out")) == len(records(file.parent / "out")) - 1 + more


@pytest.mark.parametrize(
    ("more", "said"),
    [
        (("--seed", "5"), "--seed was 0"),
        (("--strict",), "--strict was off"),
        (("--profile", "documented"), "--profile was observed"),
    ],
)
def test_another_run_is_not_gone_on_with(file: Path, more: tuple[str, ...], said: str) -> None:
    assert cut_off(file, *SCOPE).code == 0
    done = run(file, *SCOPE, "--resume", *more)
    assert done.code == 2
    assert said in done.err
    assert "leave --resume out" in done.err
    assert run(file, *SCOPE, "--resume").code == 0, "what was kept is still there"


def test_a_target_file_that_has_changed_is_another_run(file: Path) -> None:
    assert cut_off(file, *SCOPE).code == 0
    file.write_text(file.read_text().replace("a-store", "my-store"))
    done = run(file, *SCOPE, "--resume")
    assert done.code == 2
    assert "the target file has changed since" in done.err


def test_another_version_or_target_is_another_run(file: Path) -> None:
    assert cut_off(file, *SCOPE).code == 0
    told = lines(file)
    told[0]["run"]["tokenassay"] = "0.0.9"
    rewrite(file, told)
    assert "tokenassay was 0.0.9" in run(file, *SCOPE, "--resume").err
    other = file.with_name("other.toml")
    other.write_text(file.read_text())
    done = run(other, *SCOPE, "--resume")
    assert done.code == 2
    assert f"is about {file}" in done.err


def test_without_a_run_before_there_is_nothing_to_go_on_with(file: Path) -> None:
    done = run(file, *SCOPE, "--resume")
    assert done.code == 2
    assert "resume.ndjson" in done.err


def test_a_new_run_forgets_the_one_before(file: Path) -> None:
    assert cut_off(file, *SCOPE).code == 0
    assert cut_off(file, "--rule", "logout").code == 0
    assert {line["scenario"]["rule"] for line in lines(file)[1:]} == {"storefront.logout"}


def test_a_run_that_came_to_its_end_is_not_told_again(file: Path) -> None:
    assert run(file, *SCOPE).code == 0
    done = run(file, *SCOPE, "--resume")
    assert done.code == 2
    assert "came to its end, and nothing of it is left; leave --resume out to ask anew" in done.err
    assert run(file, "--rule", "scope", "--rule", "logout", "--resume").code == 0, "there is more to ask"


def test_what_was_inconclusive_can_be_tried_alone(store: MockStore, file: Path) -> None:
    store.state.outages.set([Outage("/login.php", status=503, retry_after=0)])
    done = run(file, "--rule", "leak")
    store.state.outages.set([])
    assert done.code == 3, done.said
    words = shlex.split(done.err.partition("what was inconclusive alone:")[2].splitlines()[0])
    assert tokenassay(*words[1:]).code == 0
    assert known(file.parent / "out")


def test_a_store_that_is_down_by_now_is_not_green_by_what_is_known(store: MockStore, file: Path) -> None:
    assert cut_off(file, *SCOPE).code == 0
    told = lines(file)
    store.stop()
    done = run(file, *SCOPE, "--resume")
    assert done.code == 3, done.said
    assert "nothing was judged" in done.err
    assert results(file.parent / "out")["targets"][0]["scenarios"] == []
    assert [line for line in lines(file) if "scenario" in line] == told[1:], "what was kept is still there"


def resumed(memory: Memory) -> None:
    memory.known("")


def begun_anew(memory: Memory) -> None:
    with memory.keeping("", print):
        pytest.fail("nothing can be kept")


@pytest.mark.parametrize("way", [resumed, begun_anew])
def test_a_journal_that_cannot_be_written_is_told_by_its_option(
    tmp_path: Path, capsys: pytest.CaptureFixture[str], way: Callable[[Memory], None]
) -> None:
    (tmp_path / "resume.ndjson").mkdir()  # a file that is another user's cannot be opened, either
    with pytest.raises(SystemExit) as ended, told():
        way(Memory(tmp_path, [""], "observed", 0, strict=False))
    assert ended.value.code == 2
    assert "--reports" in capsys.readouterr().err
