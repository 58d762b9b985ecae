"""Shims that behave and that do not, as real programs: nothing raises, hangs, grows, or gets out of step."""

import json
import os
import time
from collections.abc import Callable, Iterator
from pathlib import Path

import pytest

from harness.targets.errors import TargetDownError
from harness.targets.said import Outgoing
from harness.targets.shim import Shim

NOW = 1_789_000_000
START = "import json, os, subprocess, sys, time\n"
ECHO = "for line in sys.stdin:\n    q = json.loads(line)\n"
Make = Callable[..., Shim]


@pytest.fixture
def make(tmp_path: Path) -> Iterator[Make]:
    made: list[Shim] = []

    def one(code: str, timeout: float = 5.0, env: dict[str, str] | None = None) -> Shim:
        (tmp_path / "shim.py").write_text(START + code, "utf-8")
        made.append(Shim(["python", "shim.py"], tmp_path, env or {}, timeout))
        return made[-1]

    yield one
    for shim in made:
        shim.close()


def answering(expression: str) -> str:
    return ECHO + f"    print({expression}, flush=True)\n"


def gone(pid: int) -> bool:
    status = Path(f"/proc/{pid}/status")
    deadline = time.monotonic() + 5
    while status.exists() and "zombie" not in status.read_text():
        if time.monotonic() > deadline:
            return False
        time.sleep(0.01)
    return True


def test_token_and_time_go_in_and_an_answer_comes_out(make: Make) -> None:
    shim = make(
        answering('json.dumps({"accepted": q["token"] == "good", "customer_id": q["now"], "pid": os.getpid()})')
    )
    good, bad = shim.send(Outgoing("good"), NOW), shim.send(Outgoing("bad"), NOW + 1)
    assert (good.accepted, good.told, good.problem) == (True, NOW, "")
    assert (bad.accepted, bad.told) == (False, NOW + 1)
    assert (good.exchange.status, good.exchange.error, good.exchange.unclean) == (0, "", False)
    assert good.exchange.seconds > 0
    assert json.loads(good.exchange.body)["pid"] == json.loads(bad.exchange.body)["pid"], "it was started once"


def test_the_customer_may_be_left_out_and_a_reason_is_evidence(make: Make) -> None:
    said = make(answering('json.dumps({"accepted": False, "error": "exp is over"})')).send(Outgoing("t"), NOW)
    assert (said.accepted, said.told) == (False, None)
    assert "exp is over" in said.exchange.body


@pytest.mark.parametrize(
    "token",
    ["", "a\nb\r\n", "\x00", "ключ😀", "\ud800", "\u2028\x85\x1c", "x" * 300_000],
    ids=["empty", "line-feed", "nul", "unicode", "half-a-pair", "separators", "long"],
)
def test_any_token_arrives_unchanged(make: Make, token: str) -> None:
    shim = make(answering('json.dumps({"accepted": True, "customer_id": [len(q["token"]), ascii(q["token"])[:80]]})'))
    assert shim.send(Outgoing(token), NOW).told == [len(token), ascii(token)[:80]]


def test_what_it_echoes_can_always_be_written(make: Make) -> None:
    shim = make(answering(r'"{\"accepted\": true, \"customer_id\": \"\\ud800\"}"'))
    assert shim.send(Outgoing("t"), NOW).told == "\\ud800"


@pytest.mark.parametrize(
    ("expression", "named"),
    [
        ('"starting up"', "'starting up', which is no JSON object"),
        ('"[true]"', "'[true]', which is no JSON object"),
        ('"[" * 100000', "no JSON object"),
        ('"{\\"accepted\\": NaN}"', "no JSON object"),
        ('"{\\"accepted\\": 1}"', "without a boolean accepted"),
        ('"{\\"accepted\\": \\"true\\"}"', "without a boolean accepted"),
        ('"{}"', "without a boolean accepted"),
        ('"{\\"accepted\\": true}\\n{\\"accepted\\": true}"', "more than one line"),
    ],
)
def test_other_lines_are_a_problem_that_names_them(make: Make, expression: str, named: str) -> None:
    shim = make("print('look here', file=sys.stderr, flush=True)\n" + answering(expression))
    for _ in range(2):
        said = shim.send(Outgoing("t"), NOW)
        assert (said.accepted, said.exchange.status, said.exchange.error) == (None, 0, "")
        assert said.problem.startswith("shim.command printed")
        assert named in said.problem
        assert said.problem.endswith("look here")
        assert len(said.problem) < 3_000


