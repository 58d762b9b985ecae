"""The app once more under another secret, where the target file lets us start it so."""

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from pydantic import SecretStr

from harness.targets.placing import PORT, placed
from harness.targets.process import running
from harness.targets.target_file import load_target
from harness.targets.verifier import reach
from harness.targets.verifier_target import VerifierTarget
from harness.verdict.stop import NotApplicableError
from harness.verdict.verifier.context import VerifierContext
from harness.verdict.verifier.presenter import Presenter


@contextmanager
def under_secret(context: VerifierContext, secret: str) -> Iterator[tuple[VerifierContext, Presenter]]:
    """Yield the app started anew with ``secret`` as its client secret; not applicable where it takes none from us."""
    other = load_target(Path(context.file))
    assert isinstance(other, VerifierTarget)
    if not other.start or "{client_secret}" not in str(other.start.env) or PORT not in str(other.send):
        raise NotApplicableError("start.env has no {client_secret}, or send.url no {port}: it cannot be started anew")
    app = other.app.model_copy(update={"client_secret": SecretStr(secret)})
    other = placed(other.model_copy(update={"app": app}))
    assert isinstance(other, VerifierTarget)
    assert other.start
    with running(other.start, context.folder, other.address):
        second = VerifierContext(other, context.profile_name, file=context.file, offset=context.offset, bar=context.bar)
        reached = reach(other, context.folder)
        try:
            yield second, Presenter(second, reached)
        finally:
            reached.close()
