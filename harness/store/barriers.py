"""Pages that stand before a store: it is down for maintenance, not open yet, or guarded by a challenge.

Whoever meets one has not met the store: nothing that they ask for says anything about it.
"""

from secrets import compare_digest
from urllib.parse import parse_qs

from starlette.responses import Response
from starlette.types import Message, Scope, Send

from harness.contract.profile import Profile
from harness.store.outages import Barrier
from harness.store.pages import bare
from harness.store.web import cookie, cookies

CLOUDFLARE = {"cf-mitigated": "challenge", "server": "cloudflare", "cf-ray": "9a0b1c2d3e4f5061-AMS"}
"""What tells its challenge from a store's own answer (Cloudflare docs, Detect a Challenge Page response)."""


def page(barrier: Barrier, profile: Profile, status: int | None) -> Response:
    """Return the page, with ``status`` in place of the one that it usually has."""
    match barrier:
        case Barrier.CHALLENGE:
            return bare(barrier, status or 403, CLOUDFLARE)
        case Barrier.MAINTENANCE:
            return bare(barrier, status or profile.number("maintenance.status"))
        case Barrier.COMING_SOON:
            field = profile.text("current.preview-code")
            return bare(barrier, status or profile.number("prelaunch.status"), field=field)


def knows(code: str, scope: Scope, profile: Profile) -> bool:
    """Whether a request brings the preview code ``code``, in its query or in the cookie of an earlier visit."""
    query = parse_qs(scope["query_string"].decode("latin-1"))
    given = query.get(profile.text("current.preview-code"), [""])[0]
    kept = cookie(cookies(scope), profile.text("prelaunch.cookie"))
    return any(compare_digest(one.encode(), code.encode()) for one in (given, kept))


def remembering(code: str, profile: Profile, flags: str, send: Send) -> Send:
    """Return ``send`` with a cookie on the answer, by which the visitor is known next time."""
    line = f"{profile.text('prelaunch.cookie')}={code}{flags}".encode("latin-1")

    async def telling(message: Message) -> None:
        if message["type"] == "http.response.start":
            message["headers"] = [*message["headers"], (b"set-cookie", line)]
        await send(message)

    return telling
