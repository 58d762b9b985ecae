"""The other commands with an issuer's target file: wrong files and roles, lists, one scenario again, tokens by hand."""

from pathlib import Path

import pytest

from tests.cli.command import Done, tokenassay
from tests.issuer.apps import CLIENT_ID, SECRET, STORE
from tests.issuer.trying import APPS, command, within


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role = "issuer"', 'role = "isuer"', "role is 'isuer'; did you mean \"issuer\"?"),
        ("customer-{customer_id}", "x", "session: say whose session it is, by {customer_id}"),
        (":asgi", ":asgy", "inprocess.asgi: "),
    ],
)
def test_a_wrong_file_gives_2_and_names_the_key(old: str, new: str, said: str, tmp_path: Path) -> None:
    text = within()
    assert old in text
    (tmp_path / "sso.toml").write_text(text.replace(old, new), "utf-8")
    done = command("run", "sso.toml", folder=tmp_path)
    assert done.code == 2, done.said
    assert said in " ".join(done.err.split())
    assert not (tmp_path / "reports" / "results.json").exists()


def test_a_rule_of_another_role_selects_nothing_and_says_so(tmp_path: Path) -> None:
    (tmp_path / "sso.toml").write_text(within(), "utf-8")
    done = command("run", "sso.toml", "--reports", "out", "--rule", "verifier.signature", folder=tmp_path)
    assert done.code == 2, done.said
    assert "nothing was selected by --rule verifier.signature; this target is an issuer" in done.err


def replayed(folder: Path, scenario: str, quirk: str = "", *more: str) -> Done:
    (folder / "sso.toml").write_text(within(quirk), "utf-8")
    return command("replay", scenario, "sso.toml", *more, folder=folder)


def test_one_scenario_is_shown_again(tmp_path: Path) -> None:
    done = replayed(
        tmp_path, "issuer.authorization.refuses-another-customer-who-is-asked-for[as-it-is]", "trusts-query"
    )
    assert done.code == 1, done.said
    assert "1 scenario" in done.out
    assert "a token for customer 492" in " ".join(done.out.split())


def test_a_sound_app_passes_again(tmp_path: Path) -> None:
    done = replayed(tmp_path, "issuer.redirect.mints-right-for-any-path", "", "--seed", "7")
    assert done.code == 0, done.said
    assert "1 scenario" in done.out


def test_a_scenario_that_is_not_there_is_told_with_a_near_one(tmp_path: Path) -> None:
    done = replayed(tmp_path, "issuer.jti.gives-each-of-many-its-ow")
    assert done.code == 2
    assert "did you mean issuer.jti.gives-each-of-many-its-own?" in done.err


def test_a_store_has_no_scenarios_of_an_issuer(tmp_path: Path) -> None:
    done = command("replay", "issuer.jti.gives-each-of-many-its-own", folder=tmp_path)
    assert done.code == 2
    assert "this target is a storefront" in done.err


def test_lists_name_the_issuers_scenarios_and_rules(tmp_path: Path) -> None:
    lines = command("list", "scenarios", "-k", "issuer", folder=tmp_path).out.splitlines()
    assert len(lines) > 200
    assert any(line.startswith("issuer.redirect.mints[right-name] ") for line in lines)
    assert any(line.startswith("issuer.signature.mints-nothing-when-the-secret-is-empty ") for line in lines)
    rule = command("list", "rules", "issuer.redirect", folder=tmp_path).out
    assert "issuer.redirect" in rule
    assert "redirect_to" in rule
    rules = [line for line in command("list", "rules", folder=tmp_path).out.splitlines() if line.startswith("issuer.")]
    assert len(rules) == 17


def test_a_login_token_is_minted_for_the_issuers_app(tmp_path: Path) -> None:
    (tmp_path / "sso.toml").write_text(within(), "utf-8")
    done = tokenassay("mint", "login", "--target", "sso.toml", "--customer", "bob", cwd=tmp_path)
    assert done.code == 0, done.said
    shown = tokenassay("inspect", done.out.strip(), "--target", "sso.toml", cwd=tmp_path)
    assert shown.code == 0, shown.said
    assert '"customer_id": 4928' in shown.out
    assert CLIENT_ID in shown.out
    assert SECRET not in done.said + shown.said
    url = tokenassay("mint", "login", "--target", "sso.toml", "--as", "url", cwd=tmp_path)
    assert (url.code, url.out.startswith(f"{STORE}/login/token/eyJ")) == (0, True), url.said


def test_the_file_of_the_app_is_found_from_anywhere(tmp_path: Path) -> None:
    (tmp_path / "apps.py").write_text(APPS.read_text("utf-8"), "utf-8")
    (tmp_path / "sso.toml").write_text(within().replace(str(APPS), "apps.py"), "utf-8")
    done = command("replay", "issuer.store.mints[present]", str(tmp_path / "sso.toml"), folder=tmp_path.parent)
    assert done.code == 0, done.said
