"""Where the browser is: the one that was named, Playwright's own, or the one that the system has."""

import os
import shutil
from pathlib import Path

from harness.targets.errors import TargetDownError

NAMED = "TOKENASSAY_BROWSER"
"""The environment variable that names a Chromium or Chrome to use in place of all others."""
SYSTEM = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")
MISSING = (
    "no browser was found: run `python -m playwright install chromium`, or install Debian's with "
    f"`apt-get install chromium`, or name a Chromium or Chrome in {NAMED}"
)


def find(own: str = "") -> Path | None:
    """Return the browser to start, or None where this machine has none.

    ``own`` is where Playwright keeps the one that it installs. Raises TargetDownError if TOKENASSAY_BROWSER names
    what cannot be run.
    """
    if named := os.environ.get(NAMED, ""):
        found = shutil.which(named)
        if not found:
            raise TargetDownError(f"{NAMED} is '{named}', which cannot be run; give the path of a Chromium or Chrome")
        return Path(found)
    found = next((path for path in map(shutil.which, (own, *SYSTEM)) if path), None)
    return Path(found) if found else None


def needed(own: str = "") -> Path:
    """Return the browser to start; TargetDownError says how to get one."""
    if not (found := find(own)):
        raise TargetDownError(MISSING)
    return found
