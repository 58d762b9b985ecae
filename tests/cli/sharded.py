"""Runs in shards: an app that is broken, and parts of runs that can be altered before they are merged."""

import json
import shutil
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from typing import Any

from tests.cli.command import Done, results, tokenassay

ROOT = Path(__file__).resolve().parents[2]
BROKEN = ROOT / "fixtures" / "targets" / "broken-app.toml"
PATHS = {"PYTHONPATH": str(ROOT / "fixtures" / "integrations")}
SAMENESS = ("name", "role", "verdict", "counts", "findings")


def run(folder: Path, *args: str | Path) -> Done:
    return tokenassay("run", *args, "--reports", folder, env=PATHS)


def shards(folder: Path, total: int, *args: str | Path) -> list[Path]:
    """Run every shard of ``total``, two at once, and return where their reports are."""
    places = [folder / f"shard-{number}" for number in range(1, total + 1)]
    with ThreadPoolExecutor(2) as pool:
        for place, _ in zip(
            places, pool.map(lambda one: run(one, *args, "--shard", f"{one.name[-1]}/{total}"), places), strict=True
        ):
            assert (place / "results.json").exists(), place
    return places


def verdicts(folder: Path) -> list[list[tuple[str, str]]]:
    """Return the scenarios of each target with their verdicts, in their order."""
    return [[(one["id"], one["verdict"]) for one in target["scenarios"]] for target in results(folder)["targets"]]


def summed_up(folder: Path) -> list[dict[str, Any]]:
    """Return what each target came to."""
    return [{name: target[name] for name in SAMENESS} for target in results(folder)["targets"]]


def heard(folder: Path) -> Iterator[dict[str, Any]]:
    """Return the events of a run."""
    yield from map(json.loads, (folder / "events.ndjson").read_text("utf-8").splitlines())


def altered(part: Path, to: Path, change: Callable[[dict[str, Any]], object]) -> Path:
    """Return a copy of ``part`` in ``to`` whose results are changed by ``change``."""
    shutil.copytree(part, to)
    found = results(to)
    change(found)
    (to / "results.json").write_text(json.dumps(found), "utf-8")
    return to
