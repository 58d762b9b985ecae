"""The scenarios under plain ``pytest scenarios/…``: the same session, with pytest's own terminal."""

from collections.abc import Iterator
from contextlib import ExitStack
from pathlib import Path

import pytest

from harness.contract.profile import ProfileError
from harness.suite.places import SCENARIOS, a_role
from harness.suite.run import Run
from harness.suite.session import Session
from harness.suite.standing import standing
from harness.targets.errors import TargetDownError, TargetError


def lead(config: pytest.Config) -> None:
    """Set up a session against the target of the options, and its reports if they are asked for."""
    option = config.getoption
    stack = ExitStack()
    config.add_cleanup(stack.close)
    try:
        profile = option("--tokenassay-profile") or "observed"
        context = stack.enter_context(
            standing(option("--tokenassay-target") or "", profile, 0, strict=option("--tokenassay-strict"))
        )
    except (TargetError, TargetDownError, ProfileError) as error:
        raise pytest.UsageError(str(error)) from error
    _check_role(config, context.target.role)
    reports = option("--tokenassay-reports")
    run = Run(Path(reports) if reports else None, seed=0, profile=profile, terminal=False)
    session = Session(context, run.emit)
    session.greet()
    config.pluginmanager.register(session, "tokenassay-session")
    config.pluginmanager.register(_Closing(run, session), "tokenassay-closing")


def _check_role(config: pytest.Config, role: str) -> None:
    """Raise UsageError if only scenarios of another role than the target's were asked for."""
    below = [Path(arg.partition("::")[0]).resolve() for arg in config.args]
    asked = {path.relative_to(SCENARIOS).parts[0] for path in below if SCENARIOS in path.parents}
    if asked and role not in asked:
        raise pytest.UsageError(
            f'scenarios/{min(asked)} is for role = "{min(asked)}", and the target is {a_role(role)}; '
            "give --tokenassay-target FILE with a target of that role"
        )


class _Closing:
    """Writes the reports when the session is over."""

    def __init__(self, run: Run, session: Session) -> None:
        self.run, self.session = run, session

    @pytest.hookimpl(wrapper=True)
    def pytest_sessionfinish(self) -> Iterator[None]:
        """End the run after the session has made its findings."""
        yield
        if self.session.result:
            self.run.finish([self.session.result])
