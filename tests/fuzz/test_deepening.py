"""Examples near to bytes, what is learned of comparisons, and where in an app's code a rule is broken."""

import json
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path
from random import Random
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.contract.words import Kind
from harness.fuzz.deepening.bytewise import FORM, HEAD, SIZE, Free, bytewise
from harness.fuzz.deepening.mutating import Mutator, constants, first_examples
from harness.fuzz.deepening.own_code import functions, is_own
from harness.fuzz.deepening.tracing import Line, Tracing, before, only
from harness.fuzz.differential import TokenProbe
from harness.fuzz.recipe import Recipe
from harness.fuzz.steps import Claim, Drop, Header, Step, Tamper
from harness.report.evidence import exhibit
from harness.report.terminal_summary import explained
from harness.suite.probing import probes_of
from harness.suite.roles import hands
from harness.suite.standing import standing
from tests.fuzz import back_door
from tests.fuzz.test_recipes import SCENE

TARGET = f"""role = "verifier"
name = "back-door"
[app]
client_id = "{back_door.CLIENT_ID}"
client_secret = "{back_door.SECRET}"
store_hash = "{back_door.STORE_HASH}"
[inprocess]
"""
EXAMPLES = bytewise(Kind.CURRENT, ("HS512", "HS256"))


@contextmanager
def probing(folder: Path, way: str) -> Iterator[TokenProbe[Any]]:
    """Yield the probe of an in-process app that [inprocess] reaches by ``way``."""
    file = folder / "app.toml"
    file.write_text(TARGET + way, "utf-8")
    with standing(str(file), "observed", 0, strict=False) as context, hands(context) as reaching:
        reaching.greet()
        assert not context.stopped, context.stopped
        (probe,) = probes_of(context, reaching)
        assert isinstance(probe, TokenProbe)
        yield probe


def dice(start: int) -> Random:
    return Random(start)  # noqa: S311 - a choice of cases, not of keys


def callable_at(file: str, name: str) -> str:
    return f'callable = "{file}:{name}"\n'


@given(st.binary(min_size=SIZE, max_size=SIZE), st.data())
@settings(max_examples=200, deadline=None)
def test_any_bytes_are_a_recipe_that_can_be_stored(data: bytes, draw: st.DataObject) -> None:
    (recipe,) = draw.draw(EXAMPLES)
    assert Recipe.from_json(json.loads(json.dumps(recipe.as_json()))) == recipe
    assert len(Mutator(lambda one, most: one[:most], ()).changed(data, dice(len(data)))) == SIZE


def test_what_stands_in_the_bytes_stands_in_the_token() -> None:
    found: list[Step] = []

    @given(EXAMPLES)
    @settings(database=None)
    def take(batch: tuple[Recipe, ...]) -> None:
        found.extend(batch[0].steps)

    for form, text in ((Free.CLAIM, b"qa+"), (Free.TAMPERED, b"qa+"), (Free.NUMBER, b"\5\1"), (Free.HEADER, b"x")):
        take.hypothesis.fuzz_one_input((bytes(6) + bytes([0, form, 0, 1]) + text).ljust(SIZE, b"\0"))
    assert found == [Claim("aud", "qa+"), Tamper("aud", "qa+"), Claim("aud", 261), Header("alg", "x")]
    take.hypothesis.fuzz_one_input(bytes(SIZE))
    assert len(found) == 4
    assert Recipe(Kind.CURRENT, (Claim("customer.email", "qa+{email}"),)).written(
        Recipe(Kind.CURRENT).draft(SCENE)
    )[0].claims["customer"]["email"] == f"qa+{SCENE.customer.email}"  # fmt: skip


def changes(mutator: Mutator, data: bytes, count: int = 300) -> set[bytes]:
    """Return what the text of ``data`` becomes."""
    found = (mutator.changed(data, dice(one)) for one in range(count))
    return {one[HEAD:].rstrip(b"\0") for one in found if one[:HEAD] == data[:HEAD]}


def test_what_was_compared_takes_the_place_of_what_it_was_compared_with() -> None:
    data = next(one for one in first_examples() if one[FORM] == Free.TAMPERED)
    mutator = Mutator(lambda one, most: one[:most], ())
    assert b"qxyz" not in changes(mutator, data)
    mutator.compared("w", "q")
    mutator.compared("", "+")
    mutator.compared(1, "never")
    assert {b"qxyz", b"wxyz+"} <= changes(mutator, data)


def test_numbers_are_learned_as_numbers() -> None:
    data = next(one for one in first_examples() if one[FORM] == Free.TAMPERED_NUMBER)
    mutator = Mutator(lambda one, most: one[:most], ())
    mutator.compared(1, 777_216)
    mutator.compared(1, 10**40)
    assert (777_216).to_bytes(3, "little") in changes(mutator, data)


def test_texts_of_the_code_are_put_in() -> None:
    named = set(constants(back_door.is_tester.__code__))
    assert named == {b"q", b"a", b"+"}
    data = next(one for one in first_examples() if one[FORM] == Free.CLAIM)
    assert {b"q", b"qwxyz", b"wxyzq"} <= changes(Mutator(lambda one, most: one[:most], {b"q"}), data, 900)


