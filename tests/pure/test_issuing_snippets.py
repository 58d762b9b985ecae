"""The lines that mend an issuer: all there, free of slips of syntax, and the links of the whole functions are sound."""

import json
import os
import shutil
import subprocess
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.contract.profile import load
from harness.contract.rules import rules
from harness.contract.snippets import Library, libraries, snippets
from harness.contract.words import Role
from harness.judge import LoginPolicy, judge_login
from tests.conftest import MIXED, SPACED, App, door
from tests.optional import lacking

ISSUER = [one.id for one in rules().values() if one.role is Role.ISSUER]
LIBRARIES = libraries(Role.ISSUER)
PYTHON = {"pyjwt": "jwt", "joserfc": "joserfc", "by-hand": "hmac"}
POLICY = LoginPolicy.of(load())
SETTINGS = {"BC_CLIENT_ID": MIXED.client_id, "BC_CLIENT_SECRET": MIXED.client_secret, "BC_STORE_HASH": "abc123"}
DOOR = "https://store.example/login/token/"
SAFE = ["/", "/cart.php", "/search.php?q=100%25&next=https://ok.example/#top", "/t%C3%A9/ü/日本", f"/{'é' * 700}"]
HOSTILE = [
    "", "//evil", "/\\evil", "/%2f/evil", "/%252f%252fevil", "/%5Cevil", "https:evil", "https://evil.example/", "evil",
    "/a\r\nX: y", "/a%0d%0aX", "/\t/evil", "javascript:alert(1)", f"/{'a' * 5000}", f"/{'é' * 900}",
]  # fmt: skip

Link = Callable[[Any, Any], str]


def landing(link: str, app: App = MIXED) -> tuple[str, str]:
    """Return the redirect_to and the jti of a link whose token a store takes."""
    assert link.startswith(DOOR), link
    assert len(link) < 8000
    found = judge_login(link.removeprefix(DOOR), door(app), int(time.time()), POLICY)
    assert found.accepted, found.reasons
    assert found.header == {"alg": "HS256", "typ": "JWT"}
    assert found.claims is not None
    assert (found.claims["customer_id"], found.claims["channel_id"]) == (4927, 1)
    assert len(found.claims) == 8
    return found.claims["redirect_to"], found.claims["jti"]


def test_every_rule_of_an_issuer_has_a_snippet_for_every_library() -> None:
    assert len(ISSUER) == 17
    assert len(LIBRARIES) == 9
    for rule in ISSUER:
        assert list(snippets(rule)) == list(LIBRARIES), rule
        for name, code in snippets(rule).items():
            assert 1 <= len(code.splitlines()) <= (13 if rule == "issuer.redirect" else 8), (rule, name)
            assert max(map(len, code.splitlines())) <= 120, (rule, name)


@pytest.mark.parametrize("one", LIBRARIES.values(), ids=lambda one: one.id)
def test_whole_functions_are_short_and_say_what_a_login_token_says(one: Library) -> None:
    assert 30 <= len(one.whole.splitlines()) <= 45
    assert all(word in one.whole for word in ("HS256", "customer_login", "redirect_to", "no-store", "no-referrer"))
    assert max(map(len, one.whole.splitlines())) <= 120


@pytest.mark.parametrize("rule", ISSUER)
@pytest.mark.parametrize("name", PYTHON)
def test_python_snippets_compile(rule: str, name: str) -> None:
    compile(f"def login(request, session):\n{textwrap.indent(snippets(rule)[name], '    ')}", f"{rule} {name}", "exec")


