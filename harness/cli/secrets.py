"""Whose token it is: the app, store and customers that a command speaks of, from a target file or the sandbox seed."""

from dataclasses import dataclass
from pathlib import Path

from harness.cli.errors import UsageError
from harness.targets.tables import secret
from harness.targets.target_file import PartyTarget, load_target
from harness.tokens import App
from harness.verdict.context import party
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.verifier.context import VerifierContext


@dataclass(frozen=True, slots=True)
class Parties:
    """The context of a target, or of the sandbox seed where none was named."""

    context: StorefrontContext | VerifierContext | IssuerContext
    sandbox: bool


def parties(target: str, profile: str) -> Parties:
    """Return the parties of the target file, or those of the sandbox that ``serve`` and ``run`` use."""
    if target:
        from harness.suite.roles import context_of

        context = context_of(load_target(Path(target)), profile, file=target)
        if isinstance(context, HeadlessContext):
            raise UsageError(f"--target {target}: a headless storefront has no [app] that signs; name another target")
        return Parties(context, sandbox=False)
    from harness.suite.commands import SERVED
    from harness.suite.standing import sandbox_target

    return Parties(StorefrontContext(sandbox_target(SERVED), profile), sandbox=True)


def app_of(target: PartyTarget, client_id: object) -> App | None:
    """Return the target's app that is called ``client_id``, if it knows one."""
    others = getattr(target, "others", None)
    tables = (
        target.app,
        getattr(others, "app", None),
        getattr(target, "current_customer", None),
        getattr(others, "unscoped_app", None),
    )
    return next((party(table) for table in tables if table and table.client_id == client_id), None)


def secret_option(value: str) -> str:
    """Return the secret that ``env:NAME`` or ``file:PATH`` names; a literal is refused, since others can see it."""
    if not value.startswith(("env:", "file:")):
        raise UsageError("--secret takes env:NAME or file:PATH; an argument can be read by everyone on the machine")
    try:
        found = secret(value)
    except ValueError as error:
        raise UsageError(f"--secret: {error}") from error
    if not found:
        raise UsageError(f"--secret {value}: it is empty")
    return str(found)
