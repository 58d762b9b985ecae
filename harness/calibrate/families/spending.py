"""What spends a token: its use, a presentation that was refused, a HEAD request."""

from collections.abc import Iterator

from harness.calibrate.bench import NOBODYS, Bench
from harness.calibrate.registry import Ending, LeftOutError, Line, measures
from harness.tokens import Draft


@measures("login.jti.single-use")
def single_use(bench: Bench) -> Iterator[Line]:
    """Whether a token works once."""
    draft = bench.draft()
    if not bench.takes(draft):
        raise LeftOutError("a fresh valid token was refused")
    again = bench.takes(draft)
    yield Line("login.jti.single-use", not again, f"the second use of a token was {'accepted' if again else 'refused'}")


@measures("login.jti.burns")
def burns(bench: Bench) -> Iterator[Line]:
    """Whether a token that is refused for another reason is spent by that."""
    draft = bench.draft()
    if bench.takes(draft.claim(request_ip=NOBODYS)):
        raise LeftOutError(f"a token bound to {NOBODYS}, where nobody is, was accepted", Ending.ALARM)
    taken = bench.takes(draft)
    _must_be_spent(bench, draft)
    value, seen = ("accepted", "accepted") if taken else ("presented", "refused")
    yield Line("login.jti.burns", value, f"after a token was refused for its request_ip, its jti was {seen}")


@measures("login.head")
def head(bench: Bench) -> Iterator[Line]:
    """Whether a HEAD request uses a token up."""
    draft = bench.draft()
    asked = bench.answered(bench.driver.present(bench.driver.visitor(), draft.wire(), "HEAD"))
    taken = bench.takes(draft)
    _must_be_spent(bench, draft)
    seen = f"HEAD was answered by {asked.status}, and GET after it {'accepted' if taken else 'refused'}"
    yield Line("login.head", "ignored" if taken else "burns", seen)


def _must_be_spent(bench: Bench, draft: Draft) -> None:
    """Go on only if the token is spent by now: where none ever is, nothing can be said."""
    if bench.takes(draft):
        raise LeftOutError("tokens are not spent here at all", Ending.MOOT)
