"""How many made-up tokens a second the fuzzer tries in process, beside Hypothesis alone."""

import tempfile
import time
from collections.abc import Callable
from dataclasses import replace
from functools import partial
from pathlib import Path

from common import CLIENT_CORE, Answer, Row, aimed, interleaved, main, pin, ratios, spread
from hypothesis import HealthCheck, Verbosity, given, seed, settings
from hypothesis import strategies as st
from verifiers import target_file

from harness.contract.words import Kind, Level
from harness.fuzz.differential import TokenProbe
from harness.fuzz.hunt import Hunt
from harness.fuzz.moves import Source
from harness.fuzz.strategies import recipes
from harness.fuzz.tally import Budget
from harness.fuzz.verifier import token_probe
from harness.fuzz.verifier.presenting import Presented
from harness.suite.roles import VerifierHands
from harness.suite.standing import standing
from harness.verdict.notebook import Notebook
from harness.verdict.verifier.context import VerifierContext
from harness.verdict.verifier.suite import VerifierSuite

NUMBER = 2_000
STEPS = (1, 2, 4, 8)
KINDS = {
    "joserfc": {"callable": "verifiers:verify_by_joserfc"},
    "PyJWT": {"callable": "verifiers:verify"},
    "PyJWT and ASGI": {"asgi": "verifiers:asgi"},
}
QUESTION = "How many examples a second does the fuzzer try in process, and what does a further deviation cost?"
HOW = (
    "{rounds} rounds, taking turns, in processor time on one core; {number:,} examples each. The fuzzer makes up a "
    "token of up to two deviations, writes it, judges it, presents it to an integration of "
    "`fixtures/integrations/verifier/python` under a clock that stands still, reads the answer and compares. Beside "
    "it stands Hypothesis with a property of one integer that does nothing, under the same settings. Then the same "
    "with exactly one deviation, two, four and eight, made up without the catalogue."
)


def measure(rounds: int) -> Answer:
    """Return the rates beside the trivial property's, and the cost of an example as its deviations double."""
    pin(CLIENT_CORE)
    with tempfile.TemporaryDirectory() as name:
        rows = [_against_trivial(Path(name), kind, rounds) for kind in KINDS]
        rows += _doubling(Path(name), rounds)
    return Answer(QUESTION, HOW.format(rounds=rounds, number=NUMBER), tuple(rows))


def _against_trivial(folder: Path, kind: str, rounds: int) -> Row:
    with _Standing(folder, kind) as suite:
        hunted, trivial = interleaved(rounds, lambda: _rate(token_probe(suite)), _trivial)
    found = ratios(hunted, trivial)
    against = f"a trivial property {spread(trivial, '/s', 0)}"
    aim = aimed(found, least=0.5)
    return Row(f"examples through {kind}", spread(hunted, "/s", 0), against, cpu=spread(found), aim=aim)


def _doubling(folder: Path, rounds: int) -> list[Row]:
    with _Standing(folder, "joserfc") as suite:
        probes = [_probe(suite, steps) for steps in STEPS]
        _rate(probes[-1])  # tables are built once
        found = interleaved(rounds, *(partial(_rate, probe) for probe in probes))
    rows = []
    for steps, rates, fewer in zip(STEPS[1:], found[1:], found, strict=False):
        measured = spread([1e6 / one for one in rates], " us", 0)
        against = f"{steps // 2}: {spread([1e6 / one for one in fewer], ' us', 0)}"
        rows.append(Row(f"an example of {steps} deviations", measured, against, cpu=spread(ratios(fewer, rates))))
    return rows


def _probe(suite: VerifierSuite, steps: int) -> TokenProbe[Presented]:
    made = recipes(Kind.CURRENT, steps, Source.MADE_UP, least=steps, algorithms=suite.context.takes)
    return replace(token_probe(suite), made=made.map(lambda recipe: (recipe,)))


def _rate(probe: TokenProbe[Presented]) -> float:
    """Return examples a second; breaches softer than a must stop nothing."""
    started = time.process_time()
    tally = Hunt([probe], Budget(examples=NUMBER), level=Level.MUST).run()
    seconds = time.process_time() - started
    assert tally.examples >= NUMBER, tally
    return tally.examples / seconds


def _trivial() -> float:
    count = 0

    @seed(0)
    @settings(
        max_examples=500,
        database=None,
        deadline=None,
        suppress_health_check=list(HealthCheck),
        verbosity=Verbosity.quiet,
        report_multiple_bugs=False,
    )
    @given(st.integers())
    def nothing(number: int) -> None:
        nonlocal count
        count += 1

    started = time.process_time()
    while count < NUMBER:
        nothing()
    return count / (time.process_time() - started)


class _Standing:
    """The app of a kind, reached, for a block."""

    def __init__(self, folder: Path, kind: str) -> None:
        self._standing = standing(str(target_file(folder, **KINDS[kind])), "observed", 0, strict=False)
        self._close: Callable[[], None] = lambda: None

    def __enter__(self) -> VerifierSuite:
        context = self._standing.__enter__()
        assert isinstance(context, VerifierContext)
        hands = VerifierHands(context)
        self._close = hands.close
        hands.greet()
        assert not context.stopped, context.stopped
        note = Notebook("fuzz", "fuzz", "verifier.robustness", Level.MUST, context.profile, strict=False)
        suite = hands.suite(note)
        assert isinstance(suite, VerifierSuite)
        return suite

    def __exit__(self, *raised: object) -> None:
        self._close()
        self._standing.__exit__(None, None, None)


if __name__ == "__main__":
    main(measure, 5)
