"""The browser's windows of one scenario, and what is kept of each: a picture, its log, a trace where it went ill."""

import json
from dataclasses import asdict
from pathlib import Path
from tempfile import TemporaryDirectory

from harness.targets.browser.chromium import Chromium
from harness.targets.browser.window import Window
from harness.verdict.keeping import folder, trace
from harness.verdict.keeping.masks import Masks, masks, values_in
from harness.verdict.notebook import Notebook


class Windows:
    """Opens windows for the scenario of ``note``; all of them are closed when it is over.

    ``reports`` is the folder of the reports, "" where nothing is to be kept; ``target`` is the target's name.
    """

    def __init__(self, chromium: Chromium, note: Notebook, reports: str, target: str = "") -> None:
        """Wait for the end of the scenario."""
        self.chromium, self.note, self.reports, self.target = chromium, note, reports, target
        self.opened: list[Window] = []
        note.endings.append(self._wind_up)

    def open(self, name: str) -> Window:
        """Open a window without cookies; ``name`` says in the report whose it is."""
        window = self.chromium.window(name)
        self.opened.append(window)
        return window

    def _wind_up(self, well: bool) -> None:
        """Keep what is to be kept of each window, and close it."""
        try:
            if self.reports and self.opened:
                self._keep(well=well)
        finally:
            for window in self.opened:
                window.close()
            self.opened.clear()

    def _keep(self, *, well: bool) -> None:
        known = masks(self.note.secrets).knowing({value for window in self.opened for value in _values(window)})
        place = folder.prepared(self.reports, self.target, self.note.id)
        for number, window in enumerate(self.opened, start=1):
            self.note.artefacts.append(self._kept(window, place / str(number), known, well=well))

    def _kept(self, window: Window, place: Path, known: Masks, *, well: bool) -> dict[str, str]:
        """Save what is kept of ``window`` beside ``place``, and return it as it stands in ``results.json``."""
        picture, log, traced = (place.with_suffix(end) for end in (".png", ".json", ".zip"))
        kept = {"window": known.text(window.name)}
        with TemporaryDirectory() as elsewhere:  # so that no trace lies in the reports before it is masked
            raw = Path(elsewhere, "trace.zip")
            window.end_trace(None if well else raw)
            if raw.exists():
                trace.scrub(raw, traced, known)
                kept["trace"] = self._named(traced)
        if window.picture(picture, hides=known.hides):
            kept["picture"] = self._named(picture)
        told = known.deep({"window": window.name, **asdict(window.log)})
        log.write_text(json.dumps(told, indent=1), "utf-8")
        return kept | {"log": self._named(log)}

    def _named(self, path: Path) -> str:
        """Return ``path`` as it is called from the folder of the reports."""
        return path.relative_to(self.reports).as_posix()


def _values(window: Window) -> set[str]:
    """Return what ``window`` was known by: its cookies, and the credentials that it sent."""
    window.remember()
    return window.values | set(values_in(asdict(window.log)))
