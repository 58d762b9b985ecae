"""The command, run again and again without importing everything anew: each run is a fork of a process that has.

``python warm.py`` reads one JSON object a line, ``{"argv": [...], "folder": "...", "output": "file"}``,
runs ``tokenassay`` with these arguments in that folder, its output in the file, and prints the exit code.
"""

import json
import os
import sys
from typing import Any

IMPORTED = (
    "harness.cli.main", "harness.cli.run_command", "harness.cli.running", "harness.suite.run", "harness.suite.session",
    "harness.suite.issuers_store", "harness.report.html", "harness.report.junit", "harness.report.terminal",
    "harness.targets.inprocess", "harness.verdict.headless.hello", "harness.verdict.headless.suite",
    "harness.verdict.issuer.hello", "harness.verdict.issuer.second", "playwright.sync_api",
    "harness.verdict.storefront.hello", "harness.verdict.storefront.suite", "harness.verdict.verifier.hello",
    "harness.verdict.verifier.table", "harness.fuzz.issuing",
    "harness.fuzz.properties", "harness.faults", "harness.judge.issued", "harness.pytest_plugin", "freezegun", "pytest",
)  # fmt: skip
"""What every run needs, and takes most of a second to import."""


def main() -> None:
    """Serve runs until the input ends."""
    for name in IMPORTED:
        __import__(name)
    from harness.faults import deviations
    from harness.judge.issued import checks

    deviations(), checks(), a_property()
    for line in sys.stdin:
        asked = json.loads(line)
        child = os.fork()
        if child == 0:
            run(asked)
        _, status = os.waitpid(child, 0)
        sys.stdout.write(f"{os.waitstatus_to_exitcode(status)}\n")
        sys.stdout.flush()


def a_property() -> None:
    """Check a property, so that Hypothesis has read the constants of all modules; that takes it half a second."""
    from hypothesis import given, settings, strategies

    settings(max_examples=1, database=None)(given(strategies.none())(lambda _: None))()


def run(asked: dict[str, Any]) -> None:
    """Become one run of the command; it ends the process."""
    from harness.cli.main import main as command

    os.chdir(asked["folder"])
    output = os.open(asked["output"], os.O_WRONLY | os.O_CREAT | os.O_TRUNC)
    os.dup2(output, 1)
    os.dup2(output, 2)
    os.dup2(os.open(os.devnull, os.O_RDONLY), 0)
    sys.argv = ["tokenassay", *asked["argv"]]
    try:
        command()
    except SystemExit as end:
        code = end.code if isinstance(end.code, int) else int(end.code is not None)
    else:
        code = 0
    sys.stdout.flush()
    sys.stderr.flush()
    os._exit(code)


if __name__ == "__main__":
    main()
