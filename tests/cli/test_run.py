"""The main job: exit codes, reports, and that nothing is green when nothing was shown."""

import json
import socket
import time
from collections import Counter
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest

from harness.store.mock import MockStore
from harness.store.seeds import load_seed
from harness.suite.resuming import JOURNAL
from harness.suite.standing import sandbox_target
from harness.targets.control import Remote
from tests.cli.command import Done, records, results, tokenassay

FORMATS = ("results.json", "events.ndjson", "junit.xml", "report.html")


def target_file(url: str, **changes: str) -> str:
    """Return a target file for the sandbox's first store at ``url``."""
    app = sandbox_target(url).app
    values = {
        "client_id": app.client_id,
        "secret": app.client_secret.get_secret_value(),
        "store_hash": app.store_hash,
        **changes,
    }
    return f"""
role = "storefront"
name = "a-store"
url = "{url}"
[app]
client_id = "{values["client_id"]}"
client_secret = "{values["secret"]}"
store_hash = "{values["store_hash"]}"
[customers]
alice = {{ id = 4927, email = "alice@example.com" }}
bob = {{ id = 4928, email = "bob@example.com" }}
"""


@pytest.fixture(scope="module")
def whole(tmp_path_factory: pytest.TempPathFactory) -> tuple[Done, Path]:
    """One whole run against the embedded store."""
    folder = tmp_path_factory.mktemp("whole")
    return tokenassay("run", "--reports", folder), folder


def test_the_embedded_store_conforms(whole: tuple[Done, Path]) -> None:
    done, folder = whole
    assert done.code == 0, done.said
    found = results(folder)
    counts = found["targets"][0]["counts"]
    assert found["schema"] == "tokenassay/results/1"
    assert found["targets"][0]["verdict"] == "conforms"
    assert counts["pass"] >= 450
    assert counts["inconclusive"] == counts["fail"] == counts["error"] == counts["advisory"] == 0
    assert "conforms" in done.out


def test_at_least_450_scenarios_count_with_families_capped(whole: tuple[Done, Path]) -> None:
    families = Counter(
        one["deviation"].rpartition(".")[0] or one["id"] for one in records(whole[1]) if one["verdict"] == "pass"
    )
    assert sum(min(16, count) for count in families.values()) >= 450


def test_every_storefront_rule_has_scenarios(whole: tuple[Done, Path]) -> None:
    from harness.contract.rules import rules

    seen = {one["rule"] for one in records(whole[1])}
    assert seen == {one for one in rules() if one.startswith("storefront.")}


def test_every_deviation_of_the_login_door_was_presented(whole: tuple[Done, Path]) -> None:
    from harness.contract.words import Kind
    from harness.faults import deviations

    wanted = {one.id for one in deviations().values() if Kind.LOGIN in one.kinds}
    assert {one["deviation"] for one in records(whole[1])} - {""} == wanted


def test_every_format_is_written(whole: tuple[Done, Path]) -> None:
    assert sorted(path.name for path in whole[1].iterdir()) == sorted((*FORMATS, JOURNAL))
    events = [json.loads(line)["event"] for line in (whole[1] / "events.ndjson").read_text().splitlines()]
    assert events[0] == "run-started"
    assert events[-1] == "run-finished"
    assert Counter(events)["scenario-finished"] == len(records(whole[1]))


def test_no_secret_is_in_any_artefact(whole: tuple[Done, Path]) -> None:
    done, folder = whole
    seed = load_seed()
    secrets = [app.client_secret for app in seed.apps.values()] + [account.access_token for account in seed.accounts]
    for text in (done.said, *((folder / name).read_text("utf-8") for name in FORMATS)):
        assert not [secret for secret in secrets if secret in text]


def test_ids_are_unique_and_every_record_can_be_replayed(whole: tuple[Done, Path]) -> None:
    found = records(whole[1])
    assert len({one["id"] for one in found}) == len(found)
    assert all(one["replay"].startswith("tokenassay replay ") for one in found)
    assert all(("tokenassay mint login" in one["curl"]) == bool(one["deviation"]) for one in found)


def test_a_second_run_and_two_workers_give_the_same_verdicts(whole: tuple[Done, Path], tmp_path: Path) -> None:
    done = tokenassay("run", "--reports", tmp_path, "-n", "2")
    assert done.code == 0, done.said
    ours, theirs = ({one["id"]: one["verdict"] for one in records(folder)} for folder in (whole[1], tmp_path))
    assert ours == theirs
    assert len(records(tmp_path)) == len(theirs), "every verdict is merged once"


