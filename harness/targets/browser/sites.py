"""Sites and origins, as browsers tell them apart (HTML 7.1.1)."""

from urllib.parse import urlsplit


def sibling(url: str) -> str:
    """Return another origin of the same site as ``url``, to which browsers send its cookies: no page of it is there.

    It is a host beside this one, or where there can be none the same host at another port.
    """
    parts = urlsplit(url)
    host = parts.hostname or ""
    above = host.partition(".")[2]
    if "." not in above or ":" in host or host.replace(".", "").isdecimal():
        return f"{parts.scheme}://{f'[{host}]' if ':' in host else host}:{4040 if parts.port != 4040 else 4041}"
    return f"{parts.scheme}://elsewhere.{above}"