def test_own_code_is_neither_pythons_nor_a_librarys_nor_ours() -> None:
    assert is_own(back_door.__file__)
    assert not any(map(is_own, (json.__file__, pytest.__file__, sys.modules["harness"].__file__ or "", "<string>")))
    assert back_door.is_tester in set(functions())


def test_lines_that_only_one_side_ran() -> None:
    a, b, c, d = (Line("app.py", number, "here") for number in range(1, 5))
    there = Line("app.py", 9, "there")
    assert only([[a, b, d], [a, d, b]], [[a, c], [a]]) == [b, d]
    assert only([[a, b], [a]], [[a]]) == []
    assert before(b, [a, c, b, d, b]) == before(b, [c, there, b]) == c
    assert before(there, [a, c, there]) == c
    assert before(a, [a, b]) is None
    assert str(a) == "app.py:1"


def test_tracing_writes_down_threads_and_own_code_alone() -> None:
    tracing = Tracing()
    for _ in range(2):
        with tracing:
            assert not Tracing.possible()
            back_door.is_tester("x")
            json.dumps({})
    assert Tracing.possible()
    start = back_door.is_tester.__code__.co_firstlineno
    found = [line.number - start for line in tracing.lines if line.file == back_door.__file__]
    assert found == [1, 2]


CODE = """
from tests.fuzz.back_door import *
def checked(token, check):
    claims = loaded(decoded(token.split(".")[1]))
    if not is_signed(token.split("."), loaded(decoded(token.split(".")[0]))):
        raise ValueError("signature")
    check(claims)
    return claims["customer"]["id"]
def unread(token):
    return checked(token, lambda claims: None)
def present_only(token):
    def check(claims):
        if "aud" in claims:
            assert claims["aud"] == CLIENT_ID, "aud"
    return checked(token, check)
async def asgi(scope, receive, send):
    if scope["type"] != "http":
        raise RuntimeError
    values = dict(scope["headers"])
    status = 401
    try:
        present_only(values[b"authorization"].decode().removeprefix("Bearer "))
        status = 200
    except Exception:
        pass
    await send({"type": "http.response.start", "status": status, "headers": []})
    await send({"type": "http.response.body", "body": b"{}"})
def wsgi(environ, start):
    try:
        present_only(environ["HTTP_AUTHORIZATION"].removeprefix("Bearer "))
        start("200 OK", [])
    except Exception:
        start("401 Unauthorized", [])
    return [b"{}"]
"""
SEND = """
[send]
url = "http://127.0.0.1:1/me"
headers = { Authorization = "Bearer {token}" }
[accepted]
status = [200]
"""


def told(folder: Path, way: str, module: str) -> list[str]:
    (folder / f"{module}.py").write_text(CODE, "utf-8")
    with probing(folder, way) as probe:
        breach = probe.replay(Recipe(Kind.CURRENT, (Drop("aud"),)).as_json())
    assert breach
    assert breach.rule == "verifier.audience"
    return list(breach.evidence.get("explanation", []))


def test_a_check_that_is_nowhere_is_told_with_the_place_of_others(tmp_path: Path) -> None:
    lines = told(tmp_path, callable_at("never.py", "unread"), "never")
    assert lines[0] == "this token took the same lines as a valid one: none of your code tells them apart"
    assert "is_signed(token.split" in lines[1]
    assert lines[1].endswith("where a token with a forged signature is refused")


@pytest.mark.parametrize("kind", ["callable", "asgi", "wsgi"])
def test_a_check_that_is_passed_by_is_told_with_its_line(tmp_path: Path, kind: str) -> None:
    module = f"passed_{kind}"
    name = "present_only" if kind == "callable" else kind
    way = f'{kind} = "{module}.py:{name}"' + ("" if kind == "callable" else SEND)
    lines = told(tmp_path, way, module)
    assert f"{module}.py:" in lines[0]
    assert lines[0].endswith('if "aud" in claims: — where this token and a valid one part')
    assert lines[1].endswith('assert claims["aud"] == CLIENT_ID, "aud" — always and only run by valid ones')


def test_nothing_is_told_beside_a_debugger(tmp_path: Path) -> None:
    def debugger(*_: object) -> Callable[..., Any] | None:
        return None

    sys.settrace(debugger)
    try:
        assert told(tmp_path, callable_at("debugged.py", "present_only"), "debugged") == []
        assert sys.gettrace() is debugger
    finally:
        sys.settrace(None)


def test_reports_show_where_it_is() -> None:
    evidence = {"explanation": ["app.py:1: if x: — where this token and a valid one part"]}
    (side,) = exhibit(evidence).sides
    assert (side.title, side.blocks[0][1]) == ("In your code", evidence["explanation"][0])
    assert explained(evidence) == tuple(evidence["explanation"])
    assert explained({"explanation": "text"}) == exhibit({}).sides == ()
