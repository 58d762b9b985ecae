"""Target files for apps that stand, and a load without Locust: as many users, in one process."""

from pathlib import Path
from random import Random
from typing import Any

from harness.load.issuer import IssuerLoad
from harness.load.outcome import Outcome
from harness.load.settings import Settings, standing_target
from harness.load.tally import Tally
from harness.load.verifier import VerifierLoad
from harness.targets.issuer_target import IssuerTarget
from harness.targets.reaching import reach
from harness.targets.verifier_target import VerifierTarget
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.verifier.context import VerifierContext
from tests.verifier.trying import APP, BEARER, ECHO, send

VERIFIER_SECRET = "c0ffee5a17ed000000000000000000decaf000000000000000000000facade01"
ISSUER_SECRET = "5e551075a11ed000000000000000000ba5eba110000000000000000000c0ffee"
REFERENCE = f"""role = "verifier"
name = "orders"
[app]
client_id = "verif1erorders0000000000000001x"
client_secret = "{VERIFIER_SECRET}"
store_hash = "abc123"
"""
ISSUER = f"""role = "issuer"
name = "sso"
store_url = "https://store-abc123.mybigcommerce.com"
[app]
client_id = "issuer1sso0000000000000000001x"
client_secret = "{ISSUER_SECRET}"
store_hash = "abc123"
[session]
cookies = {{ session = "customer-{{customer_id}}" }}
[send]
url = "http://127.0.0.1:PORT/sso?customer_id={{customer_id}}&return_to={{return_to}}"
"""


def verifier(folder: Path, port: int, head: str = REFERENCE, echo: str = ECHO, timeout: float = 10) -> Path:
    """Write the target file of a verifier."""
    path = folder / "orders.toml"
    path.write_text(head + send(f"http://127.0.0.1:{port}/me", BEARER, timeout) + echo, "utf-8")
    return path


def strained_verifier(folder: Path, port: int, timeout: float = 10) -> Path:
    """Write the target file of the app of ``strained``."""
    return verifier(folder, port, APP, timeout=timeout)


def issuer(folder: Path, port: int) -> Path:
    """Write the target file of an issuer."""
    path = folder / "sso.toml"
    path.write_text(ISSUER.replace("PORT", str(port)), "utf-8")
    return path


def side_of(settings: Settings, tally: Tally) -> Any:
    """Return what is asked of the target, not greeted yet."""
    target = standing_target(settings, "--mine")
    if isinstance(target, VerifierTarget):
        return VerifierLoad(VerifierContext(target, file=settings.target), settings)
    assert isinstance(target, IssuerTarget)
    return IssuerLoad(IssuerContext(target, file=settings.target), settings, tally)


def loaded(path: Path, users: int = 6, steps: int = 25, **more: Any) -> tuple[Tally, list[Outcome]]:
    """Let ``users`` ask ``steps`` things each, all at once."""
    import gevent

    from harness.load.wire import Wire

    settings, tally, outcomes = Settings(str(path), **more), Tally(), []
    side = side_of(settings, tally)
    timeout = side.context.target.send.timeout
    app = reach(side.context.target, path.parent)
    assert not side.greet(app)

    def user(number: int) -> None:
        wire, chance = Wire(timeout), Random(number)  # noqa: S311
        for _ in range(steps):
            what = side.next(chance)
            outcome = side.heard(what, wire.send(side.outgoing(what)))
            tally.note(outcome)
            outcomes.append(outcome)
        wire.close()

    users_ = [gevent.spawn(user, number) for number in range(users)]
    gevent.joinall(users_, raise_error=True)
    app.close()
    return tally, outcomes


def rules(tally: Tally) -> set[str]:
    """Return the rules that were broken."""
    return {rule for rule, _ in tally.breaches}
