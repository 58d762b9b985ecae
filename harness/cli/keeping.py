"""Keeping examples: which are wanted, what each shows now, and the file that they are added to."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path

import click

from harness.cli.errors import UsageError
from harness.cli.keep_trying import Shown, tried, untried
from harness.cli.keep_wanted import Wanted, from_reports, from_word
from harness.contract.profile import load
from harness.report.text import count
from harness.suite.kept import Kept, digest_name, kept_file, name_of
from harness.suite.kept_reading import fault_of, kept_for, read
from harness.suite.kept_text import entry, head
from harness.suite.roles import context_of
from harness.targets.target_file import Target, load_target
from harness.verdict.evidence import TELLING, scrubbed

KEPT, SHOWS_NOTHING, INCONCLUSIVE = 0, 1, 3


@dataclass(frozen=True, slots=True)
class Asked:
    """What was asked for on the command line; ``blob`` or ``reports`` says which examples."""

    target: str
    blob: str
    name: str
    reports: Path | None
    untried: bool
    rule: str
    profile: str


def keep(asked: Asked) -> int:
    """Keep what was asked for, say what became of each, and return the exit code; UsageError if it cannot be done."""
    load(asked.profile)
    target = load_target(Path(asked.target))
    there = kept_for(asked.target, target.role)
    wanted = _wanted(asked, target)
    new = list(_new(wanted, there))
    name = _name(asked.name, new, there)
    if not new:
        click.echo(f"nothing new to keep{'' if wanted else ': nothing was found'}")
        return KEPT
    if asked.rule and not asked.untried:
        raise UsageError("--rule: the rule comes from trying the example; leave it out, or add --untried")
    shown = untried(target.role, new, asked.rule) if asked.untried else tried(asked.target, asked.profile, new)
    entries = [(_entry(one, name), one) for one in shown if not one.problem]
    for one in shown:
        if one.problem:
            click.echo(f"not kept  {one.wanted.word}: {one.problem}")
    if entries:
        _add(asked.target, target.role, entries)
    return INCONCLUSIVE if any(one.unsure for one in shown) else SHOWS_NOTHING if len(entries) < len(shown) else KEPT


def _wanted(asked: Asked, target: Target) -> list[Wanted]:
    """Return the examples that were asked for, each fit for the target's role, and without its secrets.

    The file of kept ones is shared, as the target file, whose secrets are elsewhere, may be.
    """
    if bool(asked.blob) is bool(asked.reports):
        raise UsageError("give the example (a word that begins with ta1-), or --reports DIR of a run that found some")
    wanted = from_reports(asked.reports, target.name) if asked.reports else [from_word(asked.blob)]
    hidden = tuple(one for one in context_of(target, "observed").all_secrets() if len(one) >= TELLING)
    for one in wanted:
        if scrubbed(one.example, hidden) != one.example:
            raise UsageError(f"{one.word}: a secret of the target file stands in it; examples of the fuzzer hold none")
        if said := fault_of(target.role, one.probe, one.example):
            raise UsageError(f"{one.word}: {said}")
    return wanted


def _new(wanted: Sequence[Wanted], there: Sequence[Kept]) -> Iterator[Wanted]:
    """Yield what is not kept yet, once, and say of the others as what they are."""
    known = {one.same: one.id for one in there}
    for one in wanted:
        if one.same in known:
            click.echo(f"already   {known[one.same]}")
            continue
        known[one.same] = "the same as above"
        yield one


def _name(text: str, new: Sequence[Wanted], there: Sequence[Kept]) -> str:
    """Return the name that was asked for, "" for none; UsageError where it cannot be given."""
    if not text:
        return ""
    name = name_of(text)
    if not name:
        raise UsageError(f"--name {text!r}: a name needs a letter or a digit")
    if len(new) > 1:
        raise UsageError(f"--name {text}: there are {count(len(new), 'example')}, and a name is for one; leave it out")
    if new and any(one.name == name for one in there):
        raise UsageError(f"--name {text}: another example is called {name}; give this one another name")
    return name


def _entry(shown: Shown, name: str) -> Kept:
    today = datetime.now(UTC).date().isoformat()
    wanted = shown.wanted
    return Kept(
        name or digest_name(wanted.same), shown.rule, shown.level, shown.verb, shown.title, today, wanted.probe,
        wanted.example,
    )  # fmt: skip


def _add(target: str, role: str, entries: Sequence[tuple[Kept, Shown]]) -> None:
    """Add ``entries`` at the end of the file, by rule and name; what stands there is not touched."""
    path = kept_file(target)
    ordered = sorted(entries, key=lambda one: (one[0].rule, one[0].name))
    more = "".join(entry(kept, shown.told, shown.seen) for kept, shown in ordered)
    try:
        text = path.read_text("utf-8") if path.exists() else ""
        begin = head(Path(target).name, role) if not text else "" if text.endswith("\n") else "\n"
        read(text + begin + more, path, role)  # what could not be read again must not be written
        with path.open("a", encoding="utf-8", newline="\n") as file:
            file.write(begin + more)
    except OSError as error:
        raise UsageError(f"{path}: {error.strerror or error}; the examples are kept beside the target file") from error
    for kept, _ in ordered:
        click.echo(f"kept      {kept.id}  {kept.level}\n          {kept.title}")
    click.echo(f"written   {path}")
