"""What an answer's Set-Cookie lines say (RFC 6265 4.1)."""

from harness.targets.http import Exchange


def names(exchange: Exchange) -> list[str]:
    """Return the names of the cookies that an answer sets and does not take away, each once."""
    found = dict.fromkeys(line.partition("=")[0].strip() for line in exchange.all("set-cookie"))
    return [name for name in found if attributes(exchange, name).get("max-age") != "0"]


def attributes(exchange: Exchange, name: str) -> dict[str, str]:
    """Return the attributes of the cookie ``name``, in lower case, with their values; none if it is not set."""
    # A store may delete the old cookie on the line before it sets the new one; the last line counts.
    lines = [line for line in exchange.all("set-cookie") if line.startswith(f"{name}=")]
    pairs = [part.strip().partition("=") for part in lines[-1].split(";")[1:]] if lines else []
    return {key.lower(): value for key, _, value in pairs}
