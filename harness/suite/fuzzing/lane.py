"""One lane: a hunt in one process, which tells how far it is through a small file."""

import json
from collections.abc import Callable, Sequence
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

from hypothesis.configuration import set_hypothesis_home_dir

from harness.fuzz.database import open_database
from harness.fuzz.finds import identity
from harness.fuzz.hunt import Hunt
from harness.fuzz.probe import Probe
from harness.fuzz.properties import own_home
from harness.fuzz.tally import Budget, Tally
from harness.suite.fuzzing.asked import Asked
from harness.suite.fuzzing.tallies import as_json, from_json
from harness.suite.probing import probes_of
from harness.suite.roles import Hands
from harness.targets.realtime import real_monotonic
from harness.verdict.context import Context

EVERY = 0.25
"""Seconds between two words about how far a lane is."""


@dataclass(slots=True)
class Said:
    """Where a lane writes how far it is; the file is replaced whole, so that nobody reads half of it."""

    path: Path
    _last: float = 0.0
    _finds: int = field(default=0)

    def is_due(self, tally: Tally) -> bool:
        """Whether it is time to say something: now and then, and at once where something was found."""
        now = real_monotonic()
        if now - self._last < EVERY and len(tally.finds) == self._finds:
            return False
        self._last, self._finds = now, len(tally.finds)
        return True

    def write(self, tally: Tally) -> None:
        """Write ``tally`` down."""
        half = self.path.with_suffix(".half")
        half.write_text(json.dumps(as_json(tally), default=str), "utf-8")
        half.replace(self.path)


def _nothing(tally: Tally) -> None:
    """Say nothing: the process that leads reads the file."""


@dataclass(frozen=True, slots=True)
class Post:
    """Where lanes say how far they are: files in ``folder``, and ``tell``; the file ``stop`` there ends them all."""

    folder: Path
    tell: Callable[[Tally], None] = _nothing

    @property
    def stop(self) -> Path:
        """The file that is there once somebody has stopped the hunt."""
        return self.folder / "stop"

    def path(self, lane: str) -> Path:
        """Return the file of a lane."""
        return self.folder / f"{lane.replace('/', '-')}.json"


def read(path: Path) -> Tally:
    """Return what a lane has said last; an empty tally where it has not said anything yet."""
    with suppress(OSError, ValueError):
        return from_json(json.loads(path.read_text("utf-8")))
    return Tally()


def hunt(context: Context, hands: Hands, asked: Asked, lane: str, post: Post) -> Tally:
    """Hunt as ``lane``, and tell ``post`` how far it is."""
    set_hypothesis_home_dir(own_home())
    said = Said(post.path(lane))

    def told(tally: Tally) -> None:
        if said.is_due(tally):
            said.write(tally)
            post.tell(tally)

    target = context.target
    tally = from_json(asked.before.get(lane, {}))
    share = -(-asked.examples // asked.lanes) if asked.examples else 0
    probes, let_go = _probes(context, hands, asked)
    hunting = Hunt(
        probes,
        Budget(share + tally.examples if share else 0, asked.seconds),
        level=asked.level,
        start=asked.seed,
        lane=lane,
        database=open_database(asked.database, identity(target.role, target.name)),
        told=told,
        enough=lambda tally: post.stop.exists(),
        tally=tally,
    )
    try:
        if context.stopped:
            tally.stopped = context.stopped
            return tally
        return hunting.run()
    finally:
        let_go()
        said.write(tally)


def _probes(context: Context, hands: Hands, asked: Asked) -> tuple[Sequence[Probe], Callable[[], None]]:
    """Return what the lane hunts with, one probe guided by coverage where that was asked for, and what ends that."""
    probes = probes_of(context, hands, asked.source)
    if not asked.coverage or context.stopped:
        return probes, lambda: None
    from harness.suite.guiding import guided_probe

    guided = guided_probe(context, hands, Path(asked.coverage), asked.source)
    return (guided, *probes), guided.close
