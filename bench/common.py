"""What the benchmarks share: rows to report, rounds, processor cores, and the tokens to measure with."""

import argparse
import os
import resource
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import TypeVar
from uuid import uuid4

from harness.store.seeds import load_seed
from harness.tokens import App, Customer, Scene, Store

HERE = Path(__file__).resolve().parent
TOOLS = Path.home() / ".cache" / "tokenassay-bench"
"""Where ``npm install --prefix`` puts WireMock."""

SERVER_CORE, CLIENT_CORE = 0, 1

Found = TypeVar("Found")


@dataclass(frozen=True, slots=True)
class Row:
    """One line of a table: what was measured, and how it stands to what it is measured against.

    ``cpu`` is the ratio in processor time, which others on the machine disturb less than ``ratio``, that of the wall.
    """

    name: str
    measured: str
    against: str = ""
    ratio: str = ""
    cpu: str = ""
    aim: str = ""


@dataclass(frozen=True, slots=True)
class Answer:
    """The answer to one question: its table, and in ``how`` what was done, in a sentence or two."""

    question: str
    how: str
    rows: tuple[Row, ...]


def spread(values: Sequence[float], unit: str = "", digits: int = 2) -> str:
    """Return the median with the lowest and the highest, so that the noise can be seen."""
    middle, low, high = statistics.median(values), min(values), max(values)
    return f"{middle:,.{digits}f}{unit} ({low:,.{digits}f} to {high:,.{digits}f})"


def ratios(over: Sequence[float], under: Sequence[float]) -> list[float]:
    """Return ``over`` through ``under``, round by round."""
    return [one / other for one, other in zip(over, under, strict=True)]


def aimed(values: Sequence[float], least: float | None = None, most: float | None = None) -> str:
    """Return the aim and whether the median meets it."""
    middle = statistics.median(values)
    if least is not None:
        return f"at least {least:g}: {'met' if middle >= least else 'MISSED'}"
    assert most is not None
    return f"at most {most:g}: {'met' if middle <= most else 'MISSED'}"


def interleaved(rounds: int, *candidates: Callable[[], Found]) -> list[list[Found]]:
    """Return what each of ``candidates`` measures in each round; they take turns, so that all meet the same noise."""
    found: list[list[Found]] = [[] for _ in candidates]
    for number in range(rounds):
        order = range(len(candidates)) if number % 2 == 0 else reversed(range(len(candidates)))
        for index in order:
            found[index].append(candidates[index]())
    return found


def pinned(core: int, *command: str) -> list[str]:
    """Return ``command`` so that it stays on one processor core, where there are two and ``taskset``."""
    return ["taskset", "-c", str(core), *command] if (os.cpu_count() or 1) > 1 else list(command)


def pin(core: int) -> None:
    """Keep this process on one processor core, where there are two."""
    if (os.cpu_count() or 1) > 1 and hasattr(os, "sched_setaffinity"):
        os.sched_setaffinity(0, {core})


EMPTY = """import pytest


@pytest.mark.parametrize("number", range({}))
def test_nothing(number):
    pass
"""


def empty_tests(folder: Path, number: int) -> Callable[[], tuple[float, float]]:
    """Return what times pytest by itself with ``number`` empty parametrized tests, written into ``folder``."""
    file = folder / "test_nothing.py"
    file.write_text(EMPTY.format(number))
    plain = ["-c", "/dev/null", "--rootdir", str(folder), "-p", "no:cacheprovider", "-q", str(file)]
    alone = {**os.environ, "PYTEST_DISABLE_PLUGIN_AUTOLOAD": "1"}
    return lambda: timed([sys.executable, "-m", "pytest", *plain], folder, alone)


def timed(command: Sequence[str], cwd: Path, env: Mapping[str, str] | None = None) -> tuple[float, float]:
    """Run ``command`` in silence and return its seconds by the wall clock and of processor time."""
    before, started = resource.getrusage(resource.RUSAGE_CHILDREN), time.perf_counter()
    done = subprocess.run(command, cwd=cwd, env=env, capture_output=True, text=True, check=False)
    wall, after = time.perf_counter() - started, resource.getrusage(resource.RUSAGE_CHILDREN)
    if done.returncode:
        raise RuntimeError(f"{command} ended with {done.returncode}:\n{done.stdout[-1500:]}{done.stderr[-1500:]}")
    return wall, after.ru_utime + after.ru_stime - before.ru_utime - before.ru_stime


@cache
def _parties() -> tuple[App, Store, Customer]:
    shop = load_seed().shops[0]
    return next(iter(shop.apps.values())), shop.store, shop.customers[0]


def scenes(number: int, now: int, app: App | None = None) -> list[Scene]:
    """Return ``number`` scenes for login tokens at the shipped store at Unix time ``now``, each with its own jti."""
    signer, store, customer = _parties()
    return [Scene(app or signer, store, customer, now, uuid4().hex, other_customer=customer) for _ in range(number)]


def main(measure: Callable[[int], Answer], rounds: int) -> None:
    """Measure in as many rounds as the command line says, or ``rounds``, and print the answer for people."""
    parser = argparse.ArgumentParser()
    parser.add_argument("--rounds", type=int, default=rounds, help="more rounds, less noise (default: %(default)s)")
    show(measure(parser.parse_args().rounds))


def show(answer: Answer) -> None:
    """Print ``answer`` for people."""
    print(answer.question)
    for row in answer.rows:
        told = {"against": row.against, "ratio": row.ratio, "in processor time": row.cpu, "aim": row.aim}
        print(f"  {row.name}: {row.measured}", *(f"    {name} {text}" for name, text in told.items() if text), sep="\n")
    print(f"  ({answer.how})\n")
