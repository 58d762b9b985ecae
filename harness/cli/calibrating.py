"""Calibrating one store: first words, every measurement, the profile that comes of it, and what to say about it."""

import re
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from urllib.parse import urlsplit

import click

from harness.calibrate.bench import Bench
from harness.calibrate.measuring import Calibration, calibrate
from harness.calibrate.written import profile_text
from harness.cli.calibrate_view import Progress, show
from harness.cli.errors import INCONCLUSIVE, UsageError
from harness.contract.profile import load
from harness.report.files import try_folder, write_whole
from harness.suite.places import a_role
from harness.suite.roles import hands
from harness.suite.standing import standing
from harness.targets.storefront import StorefrontDriver
from harness.targets.storefront_target import StorefrontTarget
from harness.targets.target_file import load_target
from harness.verdict.storefront.context import StorefrontContext

MEASURED = 0
_UNFIT = re.compile(r"[^A-Za-z0-9_.-]+")


@dataclass(frozen=True, slots=True)
class Request:
    """What was asked for on the command line; ``out`` None names the file after the target."""

    target: str
    out: Path | None
    profile: str
    force: bool


def run(asked: Request) -> int:
    """Calibrate the store that was asked for and return the exit code; UsageError if it cannot be done."""
    out = _checked(asked)
    with standing(asked.target, asked.profile, 0, strict=False) as context:
        assert isinstance(context, StorefrontContext)
        # Nothing is measured in a browser, so that none is started, whatever the file says.
        context.target = context.target.model_copy(update={"driver": "http"})
        with hands(context) as reaching:
            reaching.greet()
        if context.stopped:
            click.echo(f"tokenassay: {context.stopped}\nNothing was measured, and no profile written.", err=True)
            return INCONCLUSIVE
        click.echo(f"{context.target.name} at {context.target.url}, compared with the profile {context.profile.name}")
        with Progress() as progress:
            found = calibrate(Bench(context, StorefrontDriver(context.site())), progress.begin)
        show(found, load(asked.profile))
        return _ended(found, context.target, out)


def _ended(found: Calibration, target: StorefrontTarget, out: Path) -> int:
    """Write the profile, where there is anything to write, and return the exit code."""
    if not found.lines:
        click.echo("Nothing was measured, and no profile written.", err=True)
        return INCONCLUSIVE
    host = urlsplit(target.url).hostname or ""
    day = datetime.now(UTC).date().isoformat()
    write_whole(out, profile_text(target.name, host, day, found.lines))
    click.echo(f"\nprofile   {out}: {len(found.lines)} lines; load it with --profile {out}")
    return MEASURED if found.concluded else INCONCLUSIVE


def _checked(asked: Request) -> Path:
    """Return the file to write, once all is found right that can be known before anything is started."""
    load(asked.profile)
    target = load_target(Path(asked.target))
    if not isinstance(target, StorefrontTarget):
        raise UsageError(f'{asked.target}: calibrate measures a store, and this is {a_role(target.role)}; '
                         'give a target file with role = "storefront"')  # fmt: skip
    out = asked.out or Path(f"{_UNFIT.sub('-', target.name)}.profile.toml")
    try:
        if out.exists() and not asked.force:
            raise UsageError(f"{out} is there already; give --force to replace it, or --out FILE for another")
        if not out.parent.is_dir():
            raise UsageError(f"--out {out}: there is no folder {out.parent}; make it first")
        try_folder(out.parent)
    except OSError as error:
        raise UsageError(f"--out {out}: {error.strerror}; name a file in a folder that can be written") from error
    return out
