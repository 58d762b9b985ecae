"""Which examples are to be kept: one that was given as a word, or all that a run of the fuzzer reported."""

import json
import re
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from harness.cli.errors import UsageError
from harness.fuzz.blob import MARK, from_blob

WORD = re.compile(rf"{MARK}[A-Za-z0-9_-]+")


@dataclass(frozen=True, slots=True)
class Wanted:
    """An example that is to be kept, and the ``word`` that it came as.

    ``rule``, ``level``, ``expected`` and ``seen`` are what a report says of it, "" where there is none.
    """

    word: str
    probe: str
    example: Any
    rule: str = ""
    level: str = ""
    expected: str = ""
    seen: str = ""

    @property
    def same(self) -> str:
        """What two examples have in common that are the same."""
        return json.dumps([self.probe, self.example], sort_keys=True)


def from_word(word: str, **reported: str) -> Wanted:
    """Return the example of ``word``; UsageError where it is none."""
    try:
        probe, example = from_blob(word.strip())
    except ValueError as error:
        raise UsageError(str(error)) from error
    return Wanted(f"{word.strip():.20}…", probe, example, **reported)


def from_reports(folder: Path, target: str) -> list[Wanted]:
    """Return every example in the reports in ``folder`` that was found on ``target``; UsageError if there are none."""
    path = folder / "results.json"
    try:
        data = json.loads(path.read_text("utf-8"))
        targets = {str(one["name"]): list(one["scenarios"]) for one in data["targets"]}
    except OSError as error:
        hint = "name the folder that `tokenassay fuzz --reports` wrote to"
        raise UsageError(f"--reports: {path}: {error.strerror or error}; {hint}") from error
    except (ValueError, KeyError, TypeError) as error:
        raise UsageError(f"--reports: {path} is no report of tokenassay") from error
    if target not in targets:
        raise UsageError(f"--reports: {path} is about {', '.join(targets) or 'nothing'}, not about {target}")
    return [wanted for record in targets[target] if (wanted := _of(record))]


def _of(record: Any) -> Wanted | None:
    """Return the example of a record, which its replay line holds; None for a record without one."""
    word = WORD.search(str(record.get("replay", ""))) if isinstance(record, dict) else None
    if not word:
        return None
    said = {name: str(record.get(name, "")) for name in ("rule", "level", "expected")}
    return from_word(word[0], seen=str(record.get("reason", "")), **said)
