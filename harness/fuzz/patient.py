"""A database that may go away, without which a hunt goes on: what it cannot keep is in the reports as well."""

from collections.abc import Iterable
from typing import Any

from hypothesis.database import ExampleDatabase, ListenerEventT


class Patient(ExampleDatabase):
    """The database at ``where``, until it fails once; ``lost`` says then why it is left out from there on."""

    def __init__(self, whole: ExampleDatabase, where: str) -> None:
        super().__init__()
        self._whole, self._where = whole, where
        self.lost = ""

    def _try(self, work: Any, *given: bytes) -> Any:
        if self.lost:
            return None
        try:
            return work(*given)
        except Exception as error:  # noqa: BLE001 - whatever the client raises, the hunt is worth more
            self.lost = f"{self._where} is gone ({type(error).__name__}); nothing more is kept there"
            return None

    def save(self, key: bytes, value: bytes) -> None:
        """Keep ``value`` under ``key``, if that can be done."""
        self._try(self._whole.save, key, value)

    def fetch(self, key: bytes) -> Iterable[bytes]:
        """Return what is kept under ``key``; nothing where that is not known."""
        return self._try(lambda: list(self._whole.fetch(key))) or ()

    def delete(self, key: bytes, value: bytes) -> None:
        """Forget ``value`` under ``key``, if that can be done."""
        self._try(self._whole.delete, key, value)

    def _start_listening(self) -> None:
        """Hear of no changes: between two rounds is soon enough to look."""

    def _stop_listening(self) -> None:
        """Hear of no changes."""

    def _broadcast_change(self, event: ListenerEventT) -> None:
        """Tell nobody."""
