"""``tokenassay list rules RULE``: one rule in full, and the code that mends it."""

import json

import pytest

from harness.contract.rules import rules
from harness.contract.snippets import libraries
from harness.contract.words import Role
from tests.cli.command import tokenassay


def test_a_rule_is_told_in_full() -> None:
    done = tokenassay("list", "rules", "verifier.audience")
    assert done.code == 0
    for words in ("be the audience, exactly", "gain ", "remedy ", "CWE-863", "RFC 8725 3.9"):
        assert words in done.out
    for one in libraries().values():
        assert f"{one.name}  --library {one.id}" in done.out


def test_a_rule_of_an_issuer_has_the_code_of_its_own_role() -> None:
    done = tokenassay("list", "rules", "issuer.redirect")
    assert done.code == 0
    for one in libraries(Role.ISSUER).values():
        assert f"{one.name}  --library {one.id}" in done.out
    assert "makes the login address: tokenassay list rules --library pyjwt --role issuer\n" in done.out
    assert "verify function" not in done.out


def test_one_library_is_enough() -> None:
    done = tokenassay("list", "rules", "audience", "--library", "jose")
    assert "claims.aud !== CLIENT_ID" in done.out
    assert "PyJWT" not in done.out


def test_a_library_alone_gives_its_whole_function() -> None:
    assert tokenassay("list", "rules", "--library", "by-hand").out.strip() == libraries()["by-hand"].whole


def test_a_library_of_two_roles_gives_the_function_of_either() -> None:
    first, other = tokenassay("list", "rules", "--library", "jose"), libraries(Role.ISSUER)["jose"].whole
    assert first.out.strip() == libraries()["jose"].whole, "the code alone, so that it can be piped"
    assert "tokenassay list rules --library jose --role issuer" in first.err
    done = tokenassay("list", "rules", "--library", "jose", "--role", "issuer")
    assert done.out.strip() == other
    assert not done.err


def test_a_library_that_one_role_has_needs_no_role() -> None:
    done = tokenassay("list", "rules", "--library", "php-by-hand")
    assert done.out.strip() == libraries(Role.ISSUER)["php-by-hand"].whole
    assert not done.err
    shown = tokenassay("list", "rules", "issuer.jti", "--library", "php-by-hand").out
    assert "login address: tokenassay list rules --library php-by-hand\n" in shown


def test_a_role_says_whose_rule_is_meant() -> None:
    assert tokenassay("list", "rules", "redirect", "--role", "issuer").out.startswith("issuer.redirect ")


def test_a_role_narrows_the_lists() -> None:
    found = json.loads(tokenassay("list", "rules", "--role", "issuer", "--json").out)
    assert [one["rule"] for one in found] == [one.id for one in rules().values() if one.role is Role.ISSUER]
    scenarios = json.loads(tokenassay("list", "scenarios", "--role", "issuer", "--json").out)
    assert scenarios
    assert all(one["id"].startswith("issuer.") for one in scenarios)


def test_json_has_it_all() -> None:
    found = json.loads(tokenassay("list", "rules", "verifier.store", "--json").out)
    assert found["id"] == "verifier.store"
    assert list(found["snippets"]) == list(libraries())
    whole = json.loads(tokenassay("list", "rules", "--library", "jose", "--role", "issuer", "--json").out)
    assert (whole["role"], whole["language"]) == ("issuer", "javascript")


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
        (["rules", "--library", "php-by-han"], "did you mean php-by-hand?"),
        (["rules", "verifier.audience", "--library", "php-by-hand"], "for the role verifier; did you mean by-hand?"),
        (["rules", "storefront.replay", "--library", "pyjwt"], "there is code for verifier and issuer"),
        (["rules", "issuer.redirekt"], "did you mean issuer.redirect?"),
        (["rules", "issuer.redirect", "--role", "verifier"], "leave --role out"),
        (["rules", "--role", "shop"], "'storefront', 'verifier', 'issuer'"),
        (["facts", "--role", "issuer"], "narrow it with -k WORD"),
        (["rules", "json"], "name storefront.json or verifier.json"),
        (["rules", "???"], "`tokenassay list rules` shows them"),
        (["facts", "login.window"], "narrow it with -k WORD"),
    ],
)
def test_what_is_wrong_is_said_with_the_next_step(args: list[str], said: str) -> None:
    done = tokenassay("list", *args)
    assert done.code == 2
    assert said in done.err
