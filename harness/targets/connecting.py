"""``[connect]``: the way to a server that this machine would not find or trust by itself; TLS is always verified."""

import ssl
from functools import cache
from ipaddress import ip_address
from pathlib import Path
from typing import Annotated
from urllib.parse import urlsplit

import urllib3
from pydantic import AfterValidator, Field, ValidationInfo

from harness.targets.errors import TargetDownError
from harness.targets.tables import Model, is_loopback

PORTS = {"http": 80, "https": 443}
UNTRUSTED = "an authority that is not trusted"
"""What ``trouble`` blames where ``ca_file`` helps."""
_UNKNOWN_AUTHORITY = (18, 19, 20, 21)
"""OpenSSL's verify codes for a certificate that leads to no authority that is trusted."""


def _ca_file(value: str, info: ValidationInfo) -> str:
    """Return the path, from the target file's folder on."""
    folder: Path = (info.context or {}).get("folder", Path())
    return str((folder / Path(value).expanduser()).resolve())


def _name(value: str) -> str:
    parts = urlsplit(f"//{value}")
    if not parts.hostname or parts.netloc != value or parts.netloc.lower() != parts.hostname or "*" in value:
        raise ValueError(f"'{value}' is not the name of a host, such as shop.tea.example")
    if _is_address(parts.hostname) or is_loopback(parts.hostname):
        raise ValueError(f"'{value}' is an address, or this machine already; give the name that stands in url")
    return parts.hostname


def _address(value: str) -> str:
    text = f"[{value}]" if _is_address(value) and ":" in value else value
    try:
        parts = urlsplit(f"//{text}")
        known, port = ip_address(parts.hostname or ""), parts.port
    except ValueError as error:
        raise ValueError(f"'{value}' is not an address such as 127.0.0.1, with or without a port") from error
    host = f"[{known}]" if known.version == 6 else str(known)
    return f"{host}:{port}" if port else host


def _is_address(text: str) -> bool:
    try:
        ip_address(text)
    except ValueError:
        return False
    return True


class ConnectTable(Model):
    """``[connect]``: an authority to trust beside the machine's own, and host names with their addresses.

    ``ca_file`` is a path, absolute once the target file is read. ``resolve`` is like lines of /etc/hosts; an address
    may have a port, which then takes the place of the url's.
    """

    ca_file: Annotated[str, AfterValidator(_ca_file)] | None = None
    resolve: dict[Annotated[str, AfterValidator(_name)], Annotated[str, AfterValidator(_address)]] = Field(
        default_factory=dict
    )

    def complaint(self) -> str:
        """Return what is wrong with the authority's file, or ""; what [start] starts may yet write it."""
        if not self.ca_file:
            return ""
        try:
            ssl.create_default_context().load_verify_locations(self.ca_file)
        except ssl.SSLError:
            return (
                f"connect.ca_file: {self.ca_file} is not a PEM file of certificates; "
                "give the one of the server's authority"
            )
        except OSError as error:
            why = error.strerror
            return f"connect.ca_file: cannot read {self.ca_file}: {why}; give the PEM file of the server's authority"
        return ""

    def place(self, url: str) -> tuple[str, int]:
        """Return the host or address, and the port, at which to connect to ``url``.

        Names below localhost are this machine, as browsers have it (RFC 6761 6.3).
        """
        parts = urlsplit(url)
        host, port = parts.hostname or "", parts.port or PORTS[parts.scheme]
        if told := self.resolve.get(host):
            there = urlsplit(f"//{told}")
            return there.hostname or "", there.port or port
        return ("127.0.0.1" if host.endswith(".localhost") else host), port

    def host_header(self, url: str) -> dict[str, str]:
        """Return the Host header for ``url``, where it is connected to by another name or port."""
        parts = urlsplit(url)
        own = self.place(url) == (parts.hostname, parts.port or PORTS[parts.scheme])
        return {} if own else {"Host": parts.netloc.rpartition("@")[2]}

    def pool(self, url: str, timeout: urllib3.Timeout, source: str) -> urllib3.HTTPConnectionPool:
        """Return connections to ``url``, none of them made yet; ``source`` is the address to come from, or ""."""
        host, port = self.place(url)
        more = {"timeout": timeout, "retries": False, "maxsize": 32, "source_address": (source, 0) if source else None}
        host = f"[{host}]" if ":" in host else host
        if urlsplit(url).scheme == "http":
            return urllib3.HTTPConnectionPool(host, port, **more)  # type: ignore[arg-type]
        if self.ca_file:
            if said := self.complaint():
                raise TargetDownError(said)
            more["ssl_context"] = _trusting(self.ca_file)
        return urllib3.HTTPSConnectionPool(host, port, **more, server_hostname=urlsplit(url).hostname)  # type: ignore[arg-type]


@cache
def _trusting(ca_file: str) -> ssl.SSLContext:
    """Return the machine's own trust, and ``ca_file`` beside it."""
    context = ssl.create_default_context()
    context.load_verify_locations(ca_file)
    return context


def trouble(problem: Exception, url: str) -> str:
    """Say in a few words why there is no TLS connection to ``url``."""
    cause = problem.args[0] if problem.args else problem
    if not isinstance(cause, ssl.SSLCertVerificationError):
        return str(cause)
    why = cause.verify_message.rstrip(".")
    blamed = f"comes from {UNTRUSTED}" if cause.verify_code in _UNKNOWN_AUTHORITY else "is not good"
    return f"the certificate of {urlsplit(url).hostname} {blamed}: {why}"
