"""An HTTP request as a client words it, and its answer as it comes in: what ASGI and WSGI have in common."""

from dataclasses import dataclass, field
from urllib.parse import urlsplit

from harness.targets.http import MAX_BODY, Exchange
from harness.targets.said import Outgoing, Said

FLOOD = f"flood (more than {MAX_BODY} bytes)"


@dataclass(slots=True)
class Answer:
    """An HTTP answer as it comes in; ``body`` holds ``MAX_BODY`` bytes at most."""

    status: int = 0
    headers: tuple[tuple[str, str], ...] = ()
    body: bytearray = field(default_factory=bytearray)
    flooded: bool = False

    def take(self, data: bytes) -> bool:
        """Add ``data`` and return whether it fitted; what does not makes it a flood."""
        self.flooded = self.flooded or len(self.body) + len(data) > MAX_BODY
        self.body += data[: MAX_BODY - len(self.body)]
        return not self.flooded


def heard(outgoing: Outgoing, answer: Answer, seconds: float, error: str = "", body: str | None = None) -> Said:
    """Return what came of ``outgoing``; a broken exchange has no status."""
    text = answer.body.decode("utf-8", "replace") if body is None else body
    status = 0 if error else answer.status
    url = f"{outgoing.scheme}://{outgoing.host}{outgoing.target}"
    return Said(Exchange(outgoing.method, url, status, answer.headers, text, error, seconds, outgoing.headers))


def wire(text: str) -> bytes:
    """Return header text as bytes: UTF-8, and half surrogate pairs as they are."""
    return text.encode("utf-8", "surrogatepass")


def server(outgoing: Outgoing) -> tuple[str, int]:
    """Return host and port that ``outgoing`` goes to."""
    default = 443 if outgoing.scheme == "https" else 80
    try:
        parts = urlsplit(f"//{outgoing.host}")
        host, port = parts.hostname, parts.port
    except ValueError:
        host = port = None
    return host or outgoing.host, port or default


def lines(outgoing: Outgoing) -> list[tuple[str, str]]:
    """Return the headers as a client sends them: Host first, Content-Length where there is a body."""
    given = {name.lower() for name, _ in outgoing.headers}
    found = [] if "host" in given else [("Host", outgoing.host)]
    found += outgoing.headers
    if outgoing.body is not None and "content-length" not in given:
        found.append(("Content-Length", str(len(outgoing.body))))
    return found
