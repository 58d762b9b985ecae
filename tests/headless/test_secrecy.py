"""What opens an account is in no record, whichever scenario found it, and however it is written."""

import json
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from starlette.requests import Request

from harness.contract.words import Verdict
from harness.verdict.headless.suite import HeadlessSuite, Shared
from harness.verdict.headless.token import Way
from tests.headless.shops import context_of, described, notebook, served

from headless.base import shop  # isort: skip
from headless.base.people import known  # isort: skip
from headless.base.shop import Shop  # isort: skip

TOKEN = "opaque+0123456789/abcdef=="
PERSON = ("alice@example.com", "oolong-in-the-afternoon")


@pytest.mark.parametrize("way", [Way("header", "Authorization", "Bearer "), Way("query", "token")], ids=str)
def test_a_token_that_another_scenario_found_is_told_by_none(tmp_path: Path, way: Way) -> None:
    def who(app: Shop, request: Request) -> Any:
        shown = (f"Bearer {TOKEN}", request.headers.get("authorization")), (TOKEN, request.query_params.get("token"))
        return known(*PERSON) if any(one == other for one, other in shown) else None

    with served(replace(shop.sound, who=who, sessions={})) as port:
        context = context_of(tmp_path, described("form"), port)
        shared = Shared(shown=((way, TOKEN),))
        headless = HeadlessSuite(context, context.chromium(), notebook(context), shared)
        assert headless.saw("asked", headless.ask()).status == 200
    told = json.dumps(headless.note.record(Verdict.FAIL, f"because of {TOKEN}").as_json())
    assert "opaque" not in told
    assert "[secret]" in told
