"""Golden files: what each format looks like for one hand-made run.

To accept a change of a format, look at the difference after

    TOKENASSAY_REWRITE_GOLDEN=1 pytest tests/report
"""

import os
from collections.abc import Callable
from pathlib import Path

import pytest
import report_sample

from harness.report.events import Event
from harness.verdict.records import RunResult

GOLDEN = Path(__file__).parent / "golden"


@pytest.fixture
def run() -> RunResult:
    """The hand-made run."""
    return report_sample.run_result()


@pytest.fixture
def stream(run: RunResult) -> list[Event]:
    """The hand-made run as events."""
    return report_sample.events(run)


@pytest.fixture
def golden() -> Callable[[str, str], None]:
    """Compare a text with the golden file of a name, or rewrite that file."""

    def compare(name: str, text: str) -> None:
        path = GOLDEN / name
        if os.environ.get("TOKENASSAY_REWRITE_GOLDEN"):
            path.write_text(text, encoding="utf-8", newline="\n")
        assert text == path.read_bytes().decode("utf-8"), f"{name} changed; see tests/report/conftest.py"

    return compare
