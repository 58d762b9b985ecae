"""A certificate for loopback and a store's own names, made anew at every start, for clients that insist on https."""

import ssl
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from tempfile import TemporaryDirectory

NAMES = ("localhost", "*.localhost", "127.0.0.1", "::1")


@dataclass(frozen=True, slots=True)
class Certificate:
    """What a TLS listener shows, and the file by which clients come to trust it."""

    context: ssl.SSLContext
    ca_file: Path
    _folder: TemporaryDirectory[str]

    def remove(self) -> None:
        """Remove the file; a second call does nothing."""
        self._folder.cleanup()


def certificate(names: Sequence[str] = ()) -> Certificate:
    """Return a certificate for loopback and ``names`` under a CA of its own; neither key outlives the process."""
    # Imported here, because most stores are started without it.
    from trustme import CA

    ca, folder = CA(), TemporaryDirectory(prefix="tokenassay-")
    ca_file = Path(folder.name, "ca.pem")
    ca.cert_pem.write_to_path(str(ca_file))
    context = ssl.create_default_context(ssl.Purpose.CLIENT_AUTH)
    ca.issue_cert(*dict.fromkeys((*names, *NAMES))).configure_cert(context)
    return Certificate(context, ca_file, folder)
