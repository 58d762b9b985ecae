"""What the suite costs where an app runs in its own process, under a clock that stands still."""

import json
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from functools import partial
from pathlib import Path
from typing import Any

from common import CLIENT_CORE, HERE, Answer, Row, empty_tests, interleaved, main, pin, ratios, spread, timed
from verifiers import environment, target_file

from harness.suite.roles import VerifierHands
from harness.suite.standing import standing
from harness.targets.reaching import InprocessApp
from harness.verdict.verifier.context import VerifierContext
from harness.verdict.verifier.presenter import Presenter

NUMBER = 2_000
QUESTION = "What does a token cost through an app in this process, under a clock that stands still?"
HOW = (
    "{rounds} rounds, taking turns; processor time. First {number:,} valid tokens, each with a request worded for it "
    "and its answer read, against bare calls of the very same function, all of them the integration with PyJWT "
    "(`fixtures/integrations/verifier/python`), which takes them all. Then a whole `tokenassay run` against the sound "
    "ASGI app of `fixtures/integrations/verifier/base`, against pytest with {scenarios:,} empty parametrized tests and "
    "the {calls:,} calls of the run, written down and made again ({same:.1%} of them gave the same status)."
)
Bare = Callable[[list[str]], int]


def measure(rounds: int) -> Answer:
    """Return what presenting costs beside a bare call, for each kind of code, and a run beside its parts."""
    pin(CLIENT_CORE)
    with tempfile.TemporaryDirectory() as name:
        rows = [_row(Path(name), kind, bare, rounds) for kind, bare in BARE.items()]
        whole, facts = _whole(Path(name), rounds)
    return Answer(QUESTION, HOW.format(rounds=rounds, number=NUMBER, **facts), (*rows, whole))


def _row(folder: Path, kind: str, bare: Bare, rounds: int) -> Row:
    where = {"asgi": "verifiers:asgi", "wsgi": "verifiers:wsgi", "callable": "verifiers:verify"}[kind]
    with standing(str(target_file(folder, **{kind: where})), "observed", 0, strict=False) as context:
        assert isinstance(context, VerifierContext)
        hands = VerifierHands(context)
        try:
            hands.greet()
            assert isinstance(hands.app, InprocessApp)
            assert context.clock, f"{where} goes by our clock"
            ours, theirs = interleaved(rounds, partial(_through, context, hands.app), partial(_alone, context, bare))
        finally:
            hands.close()
    found = ratios(theirs, ours)
    against = f"bare calls {spread(theirs, '/s', 0)}"
    return Row(f"tokens through {kind}", spread(ours, "/s", 0), against, cpu=spread(found))


def _through(context: VerifierContext, app: InprocessApp) -> float:
    presenter = Presenter(context, app)
    minted = [(context.token().wire(), context.clock) for _ in range(NUMBER)]
    first, context.clock = minted[0]
    accepted = presenter.present(first).accepted  # starts the clock
    started = time.process_time()
    for token, context.clock in minted:
        accepted &= presenter.present(token).accepted
    seconds = time.process_time() - started
    assert app.clock is not None
    app.clock.stop()
    assert accepted, "every token is valid"
    return NUMBER / seconds


def _alone(context: VerifierContext, bare: Bare) -> float:
    stands, context.clock = context.clock, 0
    tokens = [context.token().wire() for _ in range(NUMBER)]
    context.clock = stands
    started = time.process_time()
    accepted = bare(tokens)
    seconds = time.process_time() - started
    assert accepted == NUMBER, "every token is valid"
    return NUMBER / seconds


def _by_asgi(tokens: list[str]) -> int:
    import verifiers
    from asgi_calls import called

    return called(verifiers.asgi, [[["Authorization", f"Bearer {token}"]] for token in tokens]).count(200)


def _by_wsgi(tokens: list[str]) -> int:
    import verifiers

    said: list[str] = []
    for token in tokens:
        for _ in verifiers.wsgi({"HTTP_AUTHORIZATION": f"Bearer {token}"}, lambda status, _: said.append(status)):
            pass
    return said.count("200 OK")


def _by_call(tokens: list[str]) -> int:
    import verifiers

    return sum(verifiers.verify(token) is not None for token in tokens)


BARE: dict[str, Bare] = {"asgi": _by_asgi, "wsgi": _by_wsgi, "callable": _by_call}


def _whole(folder: Path, rounds: int) -> tuple[Row, dict[str, Any]]:
    """Return the cost of a whole run against that of its two parts, and what the run was made of."""
    file, reports = folder / "calls.json", folder / "reports"
    target = target_file(folder, asgi="verifier.base.app:sound")
    calls = [sys.executable, str(HERE / "asgi_calls.py")]
    subprocess.run([*calls, "record", str(file), str(target)], check=True, stdout=subprocess.DEVNULL, cwd=folder)
    told = json.loads(file.read_text())
    same = json.loads(subprocess.check_output([*calls, "make", str(file)], text=True))["same"]
    command = [sys.executable, "-m", "harness.cli.main", "run", "--reports", str(reports), str(target)]
    whole = partial(timed, command, folder, environment())
    made = partial(timed, [*calls, "make", str(file)], folder)
    found = interleaved(rounds, whole, empty_tests(folder, told["scenarios"]), made)
    cpus, empty, bare = ([cpu for _, cpu in one] for one in found)
    cost = ratios(cpus, [sum(both) for both in zip(empty, bare, strict=True)])
    against = f"empty tests {spread(empty, ' s', 1)} and bare calls {spread(bare, ' s', 1)}"
    facts = {"scenarios": told["scenarios"], "calls": len(told["lines"]), "same": same / len(told["lines"])}
    return Row("a whole run, ASGI", spread(cpus, " s", 1), against, cpu=spread(cost)), facts


if __name__ == "__main__":
    main(measure, 5)
