"""The house: imports only go down, pure rooms stay pure, and files stay small enough to read."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import harness
from harness.suite.places import is_scenario, scenario_files

ROOT = Path(harness.__file__).parent
FLOORS = {
    "contract": 0,
    "jose": 1,
    "tokens": 2,
    "judge": 3,
    "faults": 3,
    "targets": 4,
    "store": 4,
    "verdict": 5,
    "fuzz": 6,
    "load": 6,
    "calibrate": 6,
    "sandbox": 6,
    "report": 7,
    "suite": 8,
    "doctor": 9,
    "cli": 10,
    "pytest_plugin": 10,
}
PURE = ("contract", "jose", "tokens", "faults", "judge")
READER = "contract/reader.py"
IMPURE = {
    "time",
    "datetime",
    "os",
    "sys",
    "io",
    "pathlib",
    "secrets",
    "uuid",
    "socket",
    "subprocess",
    "shutil",
    "tempfile",
    "threading",
    "asyncio",
    "urllib3",
    "logging",
    "importlib.resources",
    "locale",
    "getpass",
    "platform",
}
IMPURE_CALLS = {"open", "input", "print", "exec", "eval"}
LONGEST = 200
FILES = sorted(path for path in ROOT.rglob("*.py"))


def modules_of(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, "imports are absolute here"
            yield node.module or ""
            yield from (f"{node.module}.{alias.name}" for alias in node.names)


def room_of(path: Path) -> str:
    return path.relative_to(ROOT).parts[0].removesuffix(".py")


def imported_rooms(path: Path) -> set[str]:
    names = modules_of(ast.parse(path.read_text("utf-8")))
    parts = [name.split(".") for name in names if name.startswith("harness.")]
    return {one[1] for one in parts if one[1] in FLOORS}


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize("path", FILES, ids=name)
def test_imports_only_go_down(path: Path) -> None:
    room = room_of(path)
    if room == "__init__":
        assert not imported_rooms(path)
        return
    for other in imported_rooms(path) - {room}:
        assert FLOORS[other] < FLOORS[room], f"{name(path)} reaches up, or aside, into {other}"


@pytest.mark.parametrize("path", [path for path in FILES if room_of(path) == "targets"], ids=name)
def test_targets_know_nothing_of_tokens(path: Path) -> None:
    assert imported_rooms(path) <= {"targets", "contract"}


@pytest.mark.parametrize("path", [path for path in FILES if room_of(path) in PURE], ids=name)
def test_pure_rooms_have_no_clock_chance_environment_or_files(path: Path) -> None:
    if name(path) == READER:
        return
    tree = ast.parse(path.read_text("utf-8"))
    found = set(modules_of(tree))
    impure = {one for one in found if one in IMPURE or (one.split(".")[0] in IMPURE and one != "importlib")}
    impure -= {"pathlib", "pathlib.Path"} if name(path) == "contract/profile.py" else set()  # only names the file
    assert not impure, f"{name(path)} imports {impure}"
    assert not {one for one in found if one.split(".")[0] == "random" and one not in ("random", "random.Random")}
    calls = {node.func.id for node in ast.walk(tree) if isinstance(node, ast.Call) and isinstance(node.func, ast.Name)}
    assert not calls & IMPURE_CALLS, f"{name(path)} calls {calls & IMPURE_CALLS}"


def test_the_pure_rooms_are_all_there() -> None:
    assert {room_of(path) for path in FILES} >= {*PURE, "targets", "store", "verdict", "report", "suite", "cli"}


@pytest.mark.parametrize("path", FILES, ids=name)
def test_files_stay_short_and_say_what_they_are_for(path: Path) -> None:
    text = path.read_text("utf-8")
    assert ast.get_docstring(ast.parse(text)), f"{name(path)} has no docstring"
    assert len(text.splitlines()) <= LONGEST + 50, f"{name(path)} is past {LONGEST} lines: look for a seam"


def test_starting_pytest_imports_nothing_of_ours_but_the_plugin() -> None:
    import subprocess
    import sys

    code = "import sys, harness.pytest_plugin; print(*sorted(m for m in sys.modules if m.startswith('harness')))"
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout.split() == ["harness", "harness.pytest_plugin"]


def test_every_function_of_a_scenario_file_is_a_scenario_or_private() -> None:
    for path in scenario_files():
        tree = ast.parse(path.read_text("utf-8"))
        functions = [node.name for node in tree.body if isinstance(node, ast.FunctionDef)]
        assert [name for name in functions if not name.startswith("_") and not is_scenario(name)] == [], path
