"""The engine of a guided hunt, Atheris, in a process that it takes over: examples that reach new code are kept.

It presents tokens as any probe does, to an app whose functions were instrumented, and tells its parent what came of
them, one JSON object a line. It ends when nobody listens any more.
"""

import base64
import json
import os
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, field
from functools import partial
from pathlib import Path
from random import Random
from typing import Any

from hypothesis import settings

from harness.fuzz.deepening.bytewise import SIZE
from harness.fuzz.deepening.mutating import Mutator, constants
from harness.fuzz.deepening.own_code import functions
from harness.fuzz.differential import TokenProbe
from harness.fuzz.probe import Breach, Disagreed, Json
from harness.targets.realtime import real_monotonic

NOTHING = "--coverage: no code of the app is your own; what is installed as a library guides nothing"
EVERY = 0.2
"""Seconds between two accounts of what was tried."""
ENGINE = (f"-max_len={SIZE}", "-len_control=0", "-rss_limit_mb=0", "-mutate_depth=2")
"""Options of libFuzzer: examples whole from the start, and few changes to one before it is tried."""


@dataclass(slots=True)
class Teller:
    """The ear of the process that the engine runs in; ``say`` takes what the parent is to hear."""

    say: Callable[[dict[str, Any]], None]
    seen: Counter[tuple[str, str]] = field(default_factory=Counter)
    breaches: Counter[tuple[str, str]] = field(default_factory=Counter)
    rules: dict[str, tuple[str, ...]] = field(default_factory=dict)
    last: float = 0.0

    def over(self) -> bool:
        """Go on until the parent ends this process."""
        return False

    def tried(self, behaviour: str, rules: Iterable[str] = ()) -> None:
        """Count one example, and now and then tell of those since the last time."""
        self.seen[behaviour, json.dumps(list(rules))] += 1
        now = real_monotonic()
        if now - self.last > EVERY:
            self.tell(now)

    def tell(self, now: float) -> None:
        """Tell what was tried since the last time."""
        self.say({"tried": [[what, json.loads(rules), count] for (what, rules), count in self.seen.items()]})
        self.seen.clear()
        self.last = now

    def broke(self, example: Json, breach: Breach) -> None:
        """Stop at the first, second, fourth breach of a rule and so on: the parent knows which of them are news."""
        key = breach.rule, str(breach.level)
        self.breaches[key] += 1
        if self.breaches[key].bit_count() == 1:
            raise Disagreed(example, breach)


def speaker() -> Callable[[dict[str, Any]], None]:
    """Return what writes to the parent; whatever else is printed from now on goes to standard error."""
    out = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)

    def say(message: dict[str, Any]) -> None:
        try:
            out.write(json.dumps(message) + "\n")
            out.flush()
        except OSError:
            os._exit(0)  # nobody listens; libFuzzer would report a leaving by exception as a crash

    return say


def run(probe: TokenProbe[Any], corpus: Path, start: int, say: Callable[[dict[str, Any]], None]) -> None:
    """Present tokens as long as the parent listens, from what ``corpus`` holds and the seed ``start``; no return."""
    import atheris

    fuzz = _one_input(probe, say)
    own = list(functions())
    if not own:
        say({"problem": NOTHING})
    mutator = Mutator(
        lambda data, most: bytes(atheris.Mutate(data, most)),
        {text for function in own for text in constants(function.__code__)},
    )

    def one_input(data: bytes) -> None:
        if not mutator.listens:  # the engine puts its functions in place only when it starts
            _listen(atheris, mutator)
        fuzz(data)

    for function in (*own, one_input):  # an engine that sees nothing of its first two examples gives up
        atheris.instrument_func(function)
    say({"instrumented": sorted({function.__code__.co_filename for function in own})})
    options = [f"-seed={start % (2**32 - 2) + 1}", *ENGINE, f"-artifact_prefix={corpus}/"]
    change = partial(_changed, mutator)
    atheris.Setup([sys.argv[0], *options, str(corpus)], one_input, custom_mutator=change)
    atheris.Fuzz()


def _one_input(probe: TokenProbe[Any], say: Callable[[dict[str, Any]], None]) -> Callable[[bytes], None]:
    """Return what tries one example and tells of it."""
    ear = Teller(say)
    fuzz = probe.property(settings(database=None, deadline=None), ear).hypothesis.fuzz_one_input

    def one_input(data: bytes) -> None:
        whole = data[:SIZE].ljust(SIZE, b"\0")
        try:
            fuzz(whole)
        except Disagreed:
            ear.tell(real_monotonic())
            say({"broke": base64.b64encode(whole).decode()})

    return one_input


def _changed(mutator: Mutator, data: bytes, most: int, start: int) -> bytes:
    return mutator.changed(data, Random(start))  # noqa: S311 - a choice of cases, not of keys


def _listen(atheris: Any, mutator: Mutator) -> None:
    """Let ``mutator`` hear what instrumented code compares; that calls ``atheris._trace_cmp`` by its name each time."""
    trace = atheris._trace_cmp

    def traced(left: Any, right: Any, operator: int, place: int, is_constant: bool) -> Any:
        mutator.compared(left, right, named=is_constant)
        return trace(left, right, operator, place, is_constant)

    atheris._trace_cmp, mutator.listens = traced, True
