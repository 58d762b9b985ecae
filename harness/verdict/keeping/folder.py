"""Where the files of browser scenarios lie, below the folder of the reports, and how those of an earlier run go.

``browser/<target>/<scenario>/<window>.png``, ``.json`` and ``.zip``. Only files of that shape, in a folder that bears
our mark, are ever removed: what somebody has put there is theirs.
"""

import re
from collections.abc import Iterator
from contextlib import suppress
from itertools import count
from pathlib import Path

FOLDER = "browser"
MARK = ".tokenassay"
_KEPT = re.compile(r"[1-9]\d*\.(png|json|zip)")
_LONGEST = 120


def prepared(reports: str, target: str, scenario: str) -> Path:
    """Make and return a folder that no other scenario has, on this target or on another of the same name."""
    root = Path(reports, FOLDER)
    root.mkdir(parents=True, exist_ok=True)
    (root / MARK).write_text("tokenassay removes what it kept here when it runs again\n", "utf-8")
    above = root / _slug(target)
    for number in count(1):
        place = above / (_slug(scenario) + (f"-{number}" if number > 1 else ""))
        with suppress(FileExistsError):
            place.mkdir(parents=True)
            break
    return place


def swept(reports: Path) -> None:
    """Remove what a run before has kept below ``reports``; OSError if that cannot be done."""
    root = reports / FOLDER
    if root.is_symlink() or not (root / MARK).is_file():
        return
    for target in _folders(root):
        for scenario in _folders(target):
            for file in scenario.iterdir():
                if _KEPT.fullmatch(file.name) and (file.is_symlink() or file.is_file()):
                    file.unlink()
            _without(scenario)
        _without(target)
    if [one.name for one in root.iterdir()] == [MARK]:
        (root / MARK).unlink()
        root.rmdir()


def _folders(above: Path) -> Iterator[Path]:
    return (one for one in list(above.iterdir()) if one.is_dir() and not one.is_symlink())


def _without(folder: Path) -> None:
    """Remove ``folder`` if nothing is left in it."""
    if not any(folder.iterdir()):
        folder.rmdir()


def _slug(name: str) -> str:
    """Return ``name`` as a folder can be called everywhere."""
    return re.sub(r"[^\w.-]+", "-", name, flags=re.ASCII).strip("-.")[:_LONGEST] or "unnamed"
