"""Measuring everything, one measurement after the other; whatever one of them cannot say, the next may."""

from collections.abc import Callable
from dataclasses import dataclass, replace
from typing import TypeVar

from harness.calibrate.bench import Bench
from harness.calibrate.registry import Ending, Gap, LeftOutError, Line, Measurement, measurements
from harness.contract.profile import Profile
from harness.verdict.evidence import masked, scrubbed
from harness.verdict.stop import InconclusiveError

Kept = TypeVar("Kept", Line, Gap)


@dataclass(frozen=True, slots=True)
class Calibration:
    """What was measured, and what was left out, both in the order of the profile."""

    lines: tuple[Line, ...]
    gaps: tuple[Gap, ...]

    @property
    def concluded(self) -> bool:
        """Whether everything was measured that the store has."""
        return bool(self.lines) and all(gap.ending is Ending.MOOT for gap in self.gaps)


def calibrate(bench: Bench, heard: Callable[[Measurement], None]) -> Calibration:
    """Take every measurement at ``bench``; ``heard`` is told of each as it begins."""
    lines: list[Line] = []
    gaps: list[Gap] = []
    for one in measurements():
        heard(one)
        found, left_out = _measured(bench, one)
        lines += found
        gaps += left_out
    secrets = bench.context.all_secrets()
    return Calibration(
        _in_order(bench.context.profile, [_cleaned(line, secrets) for line in lines]),
        _in_order(bench.context.profile, [replace(gap, why=_clean(gap.why, secrets)) for gap in gaps]),
    )


def _measured(bench: Bench, one: Measurement) -> tuple[list[Line], list[Gap]]:
    """Return the lines of one measurement, and the gaps that it leaves; an obstacle on the way leaves nothing of it."""
    lines: list[Line] = []
    try:
        with bench.context.watched():
            if bench.context.stopped:
                raise LeftOutError(bench.context.stopped)
            lines.extend(one.measure(bench))
    except LeftOutError as error:
        done = {line.key for line in lines}
        return lines, [Gap(key, str(error), error.ending) for key in one.keys if key not in done]
    except InconclusiveError as error:
        return [], [Gap(key, str(error)) for key in one.keys]
    return lines, []


def _in_order(profile: Profile, found: list[Kept]) -> tuple[Kept, ...]:
    places = {key: place for place, key in enumerate(profile.facts)}
    return tuple(sorted(found, key=lambda one: places[one.key]))


def _cleaned(line: Line, secrets: tuple[str, ...]) -> Line:
    value = scrubbed(line.value, secrets)
    return Line(line.key, tuple(value) if isinstance(value, list) else value, _clean(line.evidence, secrets))


def _clean(text: str, secrets: tuple[str, ...]) -> str:
    return masked(str(scrubbed(text, secrets)))
