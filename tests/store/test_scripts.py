"""Scripts of the seed: where they stand, what fills them, what a page lets them do, and what a seed may not say."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.store.mock import MockStore
from harness.store.scripts import filled
from harness.store.seeds import SeedError, load_seed, seed_of

from .visiting import Visitor

SNIPPETS = Path(__file__).parents[2] / "fixtures" / "snippets"
APP = {"client_id": "the-app", "client_secret": "its-secret"}
CODE = {"name": "one", "code": "x('{{client_id}} {{store_hash}} {{channel_id}}')", "client_id": "the-app"}


def seed(*scripts: dict[str, Any]) -> dict[str, Any]:
    channel = {"id": 7, "scripts": list(scripts)}
    return {"stores": [{"hash": "h", "channels": [channel]}], "apps": [APP]}


def pages(*scripts: dict[str, Any], paths: tuple[str, ...] = ("/",)) -> list[tuple[str, str]]:
    """Return text and policy of each page."""
    with MockStore(seed_of(seed(*scripts), "test", SNIPPETS)) as store:
        answers = [Visitor(store.url).get(path) for path in paths]
        return [(one.data.decode(), one.headers["content-security-policy"]) for one in answers]


def test_a_script_is_filled_in_and_let_run_by_a_nonce_that_no_other_page_has() -> None:
    (first, policy), (second, _) = pages(CODE, paths=("/", "/"))
    [(nonce, code)] = re.findall(r'<script nonce="([^"]+)">([^<]*)</script>', first)
    assert code == "x('the-app h 7')"
    assert f"script-src 'nonce-{nonce}'" in policy
    assert nonce not in second


def test_pages_talk_to_the_servers_of_their_scripts_and_to_no_other() -> None:
    server = {"name": "two", "code": "y", "server": "http://127.0.0.1:8742"}
    [(_, policy)] = pages(CODE, server)
    assert "connect-src 'self' http://127.0.0.1:8742" in policy.split("; ")


def test_scripts_stand_in_the_head_or_at_the_foot() -> None:
    [(text, _)] = pages({"name": "a", "code": "AAA", "location": "head"}, {"name": "b", "code": "BBB"})
    assert text.index("AAA") < text.index("</head>") < text.index("<footer") < text.index("BBB")


@pytest.mark.parametrize(
    ("visibility", "where"), [("storefront", [True, False]), ("checkout", [False, True]), ("all_pages", [True, True])]
)
def test_scripts_are_seen_where_they_are_meant_to_be(visibility: str, where: list[bool]) -> None:
    found = pages({"name": "a", "code": "AAA", "visibility": visibility}, paths=("/", "/checkout"))
    assert ["AAA" in text for text, _ in found] == where


@pytest.mark.parametrize("file", sorted(path.name for path in SNIPPETS.iterdir()))
def test_the_snippets_are_filled_in_whole(file: str) -> None:
    script = {"name": file, "file": file, "client_id": "the-app", "server": "http://127.0.0.1:8742"}
    [(text, _)] = pages(script)
    code = text.partition('<script nonce="')[2].partition("</script>")[0]
    assert '"the-app"' in code
    assert "{{" not in code


@given(st.text(min_size=1, max_size=50))
def test_values_stay_text_within_the_string_that_they_fill(value: str) -> None:
    code = filled('"{{client_id}}"', {"client_id": value})
    assert json.loads(code) == value
    assert "<" not in code


@pytest.mark.parametrize(
    ("script", "says"),
    [
        ({"name": "a"}, "stores[0].channels[0].scripts[0]: value error, a script has either code or a file"),
        ({"name": "a", "code": "x", "file": "y.js"}, "either code or a file"),
        ({"name": "a", "code": "x", "client_id": "who"}, "scripts[0].client_id names an app that the seed does not"),
        ({"name": "a", "code": "x", "location": "body"}, "scripts[0].location"),
        ({"name": "a", "code": "x", "server": "http://a/b"}, "scripts[0].server"),
        ({"name": "a", "code": "{{client_id}}"}, "script 'a': its code holds {{client_id}}; known here are"),
        ({"name": "a", "code": "{{secret}}"}, "script 'a': its code holds {{secret}}; known here are store_hash"),
        ({"name": "a", "code": "'</SCRIPT>'"}, "script 'a': its code holds '</script'"),
        ({"name": "a", "code": "x" * 70_000}, "script 'a': its code is longer than"),
        ({"name": "a", "file": "nowhere.js"}, "script 'a': its file cannot be read; give a path"),
    ],
)
def test_mistakes_are_named(script: dict[str, Any], says: str) -> None:
    with pytest.raises(SeedError) as caught:
        seed_of(seed(script), "my.toml", SNIPPETS)
    assert str(caught.value).startswith("my.toml: ")
    assert says in str(caught.value)


def test_a_seed_that_comes_over_the_wire_reads_no_files() -> None:
    with MockStore(control="on") as store:
        told = Visitor(store.url).json("PUT", "/_tokenassay/seed", seed({"name": "a", "file": "/etc/hostname"}))
        assert "is for seed files; give the code itself" in told["error"]


def test_the_storys_seed_finds_its_files() -> None:
    first, second = load_seed(SNIPPETS.parent / "stores" / "story.toml").shops[0].sites
    assert [one.name for one in first.scripts] == ["Recently purchased", "Current customer, in the console"]
    assert second.scripts == ()
