"""What a machine may lack: there a test is skipped with the command that helps, in continuous integration it fails."""

import os
from typing import NoReturn

import pytest


def lacking(what: str) -> NoReturn:
    """Skip the test because ``what`` is missing; fail it where everything has to be there."""
    if os.environ.get("CI"):
        pytest.fail(f"missing in continuous integration: {what}")
    pytest.skip(what)
