"""The store's clock against this machine's: whether login tokens that are made here are good there."""

from collections.abc import Iterator

from harness.doctor.line import Line, none, note, well, wrong
from harness.doctor.visit import Visit
from harness.verdict.storefront.hello import measure_clock

SET = "a run makes up for that; apps on this machine cannot: set its clock by NTP"


def clock(visit: Visit) -> Iterator[Line]:
    """Estimate how far the store's clock is ahead of ours."""
    context = visit.context
    if not visit.answers:
        yield none("clock", "not known, since the store does not answer")
        return
    measure_clock(context, visit.driver)
    yield told(context.offset, context.bar, context.profile.number("login.window"))


def told(offset: float, bar: int, window: int) -> Line:
    """Return what an ``offset`` of ``bar`` seconds' error means where tokens are good for ``window`` seconds."""
    seen = f"the store's is {offset:+.1f} s against this machine's (±{bar} s)"
    if bar * 2 >= window:
        return wrong("clock", f"{seen}, too little is known", "give [management], whose /v2/time tells it better")
    if offset < -bar:
        return note("clock", f"{seen}: a login token made here is of the future there, and refused", SET)
    if offset > window - bar:
        return note("clock", f"{seen}: a login token made here is older there than {window} s, and refused", SET)
    return well("clock", seen if offset else f"the same as this machine's (±{bar} s)")
