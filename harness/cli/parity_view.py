"""A comparison as its reader sees it: the gravest differences first, and how many scenarios agreed."""

from collections import Counter
from pathlib import Path

from harness.contract.words import Verdict
from harness.report.terminal_console import Patient
from harness.report.terminal_ink import SHORT, Ink
from harness.report.text import count
from harness.verdict.parity import Difference, Means, Parity
from harness.verdict.records import Record

_SHOWN = 20  # scenarios at most that one kind of difference is told with


def show(found: Parity, names: tuple[str, str], path: Path) -> None:
    """Write where the targets called ``names`` differ; ``path`` holds it all."""
    ink = Ink(Patient())
    for means in Means:
        some = found.having(means)
        if some:
            ink.heading(f"{means[:1].upper()}{means[1:]} ({count(len(some), 'scenario')})")
        if means is Means.UNDECIDED:
            _reasons(ink, some, names)
            continue
        for one in some[:_SHOWN]:
            _difference(ink, one, names)
        if len(some) > _SHOWN:
            ink.line((f"  and {count(len(some) - _SHOWN, 'more scenario')}, all in {path}", "label"))
    ink.line()
    ink.line((_agreement(found, names), "heading"))
    ink.line(("reports   ", "label"), str(path))


def _difference(ink: Ink, one: Difference, names: tuple[str, str]) -> None:
    record = one.record
    ink.line("  ", (f"{record.level}, {one.severity}", one.severity), " ", record.id)
    ink.field(4, "", record.title)
    wide = max(map(len, names))
    for name, side in zip(names, (one.a, one.b), strict=True):
        _side(ink, f"{name:<{wide}}", side)


def _side(ink: Ink, name: str, record: Record | None) -> None:
    if record is None:
        ink.line((f"    {name}  ", "label"), "has no such scenario")
        return
    seen = record.reason if record.verdict is Verdict.NOT_APPLICABLE else record.observed or record.reason
    verdict = SHORT.get(record.verdict, record.verdict)
    ink.line((f"    {name}  ", "label"), (f"{verdict:<8}", record.verdict), f"  {seen}")
    ink.command(6 + len(name), "replay", record.replay)


def _reasons(ink: Ink, some: tuple[Difference, ...], names: tuple[str, str]) -> None:
    told = Counter(
        f"{name}: {side.reason}"
        for one in some
        for name, side in zip(names, (one.a, one.b), strict=True)
        if side and side.verdict in (Verdict.INCONCLUSIVE, Verdict.ERROR)
    )
    for reason, number in told.most_common():
        ink.item(number, reason, Verdict.INCONCLUSIVE)


def _agreement(found: Parity, names: tuple[str, str]) -> str:
    """Return in one sentence how many scenarios came out alike."""
    judged = sum(one.means.judged for one in found.differences)
    rest = f"; {found.neither} apply to neither" if found.neither else ""
    verdicts = f"{judged or 'no'} {'verdict differs' if judged < 2 else 'verdicts differ'}"
    return f"{names[0]} and {names[1]} agree in {count(found.agreed, 'scenario')}, {verdicts}{rest}"
