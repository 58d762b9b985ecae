"""Target files for the apps of this folder, and the real command run against them."""

import json
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.targets.process import running
from harness.targets.tables import StartTable
from tests.cli.command import Done, tokenassay
from tests.verifier.apps import CLIENT_ID, SECRET, STORE_HASH

APPS = Path(__file__).with_name("apps.py")
APP = f"""role = "verifier"
name = "app"
[app]
client_id = "{CLIENT_ID}"
client_secret = "{SECRET}"
store_hash = "{STORE_HASH}"
"""
ECHO = '[accepted]\njson = "$.customer.id"\ncustomer_id = "$.customer.id"\n'
BEARER = 'headers = { Authorization = "Bearer {token}" }\n'


@dataclass(frozen=True, slots=True)
class Tried:
    """What a run came to."""

    done: Done
    target: dict[str, Any]
    written: str

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.target["counts"])

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.target["scenarios"]}

    @property
    def verdicts(self) -> dict[str, str]:
        return {name: one["verdict"] for name, one in self.records.items()}

    @property
    def findings(self) -> list[str]:
        return [one["rule"] for one in self.target["findings"]]


def send(url: str, more: str = BEARER, timeout: float = 10) -> str:
    """Return the [send] table for an app at ``url``."""
    return f'[send]\nurl = "{url}"\ntimeout = {timeout}\n{more}'


def start(**env: str) -> str:
    """Return [send], [accepted] and [start] of the served app, with ``env`` as its quirks."""
    pairs = ", ".join(f'{name} = "{value}"' for name, value in {"PORT": "{port}", **env}.items())
    begin = f'[start]\ncommand = ["python", "{APPS}", "serve"]\nenv = {{ {pairs} }}\n'
    return send("http://127.0.0.1:{port}/me") + ECHO + begin


def tried(folder: Path, text: str, *args: str) -> Tried:
    """Run the command against the target that ``text`` describes; the secret must be in nothing that it writes."""
    path = folder / "app.toml"
    path.write_text(APP + text, "utf-8")
    reports = folder / "reports"
    done = tokenassay("run", path, "--reports", reports, *args)
    written = "\n".join(one.read_text("utf-8") for one in sorted(reports.glob("*")))
    for shown in (done.said, written):
        assert SECRET not in shown
        assert SECRET[:16] not in shown, shown[max(0, shown.find(SECRET[:16]) - 200) :][:300]
    results = reports / "results.json"
    target = json.loads(results.read_text("utf-8"))["targets"][0] if results.exists() else {}
    return Tried(done, target, written)


@contextmanager
def served(port: int, **env: str) -> Iterator[str]:
    """Yield the address of the served app while it stands."""
    url = f"http://127.0.0.1:{port}"
    table = StartTable(command=(sys.executable, str(APPS), "serve"), env={"PORT": str(port), **env})
    with running(table, APPS.parent, url):
        yield url
