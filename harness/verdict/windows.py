"""The browser's windows of one scenario, and what is kept of each: a picture, its log, a trace where it went ill."""

import json
from dataclasses import asdict
from pathlib import Path
from typing import Any

from harness.targets.browser.chromium import Chromium
from harness.targets.browser.window import Window
from harness.verdict.evidence import masked_deeply, scrubbed
from harness.verdict.notebook import Notebook

FOLDER = "browser"
"""The folder below the reports that holds them; one below it for each scenario."""


class Windows:
    """Opens windows for the scenario of ``note``; all of them are closed when it is over.

    ``reports`` is the folder of the reports, "" where nothing is to be kept.
    """

    def __init__(self, chromium: Chromium, note: Notebook, reports: str) -> None:
        """Wait for the end of the scenario."""
        self.chromium, self.note = chromium, note
        self.folder = Path(reports, FOLDER, _slug(note.id)) if reports else None
        self.opened: list[Window] = []
        note.endings.append(self._wind_up)

    def open(self, name: str) -> Window:
        """Open a window without cookies; ``name`` says in the report whose it is."""
        window = self.chromium.window(name)
        self.opened.append(window)
        return window

    def _wind_up(self, well: bool) -> None:
        """Keep what is to be kept of each window, and close it."""
        if self.folder:
            self.folder.mkdir(parents=True, exist_ok=True)
        for number, window in enumerate(self.opened, start=1):
            if self.folder:
                self.note.artefacts.append(self._kept(window, self.folder / str(number), well=well))
            else:
                window.close()
        self.opened.clear()

    def _kept(self, window: Window, place: Path, *, well: bool) -> dict[str, str]:
        """Save what is kept of ``window`` beside ``place``, and return it as it stands in ``results.json``."""
        assert self.folder
        picture, log, trace = (place.with_suffix(end) for end in (".png", ".json", ".zip"))
        kept = {"window": window.name}
        if window.picture(picture):
            kept["picture"] = self._named(picture)
        window.close(None if well else trace)
        log.write_text(json.dumps(self._written(window), indent=1), "utf-8")
        return kept | {"log": self._named(log)} | ({"trace": self._named(trace)} if trace.exists() else {})

    def _written(self, window: Window) -> Any:
        """Return the window's log, without secrets, tokens and addresses of people."""
        return scrubbed(masked_deeply({"window": window.name, **asdict(window.log)}), self.note.secrets)

    def _named(self, path: Path) -> str:
        """Return ``path`` as it is called from the folder of the reports."""
        assert self.folder
        return path.relative_to(self.folder.parents[1]).as_posix()


def _slug(name: str) -> str:
    return name.replace("[", "-").replace("]", "").replace("/", "-")
