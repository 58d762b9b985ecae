"""What browsers left in the folders of several runs, copied into that of the merged one.

Only files of the form in which a run leaves them are copied, and none from outside its folder.
"""

import shutil
from collections.abc import Mapping
from dataclasses import replace
from pathlib import Path

from harness.report.gallery import placed
from harness.suite.parts import Part
from harness.verdict.keeping import folder
from harness.verdict.records import Record


class Gathering:
    """Copies the files of records below ``reports``; ``lost`` are those that were not where their run said."""

    def __init__(self, reports: Path) -> None:
        """Copy to the folder ``reports``."""
        self.reports = reports
        self.lost: set[Path] = set()
        self._folders: dict[Path, Path] = {}

    def gathered(self, part: Part, target: str, record: Record) -> Record:
        """Return ``record`` of ``part`` with its files as they are called below the merged folder."""
        if not record.artefacts:
            return record
        return replace(record, artefacts=tuple(self._kept(part, target, record.id, one) for one in record.artefacts))

    def _kept(self, part: Part, target: str, scenario: str, kept: Mapping[str, str]) -> dict[str, str]:
        names = {name: text for name, text in kept.items() if name == "window"}
        for name, text in kept.items():
            if name != "window" and placed(text) and (copy := self._copied(part.folder / text, part, target, scenario)):
                names[name] = copy
        return names

    def _copied(self, source: Path, part: Part, target: str, scenario: str) -> str:
        """Copy ``source`` and return what it is called now; "" if it cannot be had. One file is copied once."""
        if not source.is_file() or not source.resolve().is_relative_to(part.folder.resolve()):
            self.lost.add(source)
            return ""
        if source.parent not in self._folders:
            self._folders[source.parent] = folder.prepared(str(self.reports), target, scenario)
        copy = self._folders[source.parent] / source.name
        if not copy.exists():
            shutil.copyfile(source, copy)
        return copy.relative_to(self.reports).as_posix()