def test_a_store_that_is_down_gives_3_and_nothing_green(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    (tmp_path / "down.toml").write_text(target_file(f"http://127.0.0.1:{port}"))
    done = tokenassay("run", tmp_path / "down.toml", "--reports", tmp_path / "out", "--rule", "replay")
    assert done.code == 3
    assert results(tmp_path / "out")["targets"][0]["counts"]["pass"] == 0
    assert "does not answer" in done.out


@pytest.mark.parametrize(
    "changes",
    [{"secret": "not-the-secret"}, {"client_id": "not-the-client"}, {"store_hash": "not-the-store"}],
    ids=["secret", "client", "store"],
)
def test_a_wrong_set_up_gives_3_and_nothing_green(tmp_path: Path, changes: dict[str, str]) -> None:
    with MockStore() as store:
        (tmp_path / "wrong.toml").write_text(target_file(store.url, **changes))
        done = tokenassay("run", tmp_path / "wrong.toml", "--reports", tmp_path / "out", "--rule", "claims")
    assert done.code == 3
    assert results(tmp_path / "out")["targets"][0]["counts"]["pass"] == 0
    assert "app.client_secret" in done.out


def test_a_store_that_goes_down_midway_gives_no_green_after_that(tmp_path: Path) -> None:
    rules = [word for rule in ("signature", "claims", "json", "encoding") for word in ("--rule", rule)]
    events = tmp_path / "out" / "events.ndjson"
    with MockStore(control="on") as store, ThreadPoolExecutor(1) as pool:
        (tmp_path / "store.toml").write_text(target_file(store.url))
        run = pool.submit(tokenassay, "run", tmp_path / "store.toml", "--reports", tmp_path / "out", *rules)
        while not (run.done() or (events.exists() and events.read_text().count("scenario-finished") > 20)):
            time.sleep(0.02)
        down = [{"path": "/login/token", "status": 503, "retry_after": 0}]
        Remote(f"{store.url}/_tokenassay").send("PUT", "/errors", down)
        done = run.result()
    assert done.code == 3, done.said
    verdicts = [one["verdict"] for one in records(tmp_path / "out")]
    first = verdicts.index("inconclusive")
    assert set(verdicts[first + 25 :]) == {"inconclusive"}, "five refused twins in a row end the run"


def test_nothing_selected_gives_2(tmp_path: Path) -> None:
    done = tokenassay("run", "--reports", tmp_path, "-k", "nothing-is-called-this")
    assert done.code == 2
    assert "nothing was selected" in done.err


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["run", "nowhere.toml"], "nowhere.toml"),
        (["run", "--rule", "replays"], "did you mean replay"),
        (["run", "-n", "many"], "-n many"),
        (["run", "-k", "(("], "-k"),
        (["run", "--profile", "nope"], "profile 'nope'"),
        (["run", "--reports", "/proc/nope"], "--reports"),
        (["run", "--reports", "/proc/sys"], "--reports /proc/sys: "),
        (["runn"], "Did you mean 'run'"),
        (["replay", "storefront.replay.nope-nope-nope"], "nothing was selected"),
        (["replay", "storefront.replay.refuses-a-second-us"], "did you mean storefront.replay.refuses-a-second-use?"),
    ],
    ids=lambda value: " ".join(value) if isinstance(value, list) else "",
)
def test_a_wrong_command_gives_2_and_says_what_to_do(args: list[str], said: str, tmp_path: Path) -> None:
    done = tokenassay(*args, cwd=tmp_path)
    assert done.code == 2, done.said
    assert said in done.err


def test_a_bad_target_file_gives_2_and_names_the_key(tmp_path: Path) -> None:
    (tmp_path / "bad.toml").write_text(target_file("http://127.0.0.1:9").replace("store_hash", "storehash"))
    done = tokenassay("run", tmp_path / "bad.toml", cwd=tmp_path)
    assert done.code == 2
    assert "app.storehash is unknown; did you mean store_hash?" in done.err


def test_selecting_by_id_and_by_rule(tmp_path: Path) -> None:
    tokenassay("run", "--reports", tmp_path / "a", "-k", "storefront.replay.refuses-a-second-use")
    assert all("refuses-a-second-use" in one["id"] for one in records(tmp_path / "a"))
    tokenassay("run", "--reports", tmp_path / "b", "--rule", "storefront.scope", "--rule", "race")
    assert {one["rule"] for one in records(tmp_path / "b")} == {"storefront.scope", "storefront.race"}


def test_two_targets_are_reported_together(tmp_path: Path) -> None:
    with MockStore() as store:
        for name in ("one", "two"):
            (tmp_path / f"{name}.toml").write_text(target_file(store.url).replace("a-store", name))
        done = tokenassay(
            "run", tmp_path / "one.toml", tmp_path / "two.toml", "--reports", tmp_path / "out", "--rule", "scope"
        )
    assert done.code == 0, done.said
    assert [one["name"] for one in results(tmp_path / "out")["targets"]] == ["one", "two"]


def test_what_the_target_file_lacks_is_not_applicable_by_key(tmp_path: Path) -> None:
    with MockStore() as store:
        (tmp_path / "store.toml").write_text(target_file(store.url))
        tokenassay("run", tmp_path / "store.toml", "--reports", tmp_path / "out", "--rule", "scope")
    found = {one["id"]: one for one in records(tmp_path / "out")}
    assert found["storefront.scope.refuses-an-app-without-the-login-scope"]["verdict"] == "not-applicable"
    assert "others.unscoped_app" in found["storefront.scope.refuses-an-app-without-the-login-scope"]["reason"]


def test_a_foreign_folder_changes_nothing(tmp_path: Path) -> None:
    for folder in ("harness", "scenarios"):
        (tmp_path / folder).mkdir()
        (tmp_path / folder / "__init__.py").write_text("raise SystemExit('the wrong one')")
    (tmp_path / "conftest.py").write_text("raise SystemExit('the wrong one')")
    (tmp_path / "tox.ini").write_text("[pytest]\naddopts = --no-such-option\n")
    import shutil
    import sys

    script = Path(sys.executable).with_name("tokenassay")
    assert script.exists() or shutil.which("tokenassay")
    import os
    import subprocess

    env = {**os.environ, "PYTEST_ADDOPTS": "--no-such-option", "PYTEST_PLUGINS": "no_such_plugin"}
    for extra in ([], ["-n", "2"]):
        done = subprocess.run(
            [script, "run", "--rule", "scope", *extra],
            cwd=tmp_path,
            env=env,
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 0, done.stdout + done.stderr
    assert (tmp_path / "reports" / "results.json").exists()


def test_a_replay_shows_one_scenario_again() -> None:
    done = tokenassay("replay", "storefront.signature.refuses[key.blank]")
    assert done.code == 0
    assert "1 scenario" in done.out
