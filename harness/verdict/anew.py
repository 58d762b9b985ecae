"""The app once more, started in another way, where the target file lets us start it."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import ExitStack, contextmanager
from pathlib import Path
from typing import TypeVar

from pydantic import SecretStr

from harness.targets.app_target import AppTarget
from harness.targets.placing import PORT, placed
from harness.targets.process import running
from harness.targets.reaching import Reached, reach
from harness.targets.target_file import load_target
from harness.verdict.context import Context
from harness.verdict.stop import NotApplicableError

SECRET = "client_secret"  # noqa: S105 - the name of a placeholder
T = TypeVar("T", bound=AppTarget)


def as_it_is(target: T) -> T:
    """Return ``target`` unchanged."""
    return target


@contextmanager
def anew(
    context: Context, kind: type[T], change: Callable[[T], T] = as_it_is, more: Mapping[str, str] | None = None
) -> Iterator[tuple[T, Reached, Path | None]]:
    """Yield the app started once more: its target, how it is reached, and the file of what it prints.

    ``change`` is made to what the target file says; then placeholders are filled, those of ``more`` with its values,
    another ``client_secret`` among them. A program behind a shim is started anew as well.
    """
    told = load_target(Path(context.file)) if context.file else context.target
    assert isinstance(told, kind)
    if not told.shim and (not told.start or PORT not in str(told.send)):
        raise NotApplicableError("the app cannot be started anew: no [start], or no {port} in send.url")
    if more and SECRET in more and not _holds_secret(str(_environment(told))):
        raise NotApplicableError("start.env has no {client_secret}, so the app cannot be started with another one")
    other = placed(change(told), more)  # type: ignore[arg-type]
    assert isinstance(other, kind)
    if more and SECRET in more:
        app = other.app.model_copy(update={SECRET: SecretStr(more[SECRET])})
        other = other.model_copy(update={"app": app})
    folder = Path(context.file).resolve().parent
    with ExitStack() as stack:
        log = stack.enter_context(running(other.start, folder, other.address)) if other.start else None
        reached = reach(other, folder)
        stack.callback(reached.close)
        yield other, reached, log


def without_secret(target: T) -> T:
    """Return ``target`` without the variables that hold the client secret."""
    changed = {}
    for name in ("start", "shim"):
        if table := getattr(target, name):
            env = {key: value for key, value in table.env.items() if not _holds_secret(value)}
            gone = tuple(key for key in table.env if key not in env)
            changed[name] = table.model_copy(update={"env": env, "unset": (*table.unset, *gone)})
    return target.model_copy(update=changed)


def _holds_secret(text: str) -> bool:
    return f"{{{SECRET}}}" in text


def _environment(target: AppTarget) -> dict[str, str]:
    table = target.start or target.shim
    return table.env if table else {}
