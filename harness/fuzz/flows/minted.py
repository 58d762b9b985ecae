"""What a model remembers: tokens that were minted, browsers, and copies of cookies that somebody may hold."""

from dataclasses import dataclass
from http.cookiejar import Cookie
from uuid import uuid4

from harness.targets.http import Visitor
from harness.tokens import Customer


@dataclass(frozen=True, slots=True)
class Minted:
    """A token of a flow. ``born`` is its iat, ``bound`` its request_ip or "", ``landing`` its redirect_to or "".

    ``forged`` says that it is no token of the app's at all.
    """

    wire: str
    jti: str
    customer: Customer
    born: int
    landing: str = ""
    bound: str = ""
    forged: bool = False


@dataclass(slots=True)
class Browser:
    """A visitor, the address that the store sees it come from ("": not known), and who is signed in there."""

    visitor: Visitor
    address: str
    customer: Customer | None = None

    def copy(self) -> Visitor:
        """Return another browser with a copy of all its cookies."""
        other = Visitor(self.visitor.site)
        for cookie in self.visitor.jar:
            other.jar.set_cookie(cookie)
        return other


@dataclass(slots=True)
class Copy:
    """Somebody else's copy of a browser's cookies, from when ``customer`` was signed in there (None: nobody was).

    ``ended`` says how that session has ended since: by ``logout``, a ``switch`` or a ``deletion``; ``open`` where a
    store may have ended it or not, and "" while it has not.
    """

    visitor: Visitor
    browser: Browser
    customer: Customer | None
    ended: str = ""


def plant(visitor: Visitor, name: str, host: str) -> None:
    """Give ``visitor`` a cookie whose value somebody else has chosen."""
    # A name of its own for each flow: what one store keeps of another flow's session is not this one's matter.
    known = uuid4().hex
    visitor.jar.set_cookie(
        Cookie(0, name, known, None, False, host, False, False, "/", True, False, None, True, None, None, {}, False)
    )