def test_blank_lines_say_nothing(make: Make) -> None:
    shim = make(answering(r'"\n\r\n" + json.dumps({"accepted": q["token"] == "good"}) + "\r\n"'))
    assert [shim.send(Outgoing(token), NOW).accepted for token in ("good", "bad", "good")] == [True, False, True]


def test_a_byte_order_mark_is_forgiven(make: Make) -> None:
    assert make(answering('"\\ufeff" + json.dumps({"accepted": True})')).send(Outgoing("t"), NOW).accepted is True


def test_a_late_second_line_is_never_taken_for_the_next_answer(make: Make) -> None:
    late = "    print('{\"accepted\": true}', flush=True)\n"
    shim = make(answering('json.dumps({"accepted": q["token"] == "good"})') + "    time.sleep(0.1)\n" + late)
    assert shim.send(Outgoing("good"), NOW).accepted is True
    time.sleep(0.3)
    said = shim.send(Outgoing("bad"), NOW)
    assert said.accepted is None
    assert "more than one line" in said.problem
    assert shim.send(Outgoing("bad"), NOW).accepted is False, "started anew, and in step"


def test_a_hang_ends_in_time_with_its_children_and_the_next_token_is_answered(make: Make, tmp_path: Path) -> None:
    hang = (
        "    if q['token'] == 'hang':\n"
        "        child = subprocess.Popen(['sleep', '60'])\n"
        "        open('pid', 'w').write(f'{os.getpid()} {child.pid}')\n"
        "        time.sleep(60)\n"
    )
    shim = make(ECHO + hang + "    print(json.dumps({'accepted': True}))\n", timeout=0.6)
    started = time.monotonic()
    said = shim.send(Outgoing("hang"), NOW)
    assert time.monotonic() - started < 2
    assert (said.accepted, said.exchange.error, said.exchange.unclean, said.problem) == (None, "hang", True, "")
    assert "flush" in said.exchange.body
    assert all(gone(int(pid)) for pid in (tmp_path / "pid").read_text().split())
    assert shim.send(Outgoing("good"), NOW).accepted is True


@pytest.mark.parametrize(
    ("code", "error"),
    [
        ("sys.exit(1)", "cut (exit code 1)"),
        ("os._exit(0)", "cut (exit code 0)"),
        ("os.kill(os.getpid(), 11)", "cut (signal 11)"),
        ("os.close(1); time.sleep(60)", "cut (closed its output)"),
        ("sys.stdout.write('{\"accepted\": tr'); sys.stdout.flush(); os._exit(3)", "cut (exit code 3)"),
        ("subprocess.Popen(['sleep', '60']); os._exit(4)", "cut (exit code 4)"),
    ],
)
def test_an_end_is_a_cut_and_the_next_token_starts_it_anew(make: Make, code: str, error: str) -> None:
    dies = f"    if q['token'] == 'die':\n        print('oh no', file=sys.stderr, flush=True)\n        {code}\n"
    shim = make(ECHO + dies + "    print(json.dumps({'accepted': True}))\n")
    assert shim.send(Outgoing("good"), NOW).accepted is True
    said = shim.send(Outgoing("die"), NOW)
    assert (said.accepted, said.exchange.error, said.exchange.status) == (None, error, 0)
    assert "oh no" in said.exchange.body
    assert shim.send(Outgoing("good"), NOW).accepted is True


