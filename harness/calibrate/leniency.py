"""Which measured lines are a weakness: the store allows more than the line that ships, and somebody gains by it.

Such a line must not become what runs expect of the store. A door that takes another HMAC, or does without ``typ``, is
none: nobody signs in who could not before.
"""

from harness.calibrate.registry import Line
from harness.contract.profile import load

LONGER = frozenset({"login.window", "login.future", "current.lifetime"})
"""Seconds for which a token is good: the more, the longer one that was stolen works."""
OTHER = frozenset({"login.future.tolerance", "login.future.rounded"})
"""What says in words that the future is taken."""
OFF = frozenset({"login.jti.single-use", "login.cookie.secure", "login.cookie.http-only"})
"""What keeps tokens and sessions from others, where it is on."""


def lenient(line: Line) -> bool:
    """Whether the store allows more than the line that ships, so that the line is a weakness."""
    shipped = load().fact(line.key).value
    match line.value:
        case bool():
            return line.key in OFF and not line.value
        case int() if isinstance(shipped, int):
            return line.key in LONGER and line.value > shipped
        case _:
            return line.key in OTHER and line.value != shipped
