"""``tokenassay list rules RULE``: one rule in full, and the code that mends it."""

import json

import pytest

from harness.contract.snippets import libraries
from tests.cli.command import tokenassay


def test_a_rule_is_told_in_full() -> None:
    done = tokenassay("list", "rules", "verifier.audience")
    assert done.code == 0
    for words in ("be the audience, exactly", "gain ", "remedy ", "CWE-863", "RFC 8725 3.9"):
        assert words in done.out
    for one in libraries().values():
        assert f"{one.name}  --library {one.id}" in done.out


def test_one_library_is_enough() -> None:
    done = tokenassay("list", "rules", "audience", "--library", "jose")
    assert "claims.aud !== CLIENT_ID" in done.out
    assert "PyJWT" not in done.out


def test_a_library_alone_gives_its_whole_function() -> None:
    assert tokenassay("list", "rules", "--library", "by-hand").out.strip() == libraries()["by-hand"].whole


def test_json_has_it_all() -> None:
    found = json.loads(tokenassay("list", "rules", "verifier.store", "--json").out)
    assert found["id"] == "verifier.store"
    assert list(found["snippets"]) == list(libraries())
    assert json.loads(tokenassay("list", "rules", "--library", "jose", "--json").out)["language"] == "javascript"


def test_a_rule_without_snippets_is_told_as_well() -> None:
    done = tokenassay("list", "rules", "storefront.replay")
    assert "explains  storefront.race" in done.out
    assert "--library" not in done.out


@pytest.mark.parametrize(
    ("args", "said"),
    [
        (["rules", "verifier.audiense"], "did you mean verifier.audience?"),
        (["rules", "verifier.audience", "--library", "pyjw"], "did you mean pyjwt?"),
        (["rules", "--library", "zzz"], "there are pyjwt, joserfc"),
        (["rules", "json"], "name storefront.json or verifier.json"),
        (["rules", "???"], "`tokenassay list rules` shows them"),
        (["facts", "login.window"], "narrow it with -k WORD"),
    ],
)
def test_what_is_wrong_is_said_with_the_next_step(args: list[str], said: str) -> None:
    done = tokenassay("list", *args)
    assert done.code == 2
    assert said in done.err
