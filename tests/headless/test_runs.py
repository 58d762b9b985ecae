"""The whole command: tokens and passwords in no file of it, two processes, known failures, one scenario again."""

import tomllib
import zipfile
from pathlib import Path

import pytest

from tests.cli.command import records, results, tokenassay
from tests.headless.shops import INTEGRATIONS, TARGETS
from tests.optional import browser_needed

from headless.broken import broken_storefronts  # isort: skip

BROKEN = TARGETS / "headless-broken.toml"
LEAST = 12
"""Characters of a token that are too many to be shown."""


def contents(path: Path) -> list[bytes]:
    """Return what a file holds, or each file that is packed in it."""
    if path.suffix != ".zip":
        return [path.read_bytes()]
    with zipfile.ZipFile(path) as packed:
        return [packed.read(name) for name in packed.namelist()]


@pytest.mark.parametrize("name", ["url-query", "url-fragment", "storage-hidden-input", "third-party-beacon"])
def test_nothing_that_opens_an_account_is_in_any_file_of_a_run(name: str, tmp_path: Path) -> None:
    browser_needed()
    told, target = tmp_path / "told", tmp_path / "shop.toml"
    text = broken_storefronts()[name].target()
    target.write_text(text.replace('"--port"', f'"--tell", "{told}", "--port"'), "utf-8")
    done = tokenassay("run", target, "--reports", tmp_path / "out", "--strict", "-k", "not wrong-password")
    assert done.code == 1, done.said
    secrets = [*told.read_text("utf-8").split(), "oolong-in-the-afternoon", "sencha-before-breakfast"]
    assert len(secrets) > 5
    files = {path: contents(path) for path in (tmp_path / "out").rglob("*") if path.is_file()}
    assert {".zip", ".png", ".json", ".html", ".xml", ".ndjson"} <= {path.suffix for path in files}
    for secret in secrets:
        whole = [secret, secret.rpartition(".")[2]]
        for path, parts in files.items():
            assert not any(one.encode() in part for one in whole for part in parts), (name, path)
        assert not any(one in done.said for one in whole)


def test_two_processes_find_the_same(tmp_path: Path) -> None:
    browser_needed()
    wanted = ("-k", "storage or url or headless.logout")
    alone = tokenassay("run", BROKEN, "--reports", tmp_path / "1", *wanted)
    two = tokenassay("run", BROKEN, "--reports", tmp_path / "2", "-n", "2", *wanted)
    assert alone.code == two.code == 1, alone.said + two.said
    verdicts = [{one["id"]: one["verdict"] for one in records(tmp_path / n)} for n in "12"]
    assert verdicts[0] == verdicts[1]
    [failed] = [one for one in records(tmp_path / "2") if one["verdict"] == "fail"]
    assert any("picture" in one for one in failed["artefacts"])


def test_a_known_failure_is_excused_and_one_scenario_is_shown_again(tmp_path: Path) -> None:
    browser_needed()
    name = "headless.storage.keeps-the-token-out-of-local-storage"
    known = tmp_path / "known.toml"
    known.write_text(f'[[expect]]\nscenario = "{name}"\nverdict = "fail"\nreason = "ticket 7"\n')
    done = tokenassay("run", BROKEN, "--rule", "storage", "--expect", known, "--reports", tmp_path)
    assert done.code == 0, done.said
    assert {one["rule"] for one in records(tmp_path)} == {"headless.storage"}
    again = tokenassay("replay", name, BROKEN, "--reports", tmp_path)
    assert again.code == 1, again.said
    [finding] = results(tmp_path)["targets"][0]["findings"]
    assert (finding["rule"], finding["level"], finding["severity"]) == ("headless.storage", "must", "medium")


def test_the_target_files_of_the_repository_are_read() -> None:
    for path in TARGETS.glob("headless-*.toml"):
        serve = tomllib.loads(path.read_text("utf-8"))["start"]["command"][1]
        assert (path.parent / serve).resolve() == INTEGRATIONS / "headless" / "serve.py"
