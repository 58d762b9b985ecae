"""The lines that mend a rule: all there, free of slips of syntax, and the whole functions right where they can run."""

import base64
import hashlib
import hmac
import json
import shutil
import subprocess
import textwrap
import time
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from harness.contract.rules import rules
from harness.contract.snippets import Library, libraries, snippets
from harness.contract.words import Role
from tests.optional import lacking

CLIENT, SECRET, STORE = "r3Client1d0fThirtyOneCharacters", "M1xed-Case-Secret-Of-31-Bytes-x", "abc123"
VERIFIER = [one.id for one in rules().values() if one.role is Role.VERIFIER]
PYTHON = {"pyjwt": "jwt", "joserfc": "joserfc", "by-hand": "hmac"}
JAVASCRIPT = [one.id for one in libraries().values() if one.language == "javascript"]

Verify = Callable[[str, str], int | None]


def text(value: bytes) -> str:
    return base64.urlsafe_b64encode(value).rstrip(b"=").decode()


def token(header: dict[str, Any] | None = None, key: str = SECRET, digest: str = "sha512", **changes: Any) -> str:
    """Return a current customer token signed just now; a claim that is ``...`` is left out."""
    now = int(time.time())
    claims = {
        "customer": {"id": 4927, "email": "alice@example.com", "group_id": "0"},
        "iss": "bc/apps",
        "sub": STORE,
        "iat": now,
        "exp": now + 900,
        "version": 1,
        "aud": CLIENT,
        "application_id": CLIENT,
        "store_hash": STORE,
        "operation": "current_customer",
    }
    kept = {name: value for name, value in {**claims, **changes}.items() if value is not ...}
    parts = [header or {"typ": "JWT", "alg": "HS512"}, kept]
    signed = ".".join(text(json.dumps(part).encode()) for part in parts)
    return f"{signed}.{text(hmac.digest(key.encode(), signed.encode(), getattr(hashlib, digest)))}"


def customer(number: Any) -> dict[str, Any]:
    return {"customer": {"id": number, "email": "alice@example.com", "group_id": "0"}}


GOOD: dict[str, Callable[[], str]] = {
    "as real stores send it": token,
    "as the documents show it": lambda: token({"alg": "HS256", "typ": "JWT"}, digest="sha256"),
    "with claims and headers that nobody asked for": lambda: token({"alg": "HS512", "x": 1}, channel_id=1, jti="a"),
    "with a float for a time": lambda: token(exp=time.time() + 800.5),
    "of a clock that is ahead": lambda: token(iat=int(time.time()) + 30),
}
BAD: dict[str, Callable[[], str]] = {
    "exp-passed": lambda: token(exp=int(time.time()) - 1),
    "exp-missing": lambda: token(exp=...),
    "exp-text": lambda: token(exp=str(int(time.time()) + 900)),
    "exp-milliseconds": lambda: token(exp=int(time.time()) * 1000),
    "exp-nan": lambda: token(exp=float("nan")),
    "iat-far-ahead": lambda: token(iat=int(time.time()) + 600),
    "nbf-far-ahead": lambda: token(nbf=int(time.time()) + 600),
    "aud-other": lambda: token(aud="somebody-elses-client-id"),
    "aud-array": lambda: token(aud=[CLIENT, "somebody-elses-client-id"]),
    "aud-missing": lambda: token(aud=...),
    "iss-other": lambda: token(iss="bc"),
    "iss-missing": lambda: token(iss=...),
    "operation-login": lambda: token(operation="customer_login"),
    "operation-missing": lambda: token(operation=...),
    "store-other": lambda: token(store_hash="zz9other"),
    "sub-other": lambda: token(sub="zz9other"),
    "application-other": lambda: token(application_id="somebody-elses-client-id"),
    "version-true": lambda: token(version=True),
    "customer-text": lambda: token(**customer("4927")),
    "customer-zero": lambda: token(**customer(0)),
    "customer-true": lambda: token(**customer(True)),
    "customer-missing": lambda: token(customer=...),
    "customer-bare": lambda: token(customer=4927),
    "crit": lambda: token({"alg": "HS512", "crit": ["x"], "x": 1}),
    "alg-none": lambda: f"{token({'alg': 'none'}).rpartition('.')[0]}.",
    "alg-hs384": lambda: token({"alg": "HS384"}, digest="sha384"),
    "alg-list": lambda: token({"alg": ["HS512"]}),
    "mac-of-another-key": lambda: token(key=CLIENT),
    "mac-of-no-key": lambda: token(key=""),
    "mac-cut": lambda: token()[:-4],
    "mac-of-another-algorithm": lambda: token(digest="sha256"),
    "padded": lambda: f"{token()}=",
    "line-feed": lambda: f"{token()}\n",
    "not-a-token": lambda: "undefined",
    "nothing": lambda: "",
    "beyond-ascii": lambda: f"{token()}é\ud800",
    "arrays": lambda: f"{text(b'[]')}.{text(b'[' * 100_000)}.AAAA",
}


