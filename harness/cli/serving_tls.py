"""What ``tokenassay serve --tls`` shows: a certificate for the store's names, and a file by which to trust it."""

import re
import shutil
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

from harness.cli.errors import UsageError
from harness.store.tls import Certificate, certificate

_LABEL = "[a-z0-9]([a-z0-9-]{0,61}[a-z0-9])?"
_NAME = re.compile(rf"(?=.{{1,253}}$){_LABEL}(\.{_LABEL})*", re.IGNORECASE)


@dataclass(frozen=True, slots=True)
class Secure:
    """The port for https (0 takes a free one), the store's own names, and where the authority is to be written."""

    port: int
    names: tuple[str, ...]
    ca_file: Path | None

    def __post_init__(self) -> None:
        """Raise UsageError for what is no name of a host."""
        for name in self.names:
            if not _NAME.fullmatch(name):
                raise UsageError(f"--name {name}: give the name of a host, such as shop.tea.example")

    @contextmanager
    def certificate(self, hosts: Iterable[str]) -> Iterator[Certificate]:
        """Yield a certificate for loopback, ``hosts`` and the names, made anew."""
        made = certificate((*self.names, *hosts))
        try:
            if self.ca_file:
                shutil.copyfile(made.ca_file, self.ca_file)
            yield made
        except OSError as error:
            if error.filename != str(self.ca_file):
                raise
            raise UsageError(f"--ca-file {self.ca_file}: {error.strerror}; give a file that can be written") from error
        finally:
            made.remove()

    def told(self, made: Certificate, url: str, port: int) -> list[str]:
        """Return lines that say how to reach the store over https; ``url`` is where it is in the clear."""
        address = url.partition("://")[2].rpartition(":")[0]
        urls = [f"https://{name}:{port}" for name in self.names or (address,)]
        lines = [f"  https      {', '.join(urls)}", f"  trust      {self.ca_file or made.ca_file}"]
        if self.names:
            resolve = ", ".join(f'"{name}" = "{address}"' for name in self.names)
            lines.append(f"  [connect]  resolve = {{ {resolve} }}")
        return lines
