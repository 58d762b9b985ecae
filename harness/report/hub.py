"""One stream of events, many renderers; one that breaks takes no other with it."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import partial

from harness.report.events import Event, Handler


@dataclass(frozen=True, slots=True)
class Broken:
    """A renderer that failed, by its class's name, and the first thing that went wrong in it."""

    handler: str
    error: Exception

    def __str__(self) -> str:
        return f"the {self.handler} report is incomplete: {type(self.error).__name__}: {self.error}"


class Hub:
    """Hands every event to every handler, in order. ``broken`` says at the end which of them failed, and why."""

    def __init__(self, handlers: Iterable[Handler]) -> None:
        self._handlers = tuple(handlers)
        self._broken: dict[int, Broken] = {}

    @property
    def broken(self) -> tuple[Broken, ...]:
        """The handlers that failed, each with its first error."""
        return tuple(self._broken.values())

    def handle(self, event: Event) -> None:
        """Hand ``event`` on. A handler that failed still hears the rest: the last event alone may suffice it."""
        for number, handler in enumerate(self._handlers):
            self._try(number, partial(handler.handle, event))

    def close(self) -> None:
        """Close every handler."""
        for number, handler in enumerate(self._handlers):
            self._try(number, handler.close)

    def _try(self, number: int, call: Callable[[], None]) -> None:
        try:
            call()
        except Exception as error:  # noqa: BLE001 - whatever it was, the other reports have to be written
            name = type(self._handlers[number]).__name__
            self._broken.setdefault(number, Broken(name, error))
