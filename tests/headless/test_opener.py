"""What a page posts to whoever opened it is told where it opens the account, and only there."""

from dataclasses import replace
from pathlib import Path

import pytest

from harness.targets.browser.chromium import Chromium
from harness.verdict.stop import Broken
from scenarios.headless.third_party import keeps_the_token_from_whoever_opened_it
from tests.headless.shops import described, served, visited

from headless.base import shop  # isort: skip
from headless.base.shop import Shop  # isort: skip
from headless.broken import broken_storefronts  # isort: skip

VISITOR = """<script>
document.cookie = "visitor=5e8d1f0a9b7c4d23a6f1";
opener?.postMessage({widget: "3f2b9c1d7e5a4860", cookies: document.cookie}, "*");
</script>"""
READABLE = {"httponly": False, "secure": True, "samesite": "lax"}
NEXT = broken_storefronts()["cookie-of-the-next-token"].app


def test_what_a_widget_posts_is_no_token(tmp_path: Path, chromium: Chromium) -> None:
    with served(replace(shop.sound, extra=VISITOR, sessions={})) as port:
        suite = visited(tmp_path, chromium, described("form"), port)
        keeps_the_token_from_whoever_opened_it(suite)
    assert int(suite.note.observed.split()[-2]) > 40, "the attacker's page has heard it"


@pytest.mark.parametrize(
    "app", [replace(shop.sound, cookie=READABLE, extra=VISITOR), replace(NEXT, extra=VISITOR)], ids=["session", "next"]
)
def test_a_token_beside_it_is_told(tmp_path: Path, chromium: Chromium, app: Shop) -> None:
    with served(replace(app, sessions={})) as port:
        suite = visited(tmp_path, chromium, described("form"), port)
        with pytest.raises(Broken, match="is posted what it signs in with"):
            keeps_the_token_from_whoever_opened_it(suite)
