"""The people of one scenario, each in a window of their own; what may be their tokens is kept out of its reports."""

from collections.abc import Iterable, Sequence
from typing import Any

from harness.targets.browser.chromium import Chromium
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.headless.shopper import Shopper
from harness.verdict.keeping.spelling import written
from harness.verdict.notebook import Notebook
from harness.verdict.windows import Windows


class Shoppers:
    """Puts people in front of windows; all are closed when the scenario of ``note`` is over."""

    def __init__(self, context: HeadlessContext, chromium: Chromium, note: Notebook) -> None:
        """Wait for the end of the scenario; tokens have to be known before anything is written down."""
        self.target, self.note = context.target, note
        self._all: list[Shopper] = []
        note.endings.append(self._keep_secret)
        self.windows = Windows(chromium, note, context.reports, context.target.name)

    def one(self, name: str, cookies: Sequence[Any] = ()) -> Shopper:
        """Return somebody in front of a new window that has ``cookies``; ``name`` says in the report whose it is."""
        window = self.windows.open(name)
        if cookies:
            window.context.add_cookies(list(cookies))
        shopper = Shopper(self.target, window, self.note)
        self._all.append(shopper)
        return shopper

    def _keep_secret(self, well: bool) -> None:
        hide(self.note, (value for one in self._all for value in (*one.candidates(), *one.typed())))


def hide(note: Notebook, values: Iterable[str]) -> None:
    """Keep ``values``, however they are written, out of what ``note`` tells."""
    spelt = [form for value in values for form in sorted(written(value), key=len)]
    note.secrets = tuple(dict.fromkeys([*note.secrets, *spelt]))
