"""What a program or a function hands over: a token, an address, or nothing; and how functions are asked."""

import asyncio
import functools
import json
from pathlib import Path
from typing import Any

import pytest

from harness.targets.handing import ISSUER, meant, read
from harness.targets.inprocess import Called
from harness.targets.said import Outgoing
from harness.targets.shim import Shim
from harness.targets.speech import Told

NOW = 1_789_000_000
FIELDS = {"customer_id": 4927, "session": 4928, "return_to": "/cart.php"}
ASKED = Outgoing(fields=FIELDS)
URL = "https://store.example/login/token/eyJ.eyJ.x"
REFUSED = Told(accepted=False)
NOTHING: list[dict[str, Any]] = [
    {}, {"tokn": "x"}, {"token": 3}, {"token": True}, {"token": ["x"]}, {"url": {}}, {"token": None, "url": 3},
]  # fmt: skip


@pytest.mark.parametrize(
    ("answer", "told"),
    [
        ({"token": "T"}, Told(True, "T")),
        ({"url": URL}, Told(True, URL)),
        ({"token": "T", "url": URL}, Told(True, "T")),
        ({"url": URL, "token": "T"}, Told(True, "T")),
        ({"token": None, "url": URL}, Told(True, URL)),
        ({"token": "", "url": URL}, Told(True, URL)),
        ({"token": None}, REFUSED),
        ({"url": None}, REFUSED),
        ({"token": None, "url": None, "error": "nobody is signed in"}, REFUSED),
        ({"token": ""}, REFUSED),
        ({"token": False}, REFUSED),
        *((one, None) for one in NOTHING),
    ],
)
def test_a_mapping_is_read_as_it_was_meant(answer: dict[str, Any], told: Told | None) -> None:
    assert read(answer) == told
    assert meant(answer) == told


@pytest.mark.parametrize(
    ("value", "told"),
    [
        ("T", Told(True, "T")),
        (URL, Told(True, URL)),
        (b"T", Told(True, "T")),
        (None, REFUSED),
        (False, REFUSED),
        ("", REFUSED),
        (b"", REFUSED),
        (True, None),
        (4927, None),
        (1.5, None),
        ((True, "T"), None),
        (["T"], None),
        (object(), None),
    ],
)
def test_what_a_function_returns_is_read_as_it_was_meant(value: object, told: Told | None) -> None:
    assert meant(value) == told
    said = Called(lambda: value, 1, ISSUER).send(ASKED, NOW)
    if told is None:
        assert said.accepted is None
        assert said.problem.startswith("inprocess.callable returned ")
        assert said.problem.endswith(
            "return the token or its address as a text, None to refuse, or a mapping with token or url"
        )
    else:
        assert (said.accepted, said.told, said.problem) == (told.accepted, told.value, "")


def test_a_function_is_called_with_what_it_has_parameters_for() -> None:
    seen: list[Any] = []

    def everything(customer_id: int, session: int | None, return_to: str | None, now: int) -> None:
        seen.append((customer_id, session, return_to, now))

    def by_name_alone(*, now: int, session: int | None) -> None:
        seen.append((session, now))

    def some(session: int | None, retries: int = 3) -> None:
        seen.append((session, retries))

    def all_of_them(**asked: object) -> None:
        seen.append(asked)

    def one_and_the_rest(customer_id: int, **rest: object) -> None:
        seen.append((customer_id, rest))

    def none() -> None:
        seen.append(())

    rest = {"session": 4928, "return_to": "/cart.php"}
    for function in (everything, by_name_alone, some, all_of_them, one_and_the_rest, none, functools.partial(some)):
        assert Called(function, 1, ISSUER).send(ASKED, NOW + 0.6).accepted is False
    assert seen == [
        (4927, 4928, "/cart.php", NOW), (4928, NOW), (4928, 3), FIELDS, (4927, rest), (), (4928, 3)
    ]  # fmt: skip


