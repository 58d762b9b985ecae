"""The whole examination of a target file, from its first key to what the target answers."""

import tomllib
from collections.abc import Generator, Iterator
from dataclasses import replace
from pathlib import Path

from harness.doctor.apps import app
from harness.doctor.line import Line, well, wrong
from harness.doctor.store import store
from harness.suite.roles import context_of
from harness.suite.standing import started
from harness.targets.errors import TargetDownError, TargetError
from harness.targets.placing import placed
from harness.targets.storefront_target import StorefrontTarget
from harness.targets.target_file import Target, load_target
from harness.verdict.context import Context
from harness.verdict.evidence import masked, scrubbed
from harness.verdict.storefront.context import StorefrontContext


def examine(file: str, profile: str) -> Generator[Line]:
    """Yield the checks of the target in ``file``, each as it is made; TargetError if it is no TOML file."""
    try:
        target = load_target(Path(file))
    except TargetError as error:
        _must_be_toml(Path(file), error)
        yield from (wrong("file", line, "") for line in str(error).splitlines())  # each names its next step
        return
    yield well("file", f"{file}: {target.role}{_people(target)}")
    context = context_of(placed(target), profile, file=file)
    lines = _store(context) if isinstance(context, StorefrontContext) else app(file, profile)
    for line in lines:
        yield replace(line, said=_clean(line.said, context), mend=_clean(line.mend, context))


def _store(context: StorefrontContext) -> Iterator[Line]:
    if not context.target.start:
        yield from store(context)
        return
    try:
        with started(context):
            yield from store(context)
    except TargetDownError as error:
        yield wrong("start", str(error), "correct [start] in the target file")


def _must_be_toml(path: Path, error: TargetError) -> None:
    """Raise ``error`` where there is nothing to examine."""
    try:
        tomllib.loads(path.read_text("utf-8"))
    except (OSError, ValueError):
        raise error from None


def _people(target: Target) -> str:
    if customers := getattr(target, "customers", {}):
        return f", customers {', '.join(customers)}"
    return ", customers are created for each run" if isinstance(target, StorefrontTarget) else ""


def _clean(text: str, context: Context) -> str:
    return masked(str(scrubbed(text, context.all_secrets())))
