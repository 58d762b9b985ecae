"""Deviating times of a login token lie within the bar of the clock: they are refused for their form alone."""

from dataclasses import replace
from typing import Any

import pytest

from harness.contract.profile import load
from harness.faults import Deviation, deviations
from harness.judge import LoginPolicy, judge_login
from harness.tokens import login
from tests.conftest import NOW, door, scene

FORMS = ("issued-at.fractional.", "issued-at.whole-float", "issued-at.other-unit.milliseconds")
WRITTEN = ("issued-at.text.decimal", "issued-at.text.padded", "issued-at.text.hex", "issued-at.text.exponent",
           "issued-at.wrapped.")  # fmt: skip
EASY = replace(LoginPolicy.of(load()), iat_integer=False, iat_milliseconds=True)


def those(*names: str) -> list[Deviation]:
    found = [one for one in deviations().values() if one.id.startswith(names)]
    assert len(found) >= len(names)
    return found


def second(iat: Any) -> int:
    """Return the second that somebody reads who does not mind how a time is written."""
    match iat:
        case str():
            return int(iat, 16) if "x" in iat else int(float(iat))
        case dict():
            return int(iat["seconds"])
        case _:
            return int(iat[0])


@pytest.mark.parametrize("bar", [1, 5])
@pytest.mark.parametrize("behind", [False, True])
@pytest.mark.parametrize("one", those(*FORMS), ids=lambda one: one.id)
def test_a_store_that_minds_no_form_takes_it_whatever_the_error_of_the_clock(
    one: Deviation, bar: int, *, behind: bool
) -> None:
    wire = one.change(login(replace(scene(), bar=bar))).wire()
    found = judge_login(wire, door(), NOW - bar if behind else NOW + bar, EASY)
    assert found.accepted, found.reasons


@pytest.mark.parametrize("one", those(*WRITTEN), ids=lambda one: one.id)
def test_a_time_in_another_dress_is_the_time_of_its_twin(one: Deviation) -> None:
    twin = login(replace(scene(), bar=1))
    assert second(one.change(twin).claims["iat"]) == twin.claims["iat"] == NOW - 1
