"""The parts of a run, each in a ``results.json`` that another process has written, perhaps on another machine."""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta
from pathlib import Path

from harness.verdict.plan import Plan, Shard, parse_shard
from harness.verdict.records import Record, RunResult

FILE = "results.json"
SCHEMA = "tokenassay/results/1"


class MergeError(ValueError):
    """The parts do not make a whole; the message names what is missing or does not fit, and the next step."""


@dataclass(frozen=True, slots=True)
class Part:
    """One run. ``place`` is its folder or file as it was typed, ``folder`` where its reports and pictures lie."""

    place: str
    folder: Path
    run: RunResult
    plan: Plan
    shard: Shard

    @property
    def told(self) -> str:
        """What it is a run of, such as ``orders-api 2/5``."""
        names = ", ".join(one.name for one in self.plan.targets)
        return names if self.shard.whole else f"{names} {self.shard}"

    @property
    def began(self) -> datetime:
        """When it began."""
        return datetime.fromisoformat(self.run.started).astimezone(UTC)

    @property
    def ended(self) -> datetime:
        """When it was over."""
        return self.began + timedelta(seconds=self.run.seconds)

    def records(self, place: int) -> tuple[Record, ...]:
        """Return the verdicts on the target at ``place`` of the plan, none if the run was stopped before it."""
        return self.run.targets[place].scenarios if place < len(self.run.targets) else ()


def read(place: str) -> Part:
    """Return the part in the folder or file ``place``; MergeError if there is none that can be merged."""
    path = Path(place, FILE) if Path(place).is_dir() else Path(place)
    try:
        data = path.read_bytes()
    except OSError as error:
        raise MergeError(
            f"{path}: {error.strerror}; give the --reports folder of a run that has come to its end"
        ) from error
    run = _parsed(path, data)
    if run.schema != SCHEMA:
        raise MergeError(f"{path}: the schema is {run.schema!r}, not {SCHEMA!r}; merge with the version that wrote it")
    if run.plan is None:
        raise MergeError(f"{path} does not say what the run was of; only runs of `tokenassay run` can be merged")
    if [one.name for one in run.targets] != [one.name for one in run.plan.targets][: len(run.targets)]:
        raise MergeError(f"{path}: its targets are not those of its plan; run it again")
    try:
        part = Part(place, path.parent, run, run.plan, parse_shard(run.shard or "1/1"))
        _ = part.ended
    except (ValueError, OverflowError) as error:
        raise MergeError(f"{path}: {error}; run it again") from error
    return part


def _parsed(path: Path, data: bytes) -> RunResult:
    from pydantic import TypeAdapter, ValidationError

    try:
        return TypeAdapter(RunResult).validate_json(data)
    except ValidationError as error:
        first = error.errors()[0]
        where = ".".join(map(str, first["loc"]))
        said = f"{where}: {first['msg']}" if where else first["msg"]
        raise MergeError(f"{path} is not a results.json of tokenassay: {said}") from error
