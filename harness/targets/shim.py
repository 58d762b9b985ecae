"""A program in any language that speaks for an app: ``[shim]``, one JSON object a line, in and out.

In goes ``{"token": "…", "now": 1789000000}``, or whom to make a token for; what comes out is read by the role's
``Speech``, such as ``{"accepted": true, "customer_id": 4927}``. One line answers one line. A program that says anything
else or more, hangs or ends is killed with all that it started, and started anew for the next question, so that no
answer is ever taken for that to another one. Blank lines say nothing.
"""

import json
import shlex
import sys
import threading
from collections.abc import Collection, Mapping, Sequence
from pathlib import Path
from typing import NoReturn

from harness.targets.believing import VERIFIER
from harness.targets.errors import TargetDownError
from harness.targets.http import Exchange
from harness.targets.piped import Piped
from harness.targets.process import environment
from harness.targets.realtime import real_perf_counter
from harness.targets.said import Outgoing, Said, brief, json_value
from harness.targets.speech import Speech


class Shim:
    """One program, started at first use; ``timeout`` is in seconds an answer."""

    def __init__(
        self,
        command: Sequence[str],
        folder: Path,
        env: Mapping[str, str],
        timeout: float,
        speech: Speech = VERIFIER,
        unset: Collection[str] = (),
    ) -> None:
        """Take the command; ``python`` stands for this interpreter, ``env`` comes on top of our own."""
        self._command = [sys.executable, *command[1:]] if command[0] in ("python", "python3") else list(command)
        self._name = shlex.join(command)
        self._folder, self.timeout, self._speech = folder, timeout, speech
        # Without it a Python shim that does not flush hangs, for no reason that its author could see.
        self._env = {"PYTHONUNBUFFERED": "1", **environment(unset), **env}
        self._program: Piped | None = None
        self._turn = threading.Lock()

    def send(self, outgoing: Outgoing, now: float) -> Said:
        """Ask about one token; TargetDownError if the program cannot be started, all else is an answer."""
        question = json.dumps({**outgoing.question, "now": int(now)}).encode() + b"\n"
        with self._turn:
            started = real_perf_counter()
            program = self._running()
            said = self._asked(program, question, started)
            if said.accepted is None:
                program.kill()
                self._program = None
            return said

    def complaints(self) -> str:
        """Return the end of what the program has printed to standard error."""
        return self._program.complaints() if self._program is not None else ""

    def close(self) -> None:
        """End the program and all it started: politely, then for sure."""
        with self._turn:
            program, self._program = self._program, None
            if program is not None:
                program.close()

    def _running(self) -> Piped:
        """Return the program, started anew if it has ended since its last answer."""
        if self._program is not None and self._program.ended:
            self._program.kill()
            self._program = None
        if self._program is None:
            try:
                self._program = Piped(self._command, self._folder, self._env)
            except (OSError, ValueError) as error:
                why = f"there is no folder {self._folder}" if not self._folder.is_dir() else _reason(error)
                raise TargetDownError(f"shim.command: cannot run {self._command[0]}: {why}") from error
        return self._program

    def _asked(self, program: Piped, question: bytes, started: float) -> Said:
        def exchange(body: str, error: str = "") -> Exchange:
            return Exchange("shim", self._name, 0, (), body, error, real_perf_counter() - started)

        def problem(what: str, body: str) -> Said:
            return Said(exchange(body), problem=f"shim.command {what}; {self._speech.line}{_stderr(program)}")

        early = _text(program.unasked())
        if early:
            return problem(f"printed more than one line for a token: {brief(early)!r}", early)
        heard = program.ask(question, self.timeout)
        text = _text(heard.line)
        if heard.error:
            hint = "it printed no line in time; does it flush its output?" if heard.error == "hang" else ""
            shown = "\n".join(one for one in (text, hint, _stderr(program).strip()) if one)
            return Said(exchange(shown, heard.error))
        answer = _answer(text)
        if answer is None:
            return problem(f"printed {brief(text)!r}, which is no JSON object", text)
        told = self._speech.read(answer)
        if told is None:
            return problem(f"printed {brief(text)!r} without {self._speech.wants}", text)
        if heard.rest:
            return problem(f"printed more than one line for a token: {brief(_text(heard.rest))!r}", text)
        return Said(exchange(text), told.accepted, json_value(told.value))


def _answer(text: str) -> dict[str, object] | None:
    try:
        found = json.loads(text, parse_constant=_no_number)
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, dict) else None


def _no_number(name: str) -> NoReturn:
    raise ValueError(f"{name} is no JSON")


def _text(data: bytes) -> str:
    return data.decode("utf-8", "replace").removeprefix("\ufeff")


def _stderr(program: Piped) -> str:
    said = program.complaints()
    return f"\nits standard error ends with:\n{said}" if said else ""


def _reason(error: OSError | ValueError) -> str:
    return (error.strerror if isinstance(error, OSError) else None) or str(error)
