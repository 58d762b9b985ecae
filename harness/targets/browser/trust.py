"""Which key an https server shows, found out by a connection that is verified: what the browser is to trust.

Chromium takes no CA file. So the server's certificate is verified here, against the machine's authorities and the
given one, and the browser is told that very key.
"""

import socket
import ssl
from base64 import b64encode
from hashlib import sha256
from urllib.parse import urlsplit

from harness.targets.connecting import ConnectTable
from harness.targets.errors import TargetDownError


def pin(url: str, connect: ConnectTable) -> str:
    """Return the SHA-256 of the public key (RFC 7469 2.4) that the server of ``url`` shows, in base64.

    TargetDownError if the server is not there or not to be trusted.
    """
    from cryptography import x509
    from cryptography.hazmat.primitives.serialization import Encoding, PublicFormat

    if said := connect.complaint():
        raise TargetDownError(said)
    context = ssl.create_default_context()
    try:
        context.load_verify_locations(connect.ca_file)
        with (
            socket.create_connection(connect.place(url), timeout=10) as plain,
            context.wrap_socket(plain, server_hostname=urlsplit(url).hostname) as secured,
        ):
            shown = secured.getpeercert(binary_form=True)
    except OSError as error:  # ssl.SSLError is one
        raise TargetDownError(f"connect.ca_file: {url} cannot be trusted: {error}") from error
    key = x509.load_der_x509_certificate(shown or b"").public_key()
    return b64encode(sha256(key.public_bytes(Encoding.DER, PublicFormat.SubjectPublicKeyInfo)).digest()).decode()
