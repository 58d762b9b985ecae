"""Going on where a run was stopped: its verdicts so far, line by line in a journal beside the reports.

The journal is only ever appended to, so that nothing is lost however a run ends; half a line at its end is passed over.
A verdict stands only for a run that is the same in all that can change one.
"""

import hashlib
import json
from collections.abc import Callable, Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import TextIO

from harness import __version__
from harness.contract.profile import SHIPPED
from harness.contract.words import Verdict
from harness.report.events import Event, ScenarioFinished
from harness.report.text import json_text
from harness.suite.kept import kept_file
from harness.verdict.records import Record

JOURNAL = "resume.ndjson"
SCHEMA = "tokenassay/resume/1"
FINAL = (Verdict.PASS, Verdict.FAIL, Verdict.ADVISORY, Verdict.NOT_APPLICABLE)
"""Verdicts that stand; what was inconclusive, or a fault of ours, is tried again."""


class ResumeError(ValueError):
    """There is nothing to go on with, or only a run that was another one; the message says the next step."""


@dataclass(frozen=True, slots=True)
class Likeness:
    """What has to be the same for a verdict to stand; ``target`` is the path of the target file, "" for none."""

    target: str
    content: str
    profile: str
    profile_content: str
    seed: int
    strict: bool
    browser: bool
    tokenassay: str
    kept: str = ""

    @property
    def told(self) -> str:
        """How the target is called in messages."""
        return self.target or "the embedded store"


TOLD = {
    "content": "the target file has changed since",
    "kept": "what is kept beside the target file has changed since",
    "profile": "--profile was {0}",
    "profile_content": "the profile has changed since",
    "seed": "--seed was {0}",
    "strict": "--strict was {0}",
    "browser": "--browser was {0}",
    "tokenassay": "tokenassay was {0}",
}
"""How a difference is told; {0} is what it was."""


def likeness(file: str, profile: str, seed: int, *, strict: bool, browser: bool = False) -> Likeness:
    """Return what a run against the target ``file`` is known by; files are known by the hash of their content."""
    target = str(Path(file).resolve()) if file else ""
    measured = "" if profile in SHIPPED else _hash(profile)
    beside = kept_file(file) if file else None
    kept = _hash(beside) if beside and beside.exists() else ""
    return Likeness(target, _hash(file) if file else "", profile, measured, seed, strict, browser, __version__, kept)


def _hash(path: str | Path) -> str:
    return hashlib.sha256(Path(path).read_bytes()).hexdigest()


class Memory:
    """The journal of a run's verdicts in ``folder`` (None: nothing is kept), and those of a run before that stand.

    Each target's verdicts are below a line that says what run they are of.
    """

    def __init__(
        self,
        folder: Path | None,
        targets: Sequence[str],
        profile: str,
        seed: int,
        *,
        strict: bool,
        browser: bool = False,
    ) -> None:
        self.path = folder / JOURNAL if folder else None
        self.runs = {file: likeness(file, profile, seed, strict=strict, browser=browser) for file in targets}

    @contextmanager
    def keeping(self, target: str, emit: Callable[[Event], None]) -> Iterator[Callable[[Event], None]]:
        """Write down the verdicts on ``target`` for the block; yield what hears the events in place of ``emit``."""
        if self.path is None:
            yield emit
            return
        with _opened(self.path) as file:
            if file.tell() and not self.path.read_bytes().endswith(b"\n"):
                file.write("\n")  # the run before was cut off in the middle of a line
            _write(file, {"schema": SCHEMA, "run": asdict(self.runs[target])})

            def heard(event: Event) -> None:
                if isinstance(event, ScenarioFinished) and not event.resumed:
                    _write(file, {"scenario": event.record.as_json()})
                emit(event)

            yield heard

    def conclude(self, selection: str) -> None:
        """Write down that the run of ``selection`` ("": everything) came to its end, and that nothing of it is left."""
        if self.path:
            with self.path.open("a", encoding="utf-8", newline="\n") as file:
                _write(file, {"done": selection})

    def known(self, selection: str) -> dict[str, dict[str, Record]]:
        """Return the verdicts that stand for each target, by scenario, where ``selection`` is to be gone on with.

        ResumeError if there is no such run, or if it came to its end: nobody would be asked anything, and a verdict of
        then would be told as one of now.
        """
        if self.path is None or not self.path.exists():
            raise ResumeError(
                f"--resume: there is no {self.path}, so no run was stopped there; "
                "give the --reports of the one that was, or leave --resume out"
            )
        _opened(self.path).close()  # before anything is started, as it will be written to
        found = self._read(self.path)
        for run in self.runs.values():
            if run not in found and (others := [one for one in found if one.target == run.target]):
                raise ResumeError(_difference(others[-1], run))
        if not any(run in found for run in self.runs.values()):
            told = ", ".join(dict.fromkeys(one.told for one in found)) or "nothing"
            raise ResumeError(f"--resume: {self.path} is about {told}; name the same target, or leave --resume out")
        if self._done(self.path) & {"", selection}:
            raise ResumeError(
                "--resume: the run before came to its end, and nothing of it is left; leave --resume out to ask anew"
            )
        return {file: found.get(run, {}) for file, run in self.runs.items()}

    @staticmethod
    def _done(path: Path) -> set[str]:
        """Return what came to its end."""
        done: set[str] = set()
        for line in path.read_text("utf-8", errors="replace").splitlines():
            with suppress(ValueError, KeyError, TypeError):
                done.add(str(json.loads(line)["done"]))
        return done

    @staticmethod
    def _read(path: Path) -> dict[Likeness, dict[str, Record]]:
        """Return the verdicts that stand, under the runs that they are of; a later one outdoes an earlier."""
        found: dict[Likeness, dict[str, Record]] = {}
        records: dict[str, Record] = {}
        for line in path.read_text("utf-8", errors="replace").splitlines():
            with suppress(ValueError, KeyError, TypeError):
                told = json.loads(line)
                if "run" in told:
                    records = found.setdefault(Likeness(**told["run"]), {})
                else:
                    record = Record.from_json(told["scenario"])
                    records[record.id] = record
        return {run: _final(records) for run, records in found.items()}


def _opened(path: Path) -> TextIO:
    """Open a journal for adding to it; ResumeError where that cannot be done."""
    try:
        return path.open("a+", encoding="utf-8", newline="\n")
    except OSError as error:
        raise ResumeError(f"--reports: {path}: {error.strerror}; give a folder that can be written") from error


def _write(file: TextIO, line: Mapping[str, object]) -> None:
    file.write(json_text(line) + "\n")
    file.flush()


def _final(records: Mapping[str, Record]) -> dict[str, Record]:
    return {name: record for name, record in records.items() if record.verdict in FINAL}


def _difference(was: Likeness, now: Likeness) -> str:
    names = [field.name for field in fields(was) if getattr(was, field.name) != getattr(now, field.name)]
    told = " and ".join(TOLD[name].format(_worded(getattr(was, name))) for name in names)
    return (
        f"--resume: the run of {now.told} that was stopped is another one: {told}; "
        "run it as it was, or leave --resume out to begin anew"
    )


def _worded(value: object) -> object:
    return {True: "on", False: "off"}[value] if isinstance(value, bool) else value
