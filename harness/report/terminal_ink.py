"""Lines on a console: wrapped here, never by the console, with target text made harmless on its way."""

import textwrap
from dataclasses import dataclass

from rich.console import Console
from rich.text import Text

from harness.contract.words import Severity, Verdict
from harness.report.text import clip, printable

STYLES: dict[str, str] = {
    Verdict.PASS: "green",
    Verdict.FAIL: "bold red",
    Verdict.ADVISORY: "yellow",
    Verdict.INCONCLUSIVE: "magenta",
    Verdict.NOT_APPLICABLE: "dim",
    Verdict.ERROR: "bold magenta",
    Severity.CRITICAL: "bold red",
    Severity.HIGH: "red",
    Severity.MEDIUM: "yellow",
    Severity.LOW: "cyan",
    Severity.INFO: "dim",
    "conforms": "bold green",
    "violates": "bold red",
    "heading": "bold",
    "label": "dim",
}
SHORT = {Verdict.NOT_APPLICABLE: "n/a", Verdict.INCONCLUSIVE: "inconcl."}
_WIDEST = 110
_LONG = 400


@dataclass(frozen=True, slots=True)
class Ink:
    """A pen for ``console``. Nothing written is ever read as markup, and the console's encoding can carry it all."""

    console: Console

    @property
    def width(self) -> int:
        """Columns to write in; very wide terminals are not filled."""
        return min(self.console.width, _WIDEST)

    def safe(self, value: object) -> str:
        """Return ``value`` as one harmless line that the console can encode."""
        encoding = self.console.encoding
        return printable(value).encode(encoding, "backslashreplace").decode(encoding)

    def line(self, *parts: str | tuple[str, str]) -> None:
        """Write one line of parts, each a text or a text with the name of its style, however long it gets."""
        text = Text()
        for part in parts:
            words, style = part if isinstance(part, tuple) else (part, "")
            text.append(self.safe(words), STYLES.get(style, ""))
        self.console.print(text, soft_wrap=True)

    def heading(self, words: str) -> None:
        """Write a heading with an empty line above it."""
        self.line()
        self.line((words, "heading"))

    def field(self, indent: int, label: str, value: object, style: str = "") -> None:
        """Write a label and a value that is wrapped beside it; nothing where there is no value."""
        if value:
            self._beside(" " * indent + (f"{label:<10}" if label else ""), value, style)

    def item(self, number: int, value: object, style: str = "") -> None:
        """Write how often something was, and what it was, wrapped beside it."""
        self._beside(f"  {number:>4}  ", value, style)

    def _beside(self, start: str, value: object, style: str) -> None:
        words = clip(self.safe(value), _LONG)
        first, *more = textwrap.wrap(words, max(20, self.width - len(start))) or [""]
        self.line((start, "label"), (first, style))
        for words in more:
            self.line(" " * len(start), (words, style))

    def command(self, indent: int, label: str, value: str) -> None:
        """Write a command that is never broken, so that it can be copied."""
        if value:
            self.line((" " * indent + f"{label:<10}", "label"), value)
