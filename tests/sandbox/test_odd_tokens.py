"""A store whose current.jwt is odd: the doctor tells what it has seen, and does not stumble over it."""

from typing import Any

import pytest

from harness.doctor.examination import examine
from harness.doctor.line import Line, Mark
from harness.tokens import Draft
from harness.tokens import current as sound
from tests.sandbox.stores import Sandbox
from tests.sandbox.test_doctor import NAMED


def line_of(sandbox: Sandbox) -> Line:
    """Return what the doctor says of current.jwt."""
    return next(line for line in examine(str(sandbox.file(NAMED)), "observed") if line.about == "current.jwt")


@pytest.mark.parametrize("odd", ["1789000000", None, [1], 1.5, True], ids=repr)
@pytest.mark.parametrize("name", ["exp", "iat"])
def test_a_time_that_is_no_number_of_seconds_is_told(
    name: str, odd: object, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(*given: Any) -> Draft:
        return sound(*given).claim(**{name: odd})

    monkeypatch.setattr("harness.store.current.current", made)
    line = line_of(sandbox)
    assert line.mark is Mark.WELL
    assert "without iat or exp in whole seconds" in line.said


@pytest.mark.parametrize("odd", [["HS256"], {}, 7], ids=repr)
def test_an_algorithm_that_is_no_name_does_not_verify(
    odd: object, sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch
) -> None:
    def made(*given: Any) -> Draft:
        return sound(*given).head(alg=odd)

    monkeypatch.setattr("harness.store.current.current", made)
    line = line_of(sandbox)
    assert line.mark is Mark.WRONG
    assert "MAC does not verify" in line.said
