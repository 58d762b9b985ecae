"""Issuers of the kill matrix, met as a hunt meets them."""

import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from harness.contract.words import Level
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.notebook import Notebook
from tests.issuer.trying import met
from tests.kill_matrix.matrix import INTEGRATIONS

sys.path.insert(0, str(INTEGRATIONS))
from issuer.broken import Broken, broken_issuers

SOUND = Broken("sound", "", "", "A sound app.", "issuer.base.app:sound")


@contextmanager
def issuer(folder: Path, name: str = "") -> Iterator[IssuerSuite]:
    """Yield the broken issuer called ``name``, or the sound one, after the first words with it."""
    app = broken_issuers()[name] if name else SOUND
    with met(folder, app.target()) as one:
        assert not one.context.stopped, one.context.stopped
        note = Notebook("fuzz", "fuzz", "issuer.robustness", Level.MUST, one.context.profile, strict=False)
        suite = one.hands.suite(note)
        assert isinstance(suite, IssuerSuite)
        yield suite