def test_every_rule_of_a_verifier_has_a_snippet_for_every_library() -> None:
    assert len(VERIFIER) == 24
    assert len(libraries()) == 8
    for rule in VERIFIER:
        assert list(snippets(rule)) == list(libraries()), rule
        for name, code in snippets(rule).items():
            assert 1 <= len(code.splitlines()) <= 8, (rule, name)


def test_a_store_has_none() -> None:
    assert not snippets("storefront.replay")
    assert not libraries(Role.STOREFRONT)
    assert not snippets("verifier.nonsense")


@pytest.mark.parametrize("one", libraries().values(), ids=lambda one: one.id)
def test_whole_functions_are_short_and_take_both_algorithms(one: Library) -> None:
    assert 15 <= len(one.whole.splitlines()) <= 40
    assert all(word in one.whole for word in ("HS512", "HS256", "bc/apps", "current_customer", "application_id", "900"))
    assert max(map(len, one.whole.splitlines())) <= 120


@pytest.mark.parametrize("rule", VERIFIER)
@pytest.mark.parametrize("name", PYTHON)
def test_python_snippets_compile(rule: str, name: str) -> None:
    body = textwrap.indent(snippets(rule)[name], "    ")
    compile(f"def customer_of(token, STORE_HASH):\n{body}", f"{rule} {name}", "exec")


@pytest.fixture(params=PYTHON)
def verify(request: pytest.FixtureRequest, monkeypatch: pytest.MonkeyPatch) -> Verify:
    """The whole function of one Python library."""
    name: str = request.param
    pytest.importorskip(PYTHON[name], reason=f"{name} is not installed; the dev extra brings it")
    monkeypatch.setenv("BC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("BC_CLIENT_SECRET", SECRET)
    room: dict[str, Any] = {}
    exec(compile(libraries()[name].whole, name, "exec"), room)  # noqa: S102 - it is our own text that is tested
    found: Verify = room["customer_of"]
    return found


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("case", GOOD)
def test_whole_python_functions_accept(verify: Verify, case: str) -> None:
    assert verify(GOOD[case](), STORE) == 4927


@pytest.mark.filterwarnings("ignore::UserWarning")
@pytest.mark.parametrize("case", BAD)
def test_whole_python_functions_refuse(verify: Verify, case: str) -> None:
    assert verify(BAD[case](), STORE) is None
    assert verify(token(), "zz9other") is None


@pytest.mark.filterwarnings("ignore::UserWarning")
def test_a_token_may_come_again_and_a_bad_one_after_it_stays_bad(verify: Verify) -> None:
    good = token()
    assert [verify(one, STORE) for one in (good, good, BAD["exp-passed"](), good)] == [4927, 4927, None, 4927]


@pytest.mark.parametrize("name", PYTHON)
def test_without_a_secret_nothing_starts(name: str, monkeypatch: pytest.MonkeyPatch) -> None:
    pytest.importorskip(PYTHON[name], reason=f"{name} is not installed; the dev extra brings it")
    monkeypatch.setenv("BC_CLIENT_ID", CLIENT)
    monkeypatch.setenv("BC_CLIENT_SECRET", "")
    with pytest.raises(SystemExit, match="BC_CLIENT_SECRET is empty"):
        exec(compile(libraries()[name].whole, name, "exec"), {})  # noqa: S102 - it is our own text that is tested


@pytest.mark.parametrize("name", JAVASCRIPT)
def test_javascript_snippets_have_no_slip_of_syntax(name: str, tmp_path: Path) -> None:
    node = shutil.which("node")
    if node is None:
        lacking("no Node; it would check the syntax of the JavaScript snippets")
    codes = [f"{{\n{snippets(rule)[name]}\n}}" for rule in VERIFIER]
    (tmp_path / "each.mjs").write_text("async () => {\n" + "\n".join(codes) + "\n}\n", "utf-8")
    (tmp_path / "whole.mjs").write_text(libraries()[name].whole, "utf-8")
    for file in ("each.mjs", "whole.mjs"):
        done = subprocess.run([node, "--check", tmp_path / file], capture_output=True, text=True, check=False)
        assert done.returncode == 0, done.stderr
