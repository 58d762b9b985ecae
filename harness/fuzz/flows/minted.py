"""What a model remembers: tokens that were minted, and copies of a browser's cookies that somebody may hold."""

from dataclasses import dataclass
from http.cookiejar import Cookie

from harness.targets.http import Visitor
from harness.tokens import Customer

LANDINGS = ("", "/cart.php", "/account.php?page=2", "//evil.example/", "/\\evil.example", "https://evil.example/")
"""Where a token may lead; the first three are the store's own."""
HONEST = 3


@dataclass(frozen=True, slots=True)
class Minted:
    """A token of a flow. ``born`` is its iat, ``landing`` the place of its redirect_to in LANDINGS.

    ``ip`` is ``right``, ``wrong`` or "" for none; ``forged`` says that it is no token of the app's at all.
    """

    wire: str
    jti: str
    customer: Customer
    born: int
    landing: int = 0
    ip: str = ""
    forged: bool = False


@dataclass(slots=True)
class Browser:
    """A visitor, who is signed in there as far as the model knows, and from where it comes."""

    visitor: Visitor
    elsewhere: bool = False
    customer: Customer | None = None


@dataclass(slots=True)
class Copy:
    """Somebody else's copy of a browser's cookies, from when ``customer`` was signed in there (None: nobody was).

    ``ended`` says how that session ended since: by ``logout``, a ``switch`` or a ``deletion``; "" while it has not, as
    far as anybody can tell.
    """

    visitor: Visitor
    browser: int
    customer: Customer | None
    ended: str = ""


def plant(visitor: Visitor, name: str, host: str) -> None:
    """Give ``visitor`` a cookie whose value somebody else has chosen."""
    known = "0123456789abcdef" * 2
    visitor.jar.set_cookie(
        Cookie(0, name, known, None, False, host, False, False, "/", True, False, None, True, None, None, {}, False)
    )