def test_a_program_that_ends_after_each_answer_is_started_for_each(make: Make) -> None:
    shim = make("q = json.loads(sys.stdin.readline())\nprint(json.dumps({'accepted': q['token'] == 'good'}))\n")
    assert shim.send(Outgoing("good"), NOW).accepted is True
    time.sleep(0.3)
    assert shim.send(Outgoing("bad"), NOW).accepted is False


@pytest.mark.parametrize("tail", ["\\n", ""])
def test_an_endless_line_is_a_flood(make: Make, tail: str) -> None:
    said = make(answering(f"'{{' + ' ' * 3_000_000, end='{tail}'")).send(Outgoing("t"), NOW)
    assert (said.accepted, said.exchange.error) == (None, "flood (more than 1048576 bytes)")
    assert len(said.exchange.body) < 5_000


def test_much_on_standard_error_neither_blocks_nor_grows(make: Make) -> None:
    shim = make(ECHO + "    sys.stderr.write('x' * 2_000_000 + 'end')\n    print(json.dumps({'accepted': True}))\n")
    assert [shim.send(Outgoing("t"), NOW).accepted for _ in range(2)] == [True, True]


def test_a_program_that_does_not_listen_neither_blocks_nor_is_believed(make: Make) -> None:
    token = Outgoing("x" * 2_000_000)
    assert make("time.sleep(60)", timeout=0.5).send(token, NOW).exchange.error == "hang"
    early = make("print(json.dumps({'accepted': True}))\ntime.sleep(60)", timeout=5).send(token, NOW)
    assert (early.accepted, early.exchange.error) == (None, "cut (answered before it was asked)")


def test_the_environment_is_ours_and_the_folder_the_file_s(make: Make, tmp_path: Path) -> None:
    code = answering(
        'json.dumps({"accepted": True, "customer_id": [os.environ["KEY"], os.getcwd(), "PATH" in os.environ]})'
    )
    said = make(code, env={"KEY": "ключ"}).send(Outgoing("t"), NOW)
    assert said.told == ["ключ", str(tmp_path.resolve()), True]


def test_what_cannot_be_started_is_told(tmp_path: Path) -> None:
    with pytest.raises(TargetDownError, match="shim.command: cannot run no-such-program: No such file"):
        Shim(["no-such-program"], tmp_path, {}, 1).send(Outgoing("t"), NOW)
    with pytest.raises(TargetDownError, match="there is no folder"):
        Shim(["python"], tmp_path / "no", {}, 1).send(Outgoing("t"), NOW)
    with pytest.raises(TargetDownError, match="shim.command"):
        Shim(["python", "a\0b"], tmp_path, {}, 1).send(Outgoing("t"), NOW)


@pytest.mark.parametrize("stubborn", ["", "import signal; signal.signal(15, signal.SIG_IGN)\n"])
def test_close_ends_it_and_all_it_started(make: Make, tmp_path: Path, stubborn: str) -> None:
    started = (
        f"{stubborn}child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "open('pid', 'w').write(f'{os.getpid()} {child.pid}')\n"
    )
    after = "time.sleep(60)\n" if stubborn else ""
    shim = make(started + answering("json.dumps({'accepted': True})") + after)
    assert shim.send(Outgoing("t"), NOW).accepted is True
    begun = time.monotonic()
    shim.close()
    assert time.monotonic() - begun < 6
    assert all(gone(int(pid)) for pid in (tmp_path / "pid").read_text().split())
    shim.close()


def test_close_lets_it_end_by_itself(make: Make, tmp_path: Path) -> None:
    shim = make(answering("json.dumps({'accepted': True})") + "open('bye', 'w').write('bye')\n")
    shim.send(Outgoing("t"), NOW)
    shim.close()
    assert (tmp_path / "bye").exists()


def test_no_pipes_are_left_open(make: Make) -> None:
    before = len(os.listdir("/proc/self/fd"))  # noqa: PTH208
    shim = make(answering("'no'"))
    for _ in range(3):
        shim.send(Outgoing("t"), NOW)
    shim.close()
    assert len(os.listdir("/proc/self/fd")) == before  # noqa: PTH208
