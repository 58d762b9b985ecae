"""An app in this process is found by its name, and what is wrong with the name, or the import, is told."""

import json
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from harness.targets import loading
from harness.targets.errors import TargetDownError, TargetError
from harness.targets.inprocess import load


@pytest.fixture(autouse=True)
def paths() -> Iterator[None]:
    before, modules = list(sys.path), set(sys.modules)
    yield
    sys.path[:] = before
    for name in set(sys.modules) - modules:
        if name in ("app", "shop", "shop.auth", "inprocess_app", "inprocess_json", "verifier_app"):
            del sys.modules[name]


def test_an_app_is_found_by_module_and_name(tmp_path: Path) -> None:
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/auth.py").write_text("class Verifier:\n    @staticmethod\n    def check(token): return token\n")
    found: Any = load("shop.auth:Verifier.check", tmp_path)
    assert found("t") == "t"
    assert sys.path[0] == str(tmp_path.resolve())


def test_an_app_is_found_by_file_and_may_import_its_neighbours(tmp_path: Path) -> None:
    (tmp_path / "src").mkdir()
    (tmp_path / "src/verifier_app.py").write_text("import side\nverify = side.verify\n")
    (tmp_path / "src/side.py").write_text("def verify(token): return 4927\n")
    found: Any = load("src/verifier_app.py:verify", tmp_path)
    assert found("t") == 4927
    (tmp_path / "json.py").write_text("def verify(token): return 1\n")
    other: Any = load("json.py:verify", tmp_path)
    assert (other("t"), sys.modules["json"]) == (1, json), "a file called like a known module harms nobody"
    sys.modules.pop("side")


def test_two_targets_may_both_call_their_module_app(tmp_path: Path) -> None:
    for name in ("one", "two"):
        (tmp_path / name).mkdir()
        (tmp_path / name / "app.py").write_text(f"def verify(token): return {name!r}\n")
    found: list[Any] = [load("app:verify", tmp_path / name) for name in ("one", "two")]
    assert [one("t") for one in found] == ["one", "two"]
    assert load("app:verify", tmp_path / "two") is found[1]


@pytest.mark.parametrize(
    ("reference", "said"),
    [
        ("verify", 'inprocess.callable is .verify.; write "module:name"'),
        ("app:", 'write "module:name"'),
        ("ap:verify", "no module ap in .*; did you mean app?"),
        ("no.such:verify", "no module no in"),
        ("shop.aut:verify", "no module shop.aut in .*; did you mean auth?"),
        ("app.sub:verify", "no module app.sub"),
        ("../app:verify", "path/to/file.py:name"),
        ("ap.py:verify", "no file .*ap.py; did you mean app.py?"),
        ("app:verfy", "app has no verfy; did you mean verify?"),
        ("app:verify.more.yet", "app has no verify.more.yet"),
        ("app:SECRET", "app:SECRET is a str, which cannot be called"),
    ],
)
def test_a_reference_that_leads_nowhere_is_told_with_the_next_step(tmp_path: Path, reference: str, said: str) -> None:
    (tmp_path / "app.py").write_text("SECRET = ''\ndef verify(token): return True\n")
    (tmp_path / "shop").mkdir()
    (tmp_path / "shop/__init__.py").write_text("")
    (tmp_path / "shop/auth.py").write_text("")
    with pytest.raises(TargetError, match=said) as raised:
        load(reference, tmp_path, "inprocess.callable")
    assert str(raised.value).startswith("inprocess.callable")


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("raise KeyError('BC_CLIENT_SECRET')", r"KeyError: 'BC_CLIENT_SECRET' \(app.py, line 1\)"),
        ("import sys\nsys.exit('BC_CLIENT_SECRET is not set')", "SystemExit: BC_CLIENT_SECRET is not set"),
        ("import no_such_library", "No module named 'no_such_library'"),
        ("def verify(:", "SyntaxError"),
        ("class Odd(BaseException): pass\nraise Odd", "Odd"),
        ("import time\ntime.sleep(30)", "took more than 0.3 s; if it starts a server"),
    ],
)
@pytest.mark.parametrize("place", ["app", "app.py"])
def test_an_import_that_fails_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, place: str, text: str, said: str
) -> None:
    monkeypatch.setattr(loading, "LONGEST_IMPORT", 0.3)
    (tmp_path / "app.py").write_text(text)
    with pytest.raises(TargetDownError, match=f"inprocess.asgi: importing {place}.*{said}"):
        load(f"{place}:verify", tmp_path, "inprocess.asgi")
    assert "app" not in sys.modules
