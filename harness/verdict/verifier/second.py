"""The app once more under another secret, where the target file lets us start it so."""

from collections.abc import Iterator
from contextlib import contextmanager

from harness.targets.verifier_target import VerifierTarget
from harness.verdict.anew import SECRET, anew
from harness.verdict.verifier.context import VerifierContext
from harness.verdict.verifier.presenter import Presenter


@contextmanager
def under_secret(context: VerifierContext, secret: str) -> Iterator[tuple[VerifierContext, Presenter]]:
    """Yield the app started anew with ``secret`` as its client secret; not applicable where it takes none from us."""
    with anew(context, VerifierTarget, more={SECRET: secret}) as (target, reached, _):
        second = VerifierContext(
            target, context.profile_name, file=context.file, offset=context.offset, bar=context.bar
        )
        yield second, Presenter(second, reached)
