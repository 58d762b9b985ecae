"""``tokenassay inspect``: why was this token refused?"""

import json
import re
import sys
import time
from dataclasses import asdict

import click

from harness.cli.errors import UsageError, told

BAD, UNDECIDED = 1, 3
_WRAPPED = re.compile(r"""(?:"\s*:\s*"|[?&]\w+=)(eyJ[\w-]+\.[\w-]+\.[\w-]*)""")
"""A token in a JSON answer, or as a parameter of an address, such as a load callback's."""


@click.command(
    "inspect", epilog="Exit codes: 0 accepted, 1 refused, 2 usage, 3 nothing against it, but the MAC was not checked."
)
@click.argument("token")
@click.option("--secret", default="", metavar="env:NAME|file:PATH", help="The app's client secret.")
@click.option("--target", default="", type=click.Path(), metavar="FILE", help="Take app and store from a target file.")
@click.option("--store", default="", metavar="HASH", help="The store that the token should be for.")
@click.option(
    "--at", "when", default="now", metavar="TIME", help="Judge as of this Unix time, 'now', or 'iat' (as fresh)."
)
@click.option("--profile", default="observed", metavar="NAME|FILE", help="Platform profile.")
@click.option("--json", "as_json", is_flag=True, help="Print JSON.")
def command(token: str, secret: str, target: str, store: str, when: str, profile: str, *, as_json: bool) -> None:
    """Decode TOKEN, judge it, and say every reason and the mend. TOKEN may be a login URL; "-" reads standard input.

    \b
    Examples:
      pbpaste | tokenassay inspect -
      tokenassay inspect eyJhbGci… --secret env:BC_CLIENT_SECRET --store abc123
      tokenassay inspect https://store.example/login/token/eyJ… --target store.toml --at iat
    """  # noqa: D301 - click's marker for text that keeps its lines
    with told():
        code = _inspect(token, secret, target, store, when, profile, as_json=as_json)
    raise SystemExit(code)


def _inspect(token: str, secret: str, target: str, store: str, when: str, profile: str, *, as_json: bool) -> int:
    from harness.cli.inspect_view import view
    from harness.cli.secrets import app_of, parties, secret_option
    from harness.contract.profile import load
    from harness.judge.envelope import read
    from harness.judge.inspection import classify, inspect
    from harness.tokens import App

    wire = _token_in(sys.stdin.read() if token == "-" else token)  # noqa: S105 - standard input
    opened = read(wire)
    named = opened.claims.get("iss" if classify(opened.header, opened.claims) == "login" else "aud")
    known = parties(target, profile)
    app = app_of(known.context.target, named)
    if secret:
        app = App(named if isinstance(named, str) else "", secret_option(secret))
    elif target:
        app = app or known.context.app
    if "/" in store:
        raise UsageError(f"--store {store}: give the bare hash, such as {store.rpartition('/')[2] or 'abc123'}")
    hash_ = store or (known.context.store.hash if target or app else "")
    found = inspect(wire, app, hash_ or None, _time(when, opened.claims.get("iat")), load(profile))
    refused = not found.judgement.accepted
    if as_json:
        click.echo(json.dumps(asdict(found), indent=1, default=str, ensure_ascii=False))
    else:
        click.echo(view(found, wire, load(profile), sandbox=app is not None and known.sandbox and not secret))
    return BAD if refused else 0 if found.judgement.authentic else UNDECIDED


def _token_in(text: str) -> str:
    """Return the token in what was pasted: alone, in a login URL, after ``Bearer``, in quotes."""
    from urllib.parse import unquote

    text = text.strip().strip("\"'").strip()
    if "/login/token/" in text:
        text = unquote(text.rpartition("/login/token/")[2].partition("?")[0])
    elif found := _WRAPPED.search(text):
        text = found[1]
    text = text.removeprefix("Authorization:").strip().removeprefix("Bearer ").strip()
    if not text:
        raise UsageError("there is no token in what was given; paste it as an argument, or pipe it in and say -")
    return text


def _time(when: str, iat: object) -> int:
    if when == "now":
        return int(time.time())
    if when == "iat" and type(iat) is int:
        return iat
    if when.lstrip("-").isdecimal():
        return int(when)
    raise UsageError(f"--at {when}: give Unix seconds, now, or iat (this token's iat is {iat!r})")
