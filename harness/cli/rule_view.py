"""One rule in full, as ``tokenassay list rules RULE`` tells it, and the code that mends it."""

import json
import textwrap
from collections.abc import Iterable, Mapping
from dataclasses import asdict
from difflib import get_close_matches

import click

from harness.cli.errors import UsageError
from harness.contract.rules import RuleText, rules
from harness.contract.snippets import libraries, snippets

_WIDTH = 110


def show(rule: str, library: str, *, as_json: bool) -> None:
    """Print ``rule`` with the snippets for ``library`` or all; without a rule, the library's whole function.

    UsageError, with the nearest name, where there is no such rule or library.
    """
    chosen = [_known(library, libraries(), "library", "--library")] if library else list(libraries())
    if not rule:
        one = libraries()[chosen[0]]
        click.echo(json.dumps(asdict(one), indent=1, ensure_ascii=False) if as_json else one.whole)
        return
    text = rules()[_full(rule)]
    found = {name: code for name, code in snippets(text.id).items() if name in chosen}
    if as_json:
        click.echo(json.dumps({**asdict(text), "snippets": found}, indent=1, ensure_ascii=False))
    else:
        _tell(text, found)


def _tell(text: RuleText, found: Mapping[str, str]) -> None:
    click.echo(f"{click.style(text.id, bold=True)} ({text.level}, {text.severity})")
    fields = {
        f"it {text.level}": text.does,
        "gain": text.gain,
        "remedy": text.remedy,
        "weakness": ", ".join(f"CWE-{number}" for number in text.cwe),
        "source": f"{text.source} ({text.standing})",
        "explains": ", ".join(text.explains),
    }
    for label, value in fields.items():
        if value:
            lines = textwrap.wrap(value, _WIDTH - 12)
            click.echo(f"  {label:<10}" + f"\n{' ' * 12}".join(lines))
    for name, code in found.items():
        click.echo(f"\n{click.style(libraries()[name].name, bold=True)}  --library {name}")
        click.echo(textwrap.indent(code, "    "))
    if found:
        shown = next(iter(found))
        click.echo(f"\nA whole verify function: tokenassay list rules --library {shown}")


def _full(rule: str) -> str:
    """Return the id of ``rule``, which may leave its role out where only one role has it."""
    owners = [one.id for one in rules().values() if one.name == rule]
    if len(owners) > 1:
        raise UsageError(f"{rule}: more than one role has this rule; name {' or '.join(owners)}")
    return owners[0] if owners else _known(rule, rules(), "rule", "list rules")


def _known(name: str, known: Iterable[str], noun: str, where: str) -> str:
    if name in known:
        return name
    near = get_close_matches(name, known, n=1, cutoff=0.5)
    hint = f"did you mean {near[0]}?" if near else f"there are {', '.join(known)}" if noun == "library" else ""
    raise UsageError(f"{where} {name}: there is no such {noun}; {hint or '`tokenassay list rules` shows them'}")
