"""The other commands with an issuer's target file: wrong files and roles, lists, one scenario again, tokens by hand."""

from pathlib import Path

import pytest

from tests.cli.command import Done, tokenassay
from tests.issuer.apps import CLIENT_ID, SECRET
from tests.issuer.trying import APPS, must_be_harmless, within


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role = "issuer"', 'role = "isuer"', "role is 'isuer'; did you mean \"issuer\"?"),
        ("[session]", "[sesion]", "sesion is unknown; did you mean session?"),
        ("customer-{customer_id}", "x", "session: say whose session it is, by {customer_id}"),
        ("store_hash", "storehash", "app.storehash is unknown; did you mean store_hash?"),
        (":asgi", ":asgy", "apps.py has no asgy; did you mean"),
        ("apps.py:asgi", "no-such.py:asgi", "inprocess.asgi: there is no file"),
    ],
)
def test_a_wrong_file_gives_2_and_names_the_key(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = within()
    assert old in text
    (tmp_path / "sso.toml").write_text(text.replace(old, new), "utf-8")
    done = tokenassay("run", "sso.toml", cwd=tmp_path)
    assert done.code == 2, done.said
    assert said in " ".join(done.err.split())
    assert not (tmp_path / "reports" / "results.json").exists()
    must_be_harmless(done.said)


@pytest.mark.parametrize("rule", ["replay", "verifier.signature", "storefront"])
def test_a_rule_of_another_role_selects_nothing_and_says_so(rule: str, tmp_path: Path) -> None:
    (tmp_path / "sso.toml").write_text(within(), "utf-8")
    done = tokenassay("run", tmp_path / "sso.toml", "--reports", tmp_path / "out", "--rule", rule)
    assert done.code == 2, done.said
    assert f"nothing was selected by --rule {rule}; this target is a issuer".replace(" a i", " an i") in done.err


def replayed(folder: Path, scenario: str, quirk: str = "", *more: str) -> Done:
    (folder / "sso.toml").write_text(within(quirk), "utf-8")
    done = tokenassay("replay", scenario, folder / "sso.toml", *more)
    must_be_harmless(done.said)
    return done


def test_one_scenario_is_shown_again(tmp_path: Path) -> None:
    done = replayed(
        tmp_path, "issuer.authorization.refuses-another-customer-who-is-asked-for[as-it-is]", "trusts-query"
    )
    assert done.code == 1, done.said
    assert "1 scenario" in done.out
    assert "a token for customer 492" in " ".join(done.out.split())


@pytest.mark.parametrize(
    "scenario", ["issuer.redirect.mints-right-for-any-path", "issuer.customer.mints[the-one-asked-for]"]
)
def test_a_sound_app_passes_again(scenario: str, tmp_path: Path) -> None:
    done = replayed(tmp_path, scenario, "", "--seed", "7")
    assert done.code == 0, done.said
    assert "1 scenario" in done.out


def test_a_scenario_that_is_not_there_is_told_with_a_near_one(tmp_path: Path) -> None:
    done = replayed(tmp_path, "issuer.jti.gives-each-of-many-its-ow")
    assert done.code == 2
    assert "did you mean issuer.jti.gives-each-of-many-its-own?" in done.err


def test_a_store_has_no_scenarios_of_an_issuer(tmp_path: Path) -> None:
    done = tokenassay("replay", "issuer.jti.gives-each-of-many-its-own")
    assert done.code == 2
    assert "this target is a storefront" in done.err


def test_lists_name_the_issuers_scenarios_and_rules() -> None:
    lines = tokenassay("list", "scenarios", "-k", "issuer").out.splitlines()
    assert len(lines) > 200
    assert any(line.startswith("issuer.redirect.mints[right-name] ") for line in lines)
    assert any(line.startswith("issuer.signature.mints-nothing-when-the-secret-is-empty ") for line in lines)
    rule = tokenassay("list", "rules", "issuer.redirect").out
    assert "issuer.redirect" in rule
    assert "redirect_to" in rule
    rules = [line for line in tokenassay("list", "rules").out.splitlines() if line.startswith("issuer.")]
    assert len(rules) == 17


def test_a_login_token_is_minted_for_the_issuers_app(tmp_path: Path) -> None:
    (tmp_path / "sso.toml").write_text(within(), "utf-8")
    done = tokenassay("mint", "login", "--target", tmp_path / "sso.toml", "--customer", "bob")
    assert done.code == 0, done.said
    shown = tokenassay("inspect", done.out.strip(), "--target", tmp_path / "sso.toml")
    assert shown.code == 0, shown.said
    assert '"customer_id": 4928' in shown.out
    assert CLIENT_ID in shown.out
    assert SECRET not in done.said + shown.said
    url = tokenassay("mint", "login", "--target", tmp_path / "sso.toml", "--as", "url")
    assert url.code in (0, 2)
    assert url.code == 0 or "--as url" in url.err


def test_the_file_of_the_app_is_found_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "apps.py").write_text(APPS.read_text("utf-8"), "utf-8")
    (tmp_path / "sso.toml").write_text(within().replace(str(APPS), "apps.py"), "utf-8")
    done = tokenassay("replay", "issuer.store.mints[the-one]", tmp_path / "sso.toml", cwd=tmp_path.parent)
    assert done.code in (0, 2), done.said
    assert "there is no" not in done.err
