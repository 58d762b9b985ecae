"""The address that a login token is handed over in, and how the answer lets others see it."""

from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from harness.targets.handed import DOOR, Handed
from harness.targets.http import path_encoded
from harness.targets.tables import LOOPBACK
from harness.verdict.issuer.asked import Asked
from harness.verdict.issuer.context import IssuerContext

FOR_EVER = (301, 308)
"""Redirects that every cache keeps unless it is told not to (RFC 9110 15.4.2, 15.4.9)."""
STRICT = ("no-referrer", "same-origin", "origin", "strict-origin", "strict-origin-when-cross-origin")
"""Referrer policies that tell another site no path, and so no token."""


@dataclass(frozen=True, slots=True)
class Link:
    """The address of a login; a relative one has no origin."""

    handed: Handed

    @property
    def token(self) -> str:
        """The token in it."""
        return self.handed.token

    @property
    def scheme(self) -> str:
        """Its scheme, in lower case."""
        return self._parts.scheme

    @property
    def host(self) -> str:
        """Its host, without the port."""
        return self._parts.hostname or ""

    @property
    def authority(self) -> str:
        """Whom a browser would speak to, user and port included."""
        return self._parts.netloc

    @property
    def origin(self) -> str:
        """Its scheme, host and port."""
        return f"{self._parts.scheme}://{self._parts.netloc}" if self._parts.netloc else ""

    @property
    def path(self) -> str:
        """Its path, as it stands there."""
        return self._parts.path

    @property
    def before_token(self) -> str:
        """What of its path stands before the token."""
        return self.path.partition(self.token)[0] if self.token in self.path else self.path[:40]

    def is_of(self, origins: tuple[str, ...]) -> bool:
        """Whether it leads to one of ``origins``."""
        return any(_origin(self._parts) == _origin(_split(one)) for one in origins)

    @property
    def _parts(self) -> SplitResult:
        return _split(self.handed.link)


def leads_elsewhere(link: Link, context: IssuerContext) -> str:
    """Return where a login leads instead of to the login path of the store that the app was told of, or ""."""
    if not link.is_of(context.origins):
        return f"the login leads to {link.origin or 'no host at all'}; the store is {context.told}"
    if link.path not in (f"{DOOR}{path_encoded(link.token)}", f"{DOOR}{link.token}"):
        return f"the login's path is {link.before_token!r:.60} before the token; it has to be {DOOR}"
    return ""


def can_be_read(link: Link) -> str:
    """Return why a token can be read on its way to the store, or ""; what stays on this machine cannot."""
    if link.scheme == "https" or link.host in LOOPBACK:
        return ""
    return f"the login's address begins with {link.scheme or 'no scheme'}: the token can be read on its way"


def kept_by_caches(asked: Asked) -> str:
    """Return why a shared cache may keep the answer, or ""."""
    exchange = asked.handed.exchange
    said = [part.strip().lower() for part in ",".join(exchange.all("cache-control")).split(",")]
    if {"no-store", "private", "no-cache"} & {part.partition("=")[0] for part in said}:
        return ""
    for part in said:
        name, _, seconds = part.partition("=")
        lasts = seconds.strip('"').isdecimal() and int(seconds.strip('"')) > 0
        if name == "public" or (name in ("max-age", "s-maxage") and lasts):
            return f"the answer may be kept by caches (Cache-Control: {part})"
    if exchange.status in FOR_EVER and not any(part.startswith(("max-age=0", "s-maxage=0")) for part in said):
        return f"the status {exchange.status} lets browsers and caches keep the answer for ever"
    return ""


def tells_referrers(policy: str) -> str:
    """Return what is wrong with a Referrer-Policy, or ""; of several the last known one counts."""
    if not policy.strip():
        return (
            "the answer has no Referrer-Policy: say no-referrer, for the store's next request tells where it came from"
        )
    last = policy.lower().split(",")[-1].strip()
    return (
        "" if last in STRICT else f"the Referrer-Policy is {last}: the address, and the token in it, is told to others"
    )


def _split(address: str) -> SplitResult:
    try:
        return urlsplit(address)
    except ValueError:
        return SplitResult("", "", "", "", "")


def _origin(parts: SplitResult) -> tuple[str, str, int]:
    try:
        port = parts.port
    except ValueError:
        port = -1
    return parts.scheme, parts.hostname or "", port or (443 if parts.scheme == "https" else 80)
