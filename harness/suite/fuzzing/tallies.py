"""Tallies of lanes as JSON, and brought together."""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import asdict
from typing import Any

from harness.contract.words import Level
from harness.fuzz.finds import Find
from harness.fuzz.probe import Breach
from harness.fuzz.tally import Tally

COUNTERS = ("behaviours", "rules", "softer", "unsteady")
NUMBERS = ("examples", "shrinks", "rounds")


def as_json(tally: Tally) -> dict[str, Any]:
    """Return a tally as JSON; nothing in it is a secret that the example did not already tell."""
    return {
        **{name: getattr(tally, name) for name in NUMBERS},
        **{name: dict(getattr(tally, name)) for name in COUNTERS},
        "finds": [asdict(find) for find in tally.finds],
        "unsettled": [asdict(find) for find in tally.unsettled],
        "mended": [one.decode("utf-8", "replace") for one in tally.mended],
        "stopped": tally.stopped,
        "lost": tally.lost,
        "chased": asdict(tally.chased) if tally.chased else None,
    }


def from_json(data: dict[str, Any]) -> Tally:
    """Return the tally that ``as_json`` wrote."""
    tally = Tally()
    for name in NUMBERS:
        setattr(tally, name, int(data.get(name, 0)))
    for name in COUNTERS:
        getattr(tally, name).update(data.get(name, {}))
    tally.finds = [_find(one) for one in data.get("finds", ())]
    tally.unsettled = [_find(one) for one in data.get("unsettled", ())]
    tally.mended = [str(one).encode() for one in data.get("mended", ())]
    tally.stopped, tally.lost = str(data.get("stopped", "")), str(data.get("lost", ""))
    tally.chased = _find(chased) if (chased := data.get("chased")) else None
    return tally


def _find(data: dict[str, Any]) -> Find:
    breach = data["breach"]
    return Find(**{**data, "breach": Breach(**{**breach, "level": Level(breach["level"])})})


def together(tallies: Iterable[Tally]) -> Tally:
    """Return one tally of several lanes: each rule is found once, by its smallest example.

    What a lane was still shrinking when somebody ended it is found as well.
    """
    whole, found = Tally(), Counter[str]()
    best: dict[str, Find] = {}
    for tally in tallies:
        for name in NUMBERS:
            setattr(whole, name, getattr(whole, name) + getattr(tally, name))
        for name in COUNTERS:
            getattr(whole, name).update(getattr(tally, name))
        for find in (*tally.finds, *filter(None, [tally.chased])):
            rule = find.breach.rule
            found[rule] += 1
            best[rule] = min((find, best.get(rule, find)), key=_size)
        whole.unsettled += tally.unsettled
        whole.mended += [one for one in tally.mended if one not in whole.mended]
        whole.stopped, whole.lost = whole.stopped or tally.stopped, whole.lost or tally.lost
    whole.finds = list(best.values())
    return whole


def dealt(before: Mapping[str, dict[str, Any]], names: Sequence[str]) -> dict[str, dict[str, Any]]:
    """Return the tallies of a hunt, as JSON by lane, for the lanes ``names`` that go on with it.

    The first takes over what lanes did that are there no more; new ones begin after the latest round of all, so that
    nobody ever makes up the same again.
    """
    latest = max((int(one.get("rounds", 0)) for one in before.values()), default=0)
    lanes = {name: before.get(name, {"rounds": latest}) for name in names}
    if left := [one for name, one in before.items() if name not in lanes]:
        lanes[names[0]] = as_json(together(from_json(one) for one in (lanes[names[0]], *left)))
    return lanes


def _size(find: Find) -> int:
    return len(find.stored())
