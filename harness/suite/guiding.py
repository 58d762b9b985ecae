"""Hunts that are guided by the coverage of an app in this process; run as a program, this module is their engine."""

import json
import sys
from dataclasses import replace
from importlib.util import find_spec
from pathlib import Path
from typing import Any

from harness.contract.words import Kind
from harness.fuzz.deepening.bytewise import bytewise
from harness.fuzz.deepening.engine import run, speaker
from harness.fuzz.deepening.guided import GuidedProbe
from harness.fuzz.differential import TokenProbe
from harness.fuzz.moves import Source
from harness.suite.probing import probes_of
from harness.suite.roles import Hands, context_from, hands
from harness.targets.errors import TargetError
from harness.targets.target_file import Target
from harness.targets.verifier_target import VerifierTarget
from harness.verdict.context import Context

MISSING = "--coverage needs Atheris, which is not installed; run: pip install 'tokenassay[coverage-guided]'"
ELSEWHERE = "--coverage needs an app whose code is run here: a verifier with [inprocess] in its target file"


def able(target: Target | None) -> VerifierTarget:
    """Return ``target`` if its coverage can guide a hunt; TargetError says what that takes. None is no target file."""
    if not isinstance(target, VerifierTarget) or not target.inprocess:
        raise TargetError(ELSEWHERE)
    if find_spec("atheris") is None:
        raise TargetError(MISSING)
    return target


def guided_probe(context: Context, reaching: Hands, corpus: Path, source: Source = Source.BOTH) -> GuidedProbe:
    """Return the probe that is guided by the app's coverage, to be closed; ``corpus`` holds what led to new code."""
    corpus.mkdir(parents=True, exist_ok=True)
    first = {"context": context.as_json(), "corpus": str(corpus), "source": str(source)}
    return GuidedProbe(_near_bytes(context, reaching, source), [sys.executable, "-P", "-m", __name__], first)


def _near_bytes(context: Context, reaching: Hands, source: Source) -> TokenProbe[Any]:
    """Return the probe of the app's tokens, with examples that lie close to bytes."""
    probe = next(one for one in probes_of(context, reaching, source) if isinstance(one, TokenProbe))
    return replace(probe, made=bytewise(Kind.CURRENT, probe.algorithms, source))


def main() -> None:
    """Run the engine on what standard input tells, and tell standard output what comes of it."""
    first = json.load(sys.stdin)
    say = speaker()
    context = context_from(first["context"])
    with hands(context) as reaching:
        reaching.join()
        source = Source(first["source"])
        run(_near_bytes(context, reaching, source), Path(first["corpus"]), first["start"], say)


if __name__ == "__main__":
    main()
