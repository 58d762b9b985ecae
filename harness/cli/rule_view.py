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
from harness.contract.words import Role
from harness.report.digest import WHOLE

_WIDTH = 110


def show(rule: str, library: str, role: str, *, as_json: bool) -> None:
    """Print ``rule`` with the snippets for ``library`` or all of its role's.

    ``role`` may name the role that a short rule is one of. UsageError, with the nearest name, where there is no such
    rule or library.
    """
    text = rules()[_full(rule, role)]
    found = dict(snippets(text.id))
    if library:
        found = {name: found[name] for name in [_used(library, text.role)]}
    if as_json:
        click.echo(json.dumps({**asdict(text), "snippets": found}, indent=1, ensure_ascii=False))
    else:
        _tell(text, found)


def show_whole(library: str, role: str, *, as_json: bool) -> None:
    """Print the whole function of ``role`` on ``library``; without a role, of the first that uses the library.

    Another role that uses it is named beside the code, so that the code alone can be piped.
    """
    owners = _owners(library, role)
    one = libraries(owners[0])[library]
    if as_json:
        click.echo(json.dumps({"role": owners[0], **asdict(one)}, indent=1, ensure_ascii=False))
        return
    click.echo(one.whole)
    for other in owners[1:]:
        click.echo(f"\n{WHOLE[other]}: {_whole_command(library, other)}", err=True)


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
        click.echo(f"\n{click.style(libraries(text.role)[name].name, bold=True)}  --library {name}")
        click.echo(textwrap.indent(code, "    "))
    if found:
        click.echo(f"\n{WHOLE[text.role]}: {_whole_command(next(iter(found)), text.role)}")


def _whole_command(library: str, role: Role) -> str:
    """Return the command that prints the whole function, with the role only where it has to be said."""
    first = next(one for one in WHOLE if library in libraries(one))
    return f"tokenassay list rules --library {library}" + ("" if role is first else f" --role {role}")


def _owners(library: str, role: str) -> list[Role]:
    """Return ``role`` if it uses ``library``, or without one all roles that do."""
    if role:
        _used(library, Role(role))
        return [Role(role)]
    _known(library, dict.fromkeys(name for one in WHOLE for name in libraries(one)), "library", "--library")
    return [one for one in WHOLE if library in libraries(one)]


def _used(library: str, role: Role) -> str:
    """Return ``library`` if ``role`` uses it."""
    if role not in WHOLE:
        raise UsageError(f"--library {library}: there is code for {' and '.join(WHOLE)}, none for role {role}")
    return _known(library, libraries(role), f"library for the role {role}", "--library")


def _full(rule: str, role: str) -> str:
    """Return the id of ``rule``, which may leave its role out where ``role`` says it or only one role has it."""
    mine = [one for one in rules().values() if role in ("", one.role)]
    owners = [one.id for one in mine if one.name == rule]
    if len(owners) > 1:
        raise UsageError(f"{rule}: more than one role has this rule; name {' or '.join(owners)}")
    if owners:
        return owners[0]
    if role and rule in rules():
        raise UsageError(f"--role {role}: {rule} is a rule of another role; leave --role out")
    return _known(rule, [one.id for one in mine], f"{role} rule".strip(), "list rules")


def _known(name: str, known: Iterable[str], noun: str, where: str) -> str:
    names = list(known)
    if name in names:
        return name
    near = get_close_matches(name, names, n=1, cutoff=0.5)
    there = f"there are {', '.join(names)}" if "library" in noun else "`tokenassay list rules` shows them"
    raise UsageError(f"{where} {name}: there is no such {noun}; {f'did you mean {near[0]}?' if near else there}")
