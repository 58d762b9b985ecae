"""An inspection in words, for a person with an "Invalid login" to explain."""

import json
from datetime import UTC, datetime
from textwrap import fill

import click

from harness.contract.profile import Profile
from harness.contract.rules import fold, rules
from harness.contract.words import Kind, Role, Rule
from harness.judge.inspection import Inspection
from harness.report.text import printable

NAMES = {
    Kind.LOGIN: "customer login token (your app signs, the store checks it at /login/token/…)",
    Kind.CURRENT: "current customer token (the store signs, your server checks it)",
    Kind.PAYLOAD: "signed_payload_jwt (BigCommerce signs, your app's callback checks it)",
    Kind.SESSION_SYNC: "session-sync token (BigCommerce signs and checks it itself)",
    Kind.STOREFRONT_API: "GraphQL Storefront API token (BigCommerce signs and checks it itself)",
}
TIMES = ("iat", "exp", "nbf", "eat")


def view(found: Inspection, wire: str, profile: Profile, *, sandbox: bool) -> str:
    """Return the whole answer; ``sandbox`` says that the sandbox's own invented secret was tried."""
    parts = [_head(found, wire), _verdict(found, profile)]
    parts += [_reason(number, one, found.kind) for number, one in enumerate(found.judgement.reasons, 1)]
    if found.remarks:
        parts.append(_list("Worth knowing", found.remarks))
    if found.unchecked:
        parts.append(_list("Not checked", found.unchecked))
    if sandbox:
        parts.append("The app is one of the sandbox seed's, so its invented secret was used.")
    return "\n\n".join(parts)


def _head(found: Inspection, wire: str) -> str:
    lines = [
        f"{click.style('kind', bold=True)}    {NAMES[found.kind]}",
        f"{click.style('token', bold=True)}   {_cut(wire)} ({len(wire)} characters)",
    ]
    for name, part in (("header", found.judgement.header), ("claims", found.judgement.claims)):
        if part:
            text = "\n".join(
                "        " + line for line in json.dumps(dict(part), indent=2, ensure_ascii=True).splitlines()
            )
            lines.append(f"{click.style(name, bold=True)}  {text.strip()}")
    lines += [
        f"        {name} is {_date(part[name])}"
        for part in (found.judgement.claims,)
        for name in TIMES
        if type(part.get(name)) is int
    ]
    return "\n".join(lines)


def _cut(text: str) -> str:
    return printable(text[:60]) + ("…" if len(text) > 60 else "")


def _date(seconds: int) -> str:
    try:
        return datetime.fromtimestamp(seconds, UTC).strftime("%Y-%m-%d %H:%M:%S UTC")
    except (ValueError, OverflowError, OSError):
        return "beyond the calendar"


def _verdict(found: Inspection, profile: Profile) -> str:
    if found.judgement.reasons:
        count = len(found.judgement.reasons)
        said = click.style("REFUSED", fg="red", bold=True) + f", for {count} reason{'s' if count > 1 else ''}."
        return f"{said}\n{_wrapped(_would(found.kind, profile, accepted=False))}"
    if not found.judgement.authentic:
        said = click.style("NOTHING AGAINST IT", fg="yellow", bold=True) + ", as far as it could be checked."
        return f"{said} The MAC was not checked."
    return f"{click.style('ACCEPTED', fg='green', bold=True)}.\n{_wrapped(_would(found.kind, profile, accepted=True))}"


def _would(kind: Kind, profile: Profile, *, accepted: bool) -> str:
    failed = profile.text("login.failure.message")
    match kind, accepted:
        case Kind.LOGIN, True:
            return "BigCommerce would sign the customer in and redirect to redirect_to, or to /account.php."
        case Kind.LOGIN, False:
            where = profile.text("login.failure.location")
            return f"BigCommerce would redirect to {where} and show “{failed}”, as it does for every reason alike."
        case Kind.PAYLOAD, True:
            return "A sound callback would take this as the control-panel user who opened the app, never as a shopper."
        case _, True:
            return "A sound server would take this as proof of who is there."
        case _:
            return "A sound server would answer 401 and believe nothing in it."


def _reason(number: int, one: object, kind: Kind) -> str:
    from harness.judge.reasons import Reason

    assert isinstance(one, Reason)
    role = Role.STOREFRONT if kind is Kind.LOGIN else Role.VERIFIER
    name = fold(role, one.rule)
    known = name if name in rules() else f"{role}.{Rule(one.rule)}"
    head = f"{number}. {click.style(printable(one.message), bold=True)}"
    return "\n".join(
        (head, f"   rule    {known}", f"   clause  {one.clause}", _wrapped(one.mend, "   mend    ", "           "))
    )


def _list(title: str, lines: tuple[str, ...]) -> str:
    return "\n".join(
        [f"{click.style(title, bold=True)}", *(_wrapped(printable(line), "  - ", "    ") for line in lines)]
    )


def _wrapped(text: str, first: str = "", rest: str = "") -> str:
    return fill(text, 100, initial_indent=first, subsequent_indent=rest, break_long_words=False)