def room(name: str, monkeypatch: pytest.MonkeyPatch, **settings: str) -> dict[str, Any]:
    """Return what stands in the whole function's module."""
    pytest.importorskip(PYTHON[name], reason=f"{name} is not installed; the dev extra brings it")
    for key, value in {**SETTINGS, "BC_STORE_URL": "https://store.example/", **settings}.items():
        monkeypatch.setenv(key, value)
    found: dict[str, Any] = {}
    exec(compile(LIBRARIES[name].whole, name, "exec"), found)  # noqa: S102 - it is our own text that is tested
    return found


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", PYTHON)
def test_links_of_python_functions_sign_in_and_land_right(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    login_link: Link = room(name, monkeypatch)["login_link"]
    found = [landing(login_link(4927, path)) for path in SAFE]
    assert [path for path, _ in found] == SAFE
    assert len({jti for _, jti in found}) == len(SAFE)
    for path in [*HOSTILE, None, [], 7]:
        assert landing(login_link(4927, path))[0] == "/account.php", path


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("name", PYTHON)
def test_the_secret_is_used_as_it_is(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    settings = {"BC_CLIENT_ID": SPACED.client_id, "BC_CLIENT_SECRET": SPACED.client_secret}
    landing(room(name, monkeypatch, **settings)["login_link"](4927, "/"), SPACED)


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("customer", ["4927", 4927.0, True, 0, -1, None])
@pytest.mark.parametrize("name", PYTHON)
def test_only_a_customers_number_gets_a_link(name: str, customer: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(ValueError, match="number of the customer"):
        room(name, monkeypatch)["login_link"](customer, "/")


@pytest.mark.parametrize("secret", ["", "  ", "\n", f"{MIXED.client_secret}\n", f"{MIXED.client_secret}\r\n"])
@pytest.mark.parametrize("name", PYTHON)
def test_without_a_secret_nothing_starts(name: str, secret: str, monkeypatch: pytest.MonkeyPatch) -> None:
    with pytest.raises(SystemExit, match="BC_CLIENT_SECRET is empty"):
        room(name, monkeypatch, BC_CLIENT_SECRET=secret)


def run(program: str, *arguments: str | Path, given: str = "") -> str:
    """Return what ``program`` printed; skip the test where there is none."""
    found = shutil.which(program)
    if found is None:
        lacking(f"no {program}; it would check the snippets in its language")
    env = {**os.environ, **SETTINGS, "BC_STORE_URL": "https://store.example/"}
    done = subprocess.run([found, *arguments], capture_output=True, text=True, input=given, env=env, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout


def both(name: str, tmp_path: Path, frame: str, ending: str) -> list[Path]:
    """Write the snippets, each in ``frame``, and the whole function to two files."""
    each = "\n".join(
        frame.replace("NUMBER", str(row)).replace("CODE", snippets(rule)[name]) for row, rule in enumerate(ISSUER)
    )
    opening = {".php": "<?php\n", ".go": "package main\n"}.get(ending, "")
    files = [tmp_path / f"each{ending}", tmp_path / f"whole{ending}"]
    files[0].write_text(opening + each, "utf-8")
    whole = LIBRARIES[name].whole
    files[1].write_text(whole if whole.startswith("<?php") else opening + whole, "utf-8")
    return files


@pytest.mark.parametrize(
    ("name", "frame", "ending", "command"),
    [
        ("jsonwebtoken", "async () => {\nCODE\n};", ".mjs", ["node", "--check"]),
        ("jose", "async () => {\nCODE\n};", ".mjs", ["node", "--check"]),
        ("php-jwt", "function f_NUMBER() {\nCODE\n}", ".php", ["php", "-l"]),
        ("php-by-hand", "function f_NUMBER() {\nCODE\n}", ".php", ["php", "-l"]),
        ("ruby-jwt", "lambda do\nCODE\nend", ".rb", ["ruby", "-c"]),
        ("golang-jwt", "func f_NUMBER() {\nCODE\n}", ".go", ["gofmt", "-e"]),
    ],
    ids=["jsonwebtoken", "jose", "php-jwt", "php-by-hand", "ruby-jwt", "golang-jwt"],
)
def test_no_snippet_has_a_slip_of_syntax(
    name: str, frame: str, ending: str, command: list[str], tmp_path: Path
) -> None:
    for file in both(name, tmp_path, frame, ending):
        run(*command, file)


def test_links_of_php_by_hand_sign_in_and_land_right(tmp_path: Path) -> None:
    script = tmp_path / "links.php"
    each = "foreach (json_decode(stream_get_contents(STDIN)) as $path) { echo login_link(4927, $path), PHP_EOL; }"
    script.write_text(f"{LIBRARIES['php-by-hand'].whole}\n{each}", "utf-8")
    links = run("php", script, given=json.dumps([*SAFE, *HOSTILE])).split()
    assert [landing(link)[0] for link in links] == [*SAFE, *["/account.php"] * len(HOSTILE)]
