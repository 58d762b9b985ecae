"""A run against an issuer, and its requests sent again; each tells the processor time of its own process alone.

``python issuer_replay.py run TOLD TARGET [EXPRESSION]`` is `tokenassay run`. ``python issuer_replay.py send TOLD
TARGET FILE [SCENARIO ...]`` sends what ``replay.py`` wrote to FILE, without what those scenarios sent, to the app and
to an embedded store that were started just as a run does it. What the app takes, in a process of its own, is left out.
"""

import json
import sys
import time
from pathlib import Path
from typing import Any

from replay import Line
from urllib3 import HTTPHeaderDict

from harness.store.mock import MockStore
from harness.suite.issuers_store import standing_store, told
from harness.targets.http import Site, Visitor
from harness.targets.issuer_target import IssuerTarget
from harness.targets.process import running
from harness.targets.reaching import HttpApp, reach
from harness.targets.target_file import load_target


def run(output: Path, target: str, expression: str = "") -> dict[str, Any]:
    """Run the suite, reports and all, and return how many scenarios that were; SystemExit unless the app conforms."""
    from harness.cli.main import cli

    chosen = ["-k", expression] if expression else []
    try:
        cli(["run", "--reports", str(output.parent / "reports"), *chosen, target], standalone_mode=False)
    except SystemExit as ended:
        if ended.code:
            raise
    found = json.loads((output.parent / "reports" / "results.json").read_text())["targets"][0]["scenarios"]
    return {"scenarios": len(found)}


def send(_: Path, target: str, file: str, *without: str) -> dict[str, Any]:
    """Send the requests of ``file``, and return how many of them were answered by the same status as before."""
    lines: list[Line] = [one for one in json.loads(Path(file).read_text())["lines"] if one[-1] not in without]
    loaded = load_target(Path(target))
    assert isinstance(loaded, IssuerTarget)
    with standing_store(loaded, "observed") as store:
        issuer = told(loaded, store)
        assert issuer.start
        with running(issuer.start, Path(target).parent, issuer.address):
            app = reach(issuer, Path(target).parent)
            assert isinstance(app, HttpApp)
            same = _sent(lines, app.site, store)
    return {"requests": len(lines), "same": same}


def to_store(line: Line) -> bool:
    """Whether a request goes to the embedded store: from a browser, or to its control."""
    return bool(line[0]) or line[2].startswith("/_tokenassay")


def _sent(lines: list[Line], app: Site, store: MockStore) -> int:
    """Return how many answers had the same status; apps that were started beside the first are that one here."""
    site, same = Site(store.url), 0
    visitors: dict[int, Visitor] = {}
    for line in lines:
        who, method, target, headers, body, now, status, _ = line
        data = None if body is None else body.encode("latin-1")
        if who:
            # The tokens are those of then, and so is the time; to this store they are new.
            store.state.clock.freeze(now)
            visitor = visitors.get(who) or visitors.setdefault(who, Visitor(site))
            same += visitor._send(method, target, dict(headers), data).status == status
        else:
            to = site if to_store(line) else app
            same += to.request(method, target, HTTPHeaderDict(headers), data).status == status
    return same


if __name__ == "__main__":
    told_to = Path(sys.argv[2])
    facts = {"run": run, "send": send}[sys.argv[1]](told_to, *sys.argv[3:])
    told_to.write_text(json.dumps({**facts, "cpu": time.process_time()}))
