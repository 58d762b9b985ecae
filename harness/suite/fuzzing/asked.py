"""What a hunt is asked to do, in every process that takes part."""

from dataclasses import asdict, dataclass, field
from typing import Any

from harness.contract.words import Level
from harness.fuzz.moves import Source


@dataclass(frozen=True, slots=True)
class Asked:
    """``examples`` and ``seconds`` are the budget of all lanes together, 0 for no bound.

    ``lanes`` is how many hunt side by side, ``shard`` what tells this machine's from others' ("" alone), ``database``
    where examples are kept. ``coverage`` is the folder of what led to new code of the app, "" where that is no guide.
    ``before`` are the tallies of the hunt that is gone on with, by lane.
    """

    examples: int = 0
    seconds: float = 0.0
    level: Level = Level.MUST
    source: Source = Source.BOTH
    seed: int = 0
    lanes: int = 1
    shard: str = ""
    database: str = "none"
    coverage: str = ""
    before: dict[str, Any] = field(default_factory=dict)

    @property
    def names(self) -> list[str]:
        """The names of the lanes; each makes up other examples."""
        return [f"{self.shard}.{number}".lstrip(".") for number in range(1, self.lanes + 1)]

    def as_json(self) -> dict[str, Any]:
        """Return it as it travels to other processes."""
        return asdict(self)

    @classmethod
    def from_json(cls, data: dict[str, Any]) -> "Asked":
        """Return what ``as_json`` wrote."""
        return cls(**{**data, "level": Level(data["level"]), "source": Source(data["source"])})
