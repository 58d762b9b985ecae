"""Putting the parts of runs together: whether they belong together, whether all are there, and every verdict once.

A whole run is the only part of itself, so that whole runs of several targets are merged by the same rules.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import chain, zip_longest

from harness.report.text import count
from harness.suite.parts import MergeError, Part
from harness.verdict.diagnosis import conclude
from harness.verdict.plan import Plan, Planned, digest_of
from harness.verdict.records import Record, TargetResult

_NAMED = 10  # missing shards that are told by their numbers


@dataclass(frozen=True, slots=True)
class Whole:
    """One target over all shards: its verdicts, each with the part that it is from.

    ``lacks`` says of each shard that was cut short what it has no verdict on; there is nothing where all are there.
    """

    planned: Planned
    verdicts: tuple[tuple[Part, Record], ...]
    lacks: tuple[str, ...]

    def conclude(self, records: Sequence[Record]) -> TargetResult:
        """Return the result, its findings made anew; what is not all there can violate, but never conform."""
        found = conclude(self.planned.name, self.planned.role, records)
        if not self.lacks:
            return found
        verdict = found.verdict if found.verdict == "violates" else "inconclusive"
        return replace(found, verdict=verdict, reason="; ".join(self.lacks))


def put_together(parts: Sequence[Part]) -> list[Whole]:
    """Return the targets of all ``parts``; MergeError if parts do not fit, are missing, or are there twice."""
    _alike(parts)
    wholes: list[Whole] = []
    for group in _groups(parts):
        ordered = sorted(group, key=lambda part: part.shard.number)
        _fitting(ordered)
        _complete(ordered)
        wholes += [_whole(ordered, place) for place in range(len(ordered[0].plan.targets))]
    return wholes


def plan_of_all(parts: Sequence[Part], wholes: Iterable[Whole]) -> Plan:
    """Return the plan that the merged run is told to have had."""
    return replace(parts[0].plan, targets=tuple(one.planned for one in wholes))


def _alike(parts: Sequence[Part]) -> None:
    """Make sure that all was run in one way, whatever it was run against."""
    first, facts = parts[0], [dict(_facts(part)) for part in parts]
    for part, own in zip(parts, facts, strict=True):
        for name, value in own.items():
            if value != facts[0][name]:
                raise MergeError(f"{name} is {facts[0][name]} in {first.place} and {value} in {part.place}; "
                                 "only runs that were alike can be merged: run one of them again")  # fmt: skip


def _facts(part: Part) -> Iterator[tuple[str, object]]:
    measured = f" (SHA-256 {part.plan.profile[:12]}…)" if part.plan.profile else ""
    yield "the version of tokenassay", part.run.tokenassay
    yield "--seed", part.run.seed
    yield "--profile", f"{part.run.profile}{measured}"
    yield "--strict", "on" if part.plan.strict else "off"


def _groups(parts: Sequence[Part]) -> list[list[Part]]:
    """Return the parts by the targets that they are of; no target may be in two groups."""
    groups: dict[tuple[str, ...], list[Part]] = defaultdict(list)
    for part in parts:
        groups[tuple(one.name for one in part.plan.targets)].append(part)
    owners: dict[str, Part] = {}
    for names, group in groups.items():
        for name in dict.fromkeys(names):
            if name in owners:
                places = f"{owners[name].place} and in {group[0].place}"
                raise MergeError(
                    f"{name} is in {places}, which are of different runs; leave one of them out, or give the target "
                    "another name and run it again"
                )
            owners[name] = group[0]
    return list(groups.values())


def _fitting(parts: Sequence[Part]) -> None:
    """Make sure that all are parts of one run."""
    first = parts[0]
    for part in parts[1:]:
        if part.shard.total != first.shard.total:
            raise MergeError(f"{first.place} is {_kind(first)} of {_named(first)}, and {part.place} {_kind(part)}; "
                             "give the parts of one run only")  # fmt: skip
        for ours, theirs in zip(first.plan.targets, part.plan.targets, strict=True):
            if told := _difference(ours, theirs):
                raise MergeError(f"{ours.name}: {told} in {part.place} than in {first.place}; "
                                 "run all shards with the same options and files")  # fmt: skip


def _difference(ours: Planned, theirs: Planned) -> str:
    """Return how two shards of a target differ where they must not; "" if they do not."""
    if (ours.content, ours.role) != (theirs.content, theirs.role):
        return "the target file, or what is kept beside it, is another one"
    if ours.browser != theirs.browser:
        return "--browser is another"
    if ours.selection != theirs.selection:
        return f"the selection is another ({theirs.selection or 'everything'}, not {ours.selection or 'everything'})"
    if ours.ids and theirs.ids and (ours.scenarios, ours.ids) != (theirs.scenarios, theirs.ids):
        return "the same selection found other scenarios"
    return ""


def _complete(parts: Sequence[Part]) -> None:
    """Make sure that every shard is there, and none twice."""
    by_number: dict[int, Part] = {}
    for part in parts:
        if other := by_number.get(part.shard.number):
            told = f"{other.place} and {part.place} are both {_kind(part)} of {_named(part)}"
            raise MergeError(f"{told}; give one of them, so that every verdict counts once")
        by_number[part.shard.number] = part
    total = parts[0].shard.total
    missing = [f"{number}/{total}" for number in range(1, total + 1) if number not in by_number]
    if missing:
        more = f" and {len(missing) - _NAMED} more" if len(missing) > _NAMED else ""
        named = f"{', '.join(missing[:_NAMED])}{more}"
        which = f"shard {named} is" if len(missing) == 1 else f"shards {named} are"
        them = "it" if len(missing) == 1 else "them"
        raise MergeError(
            f"{_named(parts[0])}: {which} missing; run {them} as the others were, with --shard {missing[0]}, "
            "and give the folders of all"
        )


def _whole(parts: Sequence[Part], place: int) -> Whole:
    """Return the target at ``place`` of the plan, over all of ``parts``."""
    known = [part.plan.targets[place] for part in parts]
    planned = next((one for one in known if one.ids), known[0])
    verdicts = _dealt_back([[(part, record) for record in part.records(place)] for part in parts])
    _once(planned, verdicts)
    lacks = tuple(filter(None, (_lack(part, planned, len(part.records(place))) for part in parts)))
    if not lacks and planned.ids and digest_of(record.id for _, record in verdicts) != planned.ids:
        raise MergeError(f"{planned.name}: the scenarios of its shards are not those that were selected; run it again")
    return Whole(planned, verdicts, lacks)


def _dealt_back(hands: Sequence[Sequence[tuple[Part, Record]]]) -> tuple[tuple[Part, Record], ...]:
    """Return what was dealt out, in the order in which it lay before."""
    return tuple(one for one in chain.from_iterable(zip_longest(*hands)) if one)


def _once(planned: Planned, verdicts: Iterable[tuple[Part, Record]]) -> None:
    """Make sure that every scenario has one verdict only."""
    seen: dict[str, Part] = {}
    for part, record in verdicts:
        if other := seen.get(record.id):
            raise MergeError(f"{planned.name}: {record.id} has a verdict in {other.place} and another in {part.place}; "
                             "it belongs to one shard only, so run those two again")  # fmt: skip
        seen[record.id] = part


def _lack(part: Part, planned: Planned, had: int) -> str:
    """Return what a part that was cut short has no verdict on, or ""; MergeError if it has more than it was dealt."""
    kind = "the run" if part.shard.whole else part.shard.told
    if not planned.ids:  # nobody came far enough to know; where nobody came anywhere that is plain already
        return f"{kind} was stopped before its end" if had else ""
    share = part.shard.share(planned.scenarios)
    if had > share:
        raise MergeError(f"{part.place}: {planned.name} has {count(had, 'verdict')} in place of {share}; run it again")
    return f"{kind} has no verdict on {share - had} of its {count(share, 'scenario')}" if had < share else ""


def _kind(part: Part) -> str:
    return "a whole run" if part.shard.whole else part.shard.told


def _named(part: Part) -> str:
    return ", ".join(one.name for one in part.plan.targets)