def test_which_questions_reach_a_function_is_known() -> None:
    def some(session: int, *more: int, now: int = 0) -> None: ...
    def positional(customer_id: int, /) -> None: ...
    def everything(**asked: object) -> None: ...

    assert [Called(some, 1).takes(name) for name in ("session", "now", "return_to", "more")] == [
        True,
        True,
        False,
        False,
    ]
    assert not Called(positional, 1).takes("customer_id")
    assert Called(everything, 1).takes("return_to")


@pytest.mark.parametrize("many", [1, 5])
def test_coroutines_are_run(many: int) -> None:
    async def sign_in(customer_id: int, session: int) -> str:
        await asyncio.sleep(0.01)
        return f"{customer_id}-{session}"

    called = Called(sign_in, 1, ISSUER)
    asked = [Outgoing(fields={**FIELDS, "customer_id": number}) for number in range(1, many + 1)]
    found = called.together(asked, NOW) if many > 1 else [called.send(asked[0], NOW)]
    called.close()
    assert [one.told for one in found] == [f"{number}-4928" for number in range(1, many + 1)]


def test_an_exception_refuses_unless_it_is_a_crash() -> None:
    class NotSignedIn(Exception): ...

    def raises(error: Exception) -> Any:
        def sign_in(session: int | None) -> str:
            raise error

        return Called(sign_in, 1, ISSUER).send(ASKED, NOW)

    for error in (NotSignedIn("nobody"), PermissionError("no"), ValueError("return_to")):
        assert (raises(error).accepted, raises(error).exchange.error) == (False, "")
    for crash in (KeyError("customer"), TypeError("x"), UnicodeEncodeError("utf-8", "x", 0, 1, "y")):
        assert raises(crash).accepted is None
        assert raises(crash).exchange.error == f"cut (raised {type(crash).__name__})"


def shim(tmp_path: Path, expression: str) -> Shim:
    code = f"import json, sys\nfor line in sys.stdin:\n    q = json.loads(line)\n    print({expression}, flush=True)\n"
    (tmp_path / "sso.py").write_text(code, "utf-8")
    return Shim(["python", "sso.py"], tmp_path, {}, 5, ISSUER)


def test_a_shim_is_asked_for_all_there_is(tmp_path: Path) -> None:
    program = shim(tmp_path, 'json.dumps({"token": json.dumps(q, sort_keys=True)})')
    nobody = Outgoing(fields={"customer_id": "alice", "session": None, "return_to": None})
    first, second = program.send(ASKED, NOW + 0.6), program.send(nobody, NOW)
    program.close()
    assert (first.accepted, json.loads(str(first.told))) == (True, {**FIELDS, "now": NOW})
    assert json.loads(str(second.told)) == {"customer_id": "alice", "session": None, "return_to": None, "now": NOW}


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        ("'signed in'", "which is no JSON object"),
        ("'{}'", "without token or url"),
        ("json.dumps({'token': 3})", "without token or url"),
        ("json.dumps({'token': 'x'}) + '\\n' + json.dumps({'token': 'y'})", "more than one line"),
    ],
)
def test_another_line_is_a_problem_that_says_what_to_print(tmp_path: Path, expression: str, said: str) -> None:
    program = shim(tmp_path, expression)
    heard = program.send(ASKED, NOW)
    program.close()
    assert heard.accepted is None
    assert said in heard.problem
    assert 'print one line for each request, {"token": "…"}, {"url": "…"} or {"token": null}' in heard.problem


def test_a_shim_refuses_and_hands_over(tmp_path: Path) -> None:
    program = shim(tmp_path, f"json.dumps({{'url': {URL!r}}} if q['session'] else {{'token': None, 'error': 'x'}})")
    said = [program.send(Outgoing(fields={**FIELDS, "session": who}), NOW) for who in (4927, None)]
    program.close()
    assert [(one.accepted, one.told, one.problem) for one in said] == [(True, URL, ""), (False, None, "")]
