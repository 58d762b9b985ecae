"""``tokenassay list``: what there is."""

import json
from collections.abc import Callable
from typing import Any

import click

from harness.cli.errors import UsageError, told

Row = dict[str, Any]
ROLES = ("storefront", "verifier", "issuer", "headless")


@click.command("list")
@click.argument("what", type=click.Choice(["rules", "scenarios", "faults", "facts"]), default="rules")
@click.argument("rule", required=False, default="")
@click.option("-k", "word", default="", metavar="WORD", help="Only lines that contain this.")
@click.option("--library", default="", metavar="NAME", help="Only the snippets for this library (with rules).")
@click.option("--role", type=click.Choice(ROLES), default=None, help="Only this role's (with rules or scenarios).")
@click.option("--json", "as_json", is_flag=True, help="Print JSON, with everything that is known.")
def command(what: str, rule: str, word: str, library: str, role: str | None, *, as_json: bool) -> None:
    """List rules, scenarios, faults (deviations), or the platform profile's facts.

    With a RULE, tell that rule in full: what a breach gains, the remedy, and the code that mends it in each library.
    With a library and no rule, print a whole function that is built on it: the verify function, or with --role issuer
    the one that makes the login address.

    \b
    Examples:
      tokenassay list rules
      tokenassay list rules verifier.audience --library pyjwt
      tokenassay list rules redirect --role issuer
      tokenassay list rules --library jsonwebtoken
      tokenassay list rules --library jsonwebtoken --role issuer
      tokenassay list scenarios --role issuer
      tokenassay list faults -k redirect
      tokenassay list facts --json
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        if rule or library:
            if what != "rules":
                raise UsageError(f"list {what} takes neither RULE nor --library; narrow it with -k WORD")
            _in_full(rule, library, role or "", as_json=as_json)
            return
        if role and what not in ("rules", "scenarios"):
            raise UsageError(f"list {what} takes no --role; narrow it with -k WORD")
        tables: dict[str, Callable[[], list[Row]]] = {
            "rules": _rules,
            "scenarios": _scenarios,
            "faults": _faults,
            "facts": _facts,
        }
        rows = [row for row in tables[what]() if word.lower() in json.dumps(row, ensure_ascii=False).lower()]
        if role:
            rows = [row for row in rows if next(iter(row.values())).startswith(f"{role}.")]
        if as_json:
            click.echo(json.dumps(rows, indent=1, ensure_ascii=False))
            return
        _show(rows)
        click.echo(f"\n{len(rows)} {what if len(rows) != 1 else what[:-1]}", err=True)


def _in_full(rule: str, library: str, role: str, *, as_json: bool) -> None:
    from harness.cli.rule_view import show, show_whole

    if rule:
        show(rule, library, role, as_json=as_json)
    else:
        show_whole(library, role, as_json=as_json)


def _show(rows: list[Row]) -> None:
    if not rows:
        return
    columns = list(rows[0])
    widths = {name: max(len(name), *(len(str(row[name])) for row in rows)) for name in columns[:-1]}
    click.echo("  ".join([*(name.ljust(widths[name]) for name in columns[:-1]), columns[-1]]))
    for row in rows:
        click.echo("  ".join([*(str(row[name]).ljust(widths[name]) for name in columns[:-1]), str(row[columns[-1]])]))


def _rules() -> list[Row]:
    from harness.contract.rules import rules

    return [
        {"rule": one.id, "level": one.level, "standing": one.standing, "does": one.does, "source": one.source}
        for one in rules().values()
    ]


def _faults() -> list[Row]:
    from harness.faults import deviations

    return [
        {
            "id": one.id,
            "level": one.level,
            "expect": one.expect.partition(",")[0],
            "rule": one.rule,
            "title": one.title,
            "clause": one.clause,
        }
        for one in deviations().values()
    ]


def _facts() -> list[Row]:
    from harness.contract.profile import load

    return [
        {
            "fact": one.key,
            "standing": f"{one.standing}{', contested' if one.contested else ''}",
            "value": one.value,
            "source": one.source,
        }
        for one in load().facts.values()
    ]


def _scenarios() -> list[Row]:
    from harness.suite.listing import scenarios

    return [{"id": one.id, "title": one.title} for one in scenarios()]
