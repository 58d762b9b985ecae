"""Target files for the apps of this folder: met in this process, or the real command run against them."""

import atexit
import hmac
import json
import re
from base64 import urlsafe_b64encode
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from harness.contract.words import Level, Verdict
from harness.suite.places import rule_of, scenario_id
from harness.suite.roles import IssuerHands, hands
from harness.suite.standing import standing
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.notebook import Notebook
from harness.verdict.records import Record
from harness.verdict.stop import Broken, InconclusiveError, NotApplicableError
from harness.verdict.terms import terms_of
from tests.cli.command import Done
from tests.issuer.apps import CLIENT_ID, OPAQUE, SECRET, STORE, STORE_HASH
from tests.kill_matrix.matrix import Warm

APPS = Path(__file__).with_name("apps.py")
APP = f"""role = "issuer"
name = "sso"
store_url = "{STORE}"
[app]
client_id = "{CLIENT_ID}"
client_secret = "{SECRET}"
store_hash = "{STORE_HASH}"
"""
COOKIE = '[session]\ncookies = { session = "customer-{customer_id}" }\n'
PATH = "/sso?customer_id={customer_id}&return_to={return_to}"
JWS = re.compile(r"([\w-]{8,}\.[\w-]{8,})\.([\w-]{43})")


def send(url: str = f"http://127.0.0.1:8000{PATH}", timeout: float = 10) -> str:
    """Return [send] and [session] for an app at ``url``."""
    return f'[send]\nurl = "{url}"\ntimeout = {timeout}\n{COOKIE}'


def within(quirk: str = "", kind: str = "asgi", more: str = "") -> str:
    """Return the target file of an app in this process."""
    name = f"{kind}_{quirk.replace('-', '_')}".rstrip("_")
    return f'{APP}{send()}{more}[inprocess]\n{kind} = "{APPS}:{name}"\n'


def started(app: str = APP, more: str = "", **env: str) -> str:
    """Return the target file of the served app, with ``env`` as its quirks."""
    pairs = ", ".join(f'{name} = "{value}"' for name, value in {"PORT": "{port}", **env}.items())
    begin = f'[start]\ncommand = ["python", "{APPS}", "serve"]\nenv = {{ {pairs} }}\n'
    return app + send(f"http://127.0.0.1:{{port}}{PATH}") + more + begin


@dataclass(slots=True)
class Met:
    """An app that hello was said to, in this process."""

    context: IssuerContext
    hands: IssuerHands

    def run(self, scenario: Callable[..., None], *row: Any) -> Record:
        """Run one scenario, with one row of its table, to its verdict."""
        terms, code = terms_of(scenario), scenario.__code__
        rule = rule_of(Path(code.co_filename))
        name = scenario_id(Path(code.co_filename), scenario.__name__, str(row[0]) if row else "")
        level = terms.level or Level.MUST
        secrets = self.context.all_secrets()
        note = Notebook(name, name, rule, level, self.context.profile, strict=False, rests=terms.rests, secrets=secrets)
        if self.context.stopped:
            return note.record(Verdict.INCONCLUSIVE, self.context.stopped)
        try:
            scenario(self.hands.suite(note), *row)
        except Broken as broken:
            return note.record(Verdict.FAIL, str(broken), broken.rule)
        except InconclusiveError as reason:
            return note.record(Verdict.INCONCLUSIVE, str(reason))
        except NotApplicableError as reason:
            return note.record(Verdict.NOT_APPLICABLE, str(reason))
        return note.record(Verdict.PASS)


@contextmanager
def met(folder: Path, text: str) -> Iterator[Met]:
    """Yield the app that ``text`` describes after the first words with it."""
    path = folder / "sso.toml"
    path.write_text(text, "utf-8")
    with standing(str(path), "observed", 0, strict=False) as context:
        assert isinstance(context, IssuerContext)
        with hands(context) as found:
            assert isinstance(found, IssuerHands)
            found.greet()
            yield Met(context, found)


@dataclass(frozen=True, slots=True)
class Tried:
    """What a run of the command came to."""

    done: Done
    target: dict[str, Any]
    written: str

    @property
    def counts(self) -> dict[str, int]:
        return dict(self.target["counts"])

    @property
    def records(self) -> dict[str, dict[str, Any]]:
        return {one["id"]: one for one in self.target["scenarios"]}

    @property
    def verdicts(self) -> dict[str, str]:
        return {name: one["verdict"] for name, one in self.records.items()}

    @property
    def findings(self) -> list[str]:
        return [one["rule"] for one in self.target["findings"]]


def tried(folder: Path, text: str, *args: str) -> Tried:
    """Run the command against the target that ``text`` describes; nothing that it writes may help to sign in."""
    path, reports = folder / "sso.toml", folder / "reports"
    path.write_text(text, "utf-8")
    done = command("run", str(path), "--reports", str(reports), *args, folder=folder)
    written = "\n".join(one.read_text("utf-8") for one in sorted(reports.glob("*")))
    must_be_harmless(written)
    results = reports / "results.json"
    target = json.loads(results.read_text("utf-8"))["targets"][0] if results.exists() else {}
    return Tried(done, target, written)


def command(*args: str, folder: Path) -> Done:
    """Run ``tokenassay`` in ``folder``, forked from a process that has imported it all: ``out`` is all that it says."""
    output = folder / "output.txt"
    code = _warm().run(list(args), folder, output)
    said = output.read_text("utf-8", "replace")
    assert "Traceback" not in said, said
    must_be_harmless(said)
    return Done(code, said, said)


@cache
def _warm() -> Warm:
    found = Warm()
    atexit.register(found.close)
    return found


def must_be_harmless(shown: str) -> None:
    """Fail if ``shown`` holds the secret, a session, or a token that the store would take."""
    for secret in (SECRET, SECRET[:16], SECRET.encode().hex(), *OPAQUE):
        assert secret not in shown, shown[max(0, shown.find(secret) - 200) :][:300]
    for signed, mac in JWS.findall(shown):
        right = urlsafe_b64encode(hmac.digest(SECRET.encode(), signed.encode(), "sha256")).decode().rstrip("=")
        assert mac != right, f"a token that signs in: {signed}"
