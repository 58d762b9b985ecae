"""The browser, where the target file wants one."""

from collections.abc import Iterator

from harness.doctor.line import Line, none, well, wrong
from harness.doctor.visit import Visit
from harness.targets.errors import TargetDownError


def browser(visit: Visit) -> Iterator[Line]:
    """Start the browser, and end it."""
    if visit.context.target.driver != "browser":
        yield none("browser", 'not wanted: scenarios that need one are run where driver = "browser"')
        return
    chromium = visit.context.chromium()
    try:
        yield well("browser", f"Chromium {chromium.version} starts")
    except TargetDownError as error:
        yield wrong("browser", str(error), 'install one, or take driver = "browser" out')
    finally:
        chromium.close()
