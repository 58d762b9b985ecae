"""``report.html``: one page for people, complete in itself; it needs no network and no script.

Everything that is put into the page goes through ``block`` and then through autoescaping, in the environment itself,
so that no line of the template can forget it.
"""

from importlib.resources import files
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.contract.snippets import Library, libraries
from harness.contract.words import Role, Verdict
from harness.report.digest import WHOLE, Digest, by_rule, digest, duty, ending, expected, headline, observed
from harness.report.events import Event, RunFinished
from harness.report.evidence import Exhibit, exhibit
from harness.report.files import write_whole
from harness.report.gallery import Gallery
from harness.report.text import block, clip, count
from harness.verdict.plan import parse_shard
from harness.verdict.records import Finding, Record, RunResult

if TYPE_CHECKING:
    from jinja2 import Environment

_BUDGET = 1_000_000  # characters of evidence in one page; the rest is in results.json
_TEXT = 2000

WORDS = {
    Verdict.PASS: ("✓", "pass"),
    Verdict.FAIL: ("✗", "fail"),
    Verdict.ADVISORY: ("!", "advisory"),
    Verdict.INCONCLUSIVE: ("?", "inconclusive"),
    Verdict.NOT_APPLICABLE: ("–", "not applicable"),  # noqa: RUF001 - a dash stands for "nothing to say"
    Verdict.ERROR: ("⚠", "error"),
}


class Html:
    """Writes ``report.html`` into ``folder`` when the run is over."""

    def __init__(self, folder: Path) -> None:
        self.path = folder / "report.html"

    def handle(self, event: Event) -> None:
        """Write the page at the end of the run."""
        if isinstance(event, RunFinished):
            write_whole(self.path, page(event.result, self.path.parent))

    def close(self) -> None:
        """Do nothing: the page is written whole or not at all."""


def page(run: RunResult, folder: Path | None = None) -> str:
    """Return the run as an HTML page; ``folder`` is where browser scenarios left their files."""
    environment = _environment(_Budget(_BUDGET), Gallery(run, folder))
    template = environment.from_string(_template("report.html.j2"))
    digests = [digest(target) for target in run.targets]
    return template.render(run=run, digests=digests, headline=_headline(run, digests), ending=ending(run))


class _Budget:
    """Hands out evidence until the page is full."""

    def __init__(self, size: int) -> None:
        self._left = size

    def exhibit(self, record: Record) -> Exhibit | None:
        """Return the record's evidence, or nothing where the page has no room for it."""
        shown = exhibit(record.evidence)
        if shown.size > self._left:
            return None
        self._left -= shown.size
        return shown

    def mends(self, finding: Finding) -> list[tuple[Library, str]]:
        """Return the finding's snippets with their libraries, or none where the page has no room for them."""
        known = libraries(Role(finding.rule.partition(".")[0])).values()
        found = [(one, finding.snippets[one.id]) for one in known if one.id in finding.snippets]
        size = sum(len(code) for _, code in found)
        if size > self._left:
            return []
        self._left -= size
        return found


def _environment(budget: _Budget, gallery: Gallery) -> "Environment":
    from jinja2 import Environment, StrictUndefined
    from markupsafe import Markup

    def finalize(value: Any) -> Any:
        return value if isinstance(value, Markup) else block(value)

    environment = Environment(
        autoescape=True, finalize=finalize, trim_blocks=True, lstrip_blocks=True, undefined=StrictUndefined
    )
    environment.globals.update(
        css=Markup(_template("report.css")),  # noqa: S704 - the project's own file
        by_rule=by_rule,
        count=count,
        duty=duty,
        exhibit=budget.exhibit,
        expected=expected,
        gain=_gain,
        mends=budget.mends,
        observed=observed,
        panes=gallery.panes,
        unseen=gallery.unseen,
        verdict_line=headline,
        verdicts=WORDS,
        whole=WHOLE,
        wholes=_wholes,
    )
    environment.filters["clip"] = lambda text: clip(str(text), _TEXT)
    return environment


def _gain(role: str) -> str:
    """Return what a breach's gain is called: an app that signs shoppers in wrongly harms them, attacker or not."""
    return "What comes of it" if role == Role.ISSUER else "What an attacker gains"


def _wholes(role: str) -> list[tuple[Library, str]]:
    return [(one, one.whole) for one in libraries(Role(role)).values()]


def _template(name: str) -> str:
    return files("harness.report").joinpath("templates", name).read_text("utf-8")


def _headline(run: RunResult, digests: list[Digest]) -> str:
    """Return what stands above the page; of a shard it has to be plain that it is one."""
    title = _title(digests)
    return f"{parse_shard(run.shard).told.capitalize()}: {title}" if run.shard else title


def _title(digests: list[Digest]) -> str:
    if len(digests) == 1:
        return _one(digests[0])
    bad = sum(one.target.verdict != "conforms" for one in digests)
    if not digests:
        return "Nothing was tested"
    return f"{bad} of {len(digests)} targets do not conform" if bad else f"All {len(digests)} targets conform"


def _one(result: Digest) -> str:
    match result.target.verdict:
        case "violates":
            return f"{result.target.name} violates {count(len(result.broken), 'rule')}"
        case "inconclusive":
            return f"{result.target.name}: inconclusive"
        case verdict:
            return f"{result.target.name} {verdict}"
