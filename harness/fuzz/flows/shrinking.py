"""A flow made shorter: steps are left out and arguments made simpler while it still breaks the same rule.

Hypothesis would do so by itself, in a thousand runs; what is known of steps makes it some dozens.
"""

import json
from collections.abc import Callable, Iterator

from harness.fuzz.flows.recording import Choices
from harness.fuzz.probe import Disagreed, Json

CHUNKS = (8, 4, 2, 1)
"""How many steps are left out at a time."""


def shortest(found: Disagreed, again: Callable[[Json], Disagreed | None], choices: Choices) -> Disagreed:
    """Return what the shortest flow shows that can be had from that of ``found``; ``again`` takes a flow anew."""
    tried = {json.dumps(found.example)}
    while True:
        for flow in _simpler(found.example, choices):
            if (said := json.dumps(flow)) in tried:
                continue
            tried.add(said)
            if better := again(flow):
                found = better
                break
        else:
            return found


def _simpler(flow: Json, choices: Choices) -> Iterator[Json]:
    """Yield flows that are simpler than ``flow``, the simplest first."""
    for size in CHUNKS:
        # The last step is the one that breaks something.
        for start in range(len(flow) - 1 - size, -1, -1):
            yield flow[:start] + flow[start + size :]
    for place, (name, arguments) in enumerate(flow):
        for key, values in choices[name].items():
            for value in dict.fromkeys(values[: values.index(arguments[key])]):
                yield [*flow[:place], [name, {**arguments, key: value}], *flow[place + 1 :]]
