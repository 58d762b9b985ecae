"""An app's server, or a storefront of one's own: whether it stands, answers, and takes the first words."""

from collections.abc import Iterator

from harness.doctor.line import Line, none, well, wrong
from harness.suite.roles import hands
from harness.suite.standing import standing
from harness.targets.errors import TargetDownError

GREETED = {
    "verifier": "it takes a valid token, and refuses none that it has to take",
    "issuer": "it makes a login token for an honest request",
}
"""What it means that a target of this role was greeted."""


def app(file: str, profile: str) -> Iterator[Line]:
    """Yield whether the app of the target ``file`` can be tested."""
    try:
        with standing(file, profile, 0, strict=False) as context, hands(context) as reaching:
            yield well("target", f"reached as {context.target.where}")
            reaching.greet()
            if context.stopped:
                yield wrong("first words", context.stopped, "nothing can be concluded before that is mended")
                return
            yield well("first words", GREETED.get(context.target.role, "it answers as its file says"))
            if context.target.role in GREETED:  # they are asked for the time, too
                yield _clock(context.offset, context.bar)
    except TargetDownError as error:
        yield wrong("target", str(error), "start it, or correct its address in the target file")


def _clock(offset: float, bar: int) -> Line:
    if abs(offset) <= bar:
        return well("clock", f"the same as this machine's (±{bar} s)")
    return none("clock", f"{offset:+.1f} s against this machine's (±{bar} s); tokens are made for its clock")
