"""What the windows of a browser showed and did, read from the files that a scenario left beside the reports.

Pictures are carried within the page, so that it stays complete in itself; there is room for so many of them, and
scenarios that went ill come first. A file that is not there, or not what it should be, is left out.
"""

import json
import re
import shlex
from base64 import b64encode
from collections.abc import Iterable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import urlsplit

from harness.contract.words import Verdict
from harness.report.text import clip, count
from harness.verdict.records import Record, RunResult

BUDGET = 4_000_000
"""Bytes of pictures in one page."""
_LARGEST = 2_000_000  # bytes of one picture, and of one log
_LINES = 15  # lines of a console, and requests, that are shown: the last ones
_REQUESTS = 30
_TEXT = 300  # characters
_PLACE = re.compile(r"browser/(?!\.)[\w.-]+/(?!\.)[\w.-]+/[1-9]\d*\.(png|json|zip)", re.ASCII)
_PNG = b"\x89PNG\r\n\x1a\n"
_FIRST = (Verdict.FAIL, Verdict.ERROR, Verdict.INCONCLUSIVE, Verdict.ADVISORY, Verdict.PASS, Verdict.NOT_APPLICABLE)


@dataclass(frozen=True, slots=True)
class Picture:
    """A PNG as the page carries it; sizes in pixels."""

    source: str
    width: int
    height: int


@dataclass(frozen=True, slots=True)
class Row:
    """A request and what became of it."""

    method: str
    status: str
    kind: str
    path: str


@dataclass(frozen=True, slots=True)
class Pane:
    """One window: its picture if there is room, the last of its console and network, and where the rest is.

    ``again`` says that the page has shown it before, ``more`` what is not shown; ``trace`` is a link from the reports'
    folder and ``command`` opens it, or both "".
    """

    name: str
    picture: Picture | None
    again: bool
    console: tuple[tuple[str, str], ...]
    network: tuple[Row, ...]
    more: str
    log: str
    trace: str
    command: str


class Gallery:
    """The windows of a run's scenarios. Several may have looked at one; its picture is handed out once."""

    def __init__(self, run: RunResult, folder: Path | None) -> None:
        """Read the pictures below ``folder``, as far as there is room for them; None is a run without files."""
        self._folder = folder
        self._shown: set[str] = set()
        records = [record for target in run.targets for record in target.scenarios if record.artefacts]
        records.sort(key=lambda record: _FIRST.index(record.verdict))
        places = dict.fromkeys(str(kept.get("picture", "")) for one in records for kept in one.artefacts)
        self._pictures = dict(self._read(places))

    def panes(self, record: Record) -> list[Pane]:
        """Return the windows of a scenario."""
        return [self._pane(kept) for kept in record.artefacts]

    def unseen(self, records: Iterable[Record]) -> Iterator[Record]:
        """Yield those of ``records`` that have a window which the page does not show when it comes to them."""
        return (one for one in records if any(_key(kept) not in self._shown for kept in one.artefacts))

    def _read(self, places: Iterable[str]) -> Iterator[tuple[str, Picture]]:
        left = BUDGET
        for place in places:
            data = self._bytes(place)
            if data.startswith(_PNG) and len(data) <= left:
                left -= len(data)
                width, height = (int.from_bytes(data[at : at + 4], "big") for at in (16, 20))
                yield place, Picture(f"data:image/png;base64,{b64encode(data).decode()}", width, height)

    def _pane(self, kept: Mapping[str, str]) -> Pane:
        log, trace = (placed(str(kept.get(name, ""))) for name in ("log", "trace"))
        again, told = _key(kept) in self._shown, self._log(log)
        self._shown.add(_key(kept))
        console, network = _rows(told.get("console")), _rows(told.get("network"))
        hidden = ((len(console) - _LINES, "line"), (len(network) - _REQUESTS, "request"))
        return Pane(
            name=clip(str(kept.get("window") or "a window"), _TEXT),
            picture=None if again else self._pictures.get(str(kept.get("picture", ""))),
            again=again,
            console=tuple((_said(one, "kind"), _said(one, "text")) for one in console[-_LINES:]),
            network=tuple(_row(sent, _home(network)) for sent in network[-_REQUESTS:]),
            more=" and ".join(count(number, f"earlier {what}") for number, what in hidden if number > 0),
            log=log,
            trace=trace,
            command=trace_command(trace) if trace else "",
        )

    def _log(self, place: str) -> Mapping[str, Any]:
        with suppress(ValueError, RecursionError):
            told = json.loads(self._bytes(place) or b"{}")
            return told if isinstance(told, dict) else {}
        return {}

    def _bytes(self, place: str) -> bytes:
        """Return what is in the file at ``place``; nothing where it is not one of ours, or too large."""
        with suppress(OSError):
            path = self._folder / place if self._folder and placed(place) else None
            if path and path.stat().st_size <= _LARGEST:
                return path.read_bytes()
        return b""


def traces(record: Record) -> list[str]:
    """Return where the traces of a scenario lie, below the folder of the reports."""
    return [place for kept in record.artefacts if (place := placed(str(kept.get("trace", ""))))]


def files(record: Record) -> list[str]:
    """Return where all files of a scenario lie, below the folder of the reports."""
    return [place for kept in record.artefacts for one in kept.values() if (place := placed(str(one)))]


def trace_command(path: str) -> str:
    """Return the command that opens the trace at ``path`` in Playwright's viewer."""
    return f"python -m playwright show-trace {shlex.quote(path)}"


def placed(place: str) -> str:
    """Return ``place`` if it has the form of what a browser scenario leaves, else ""."""
    return place if _PLACE.fullmatch(place) else ""


def _key(kept: Mapping[str, str]) -> str:
    """Return what tells a window from all others."""
    return str(kept.get("log") or kept.get("picture"))


def _rows(told: object) -> list[Mapping[str, Any]]:
    return [one for one in told if isinstance(one, dict)] if isinstance(told, list) else []


def _said(row: Mapping[str, Any], name: str) -> str:
    return clip(str(row.get(name) or ""), _TEXT)


def _row(sent: Mapping[str, Any], home: str) -> Row:
    status = str(sent.get("status") or "") or _said(sent, "failure") or "no answer"
    path = str(sent.get("url") or "").removeprefix(home)
    return Row(_said(sent, "method"), status, _said(sent, "kind"), clip(path, _TEXT))


def _home(network: list[Mapping[str, Any]]) -> str:
    """Return the origin of the first page, which goes without saying; "" where there is none."""
    first = next((str(sent.get("url") or "") for sent in network if sent.get("kind") == "document"), "")
    with suppress(ValueError):
        parts = urlsplit(first)
        return f"{parts.scheme}://{parts.netloc}" if parts.netloc else ""
    return ""
