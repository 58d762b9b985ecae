"""A program that answers line by line over pipes: every wait and every answer bounded, its end certain."""

import os
import selectors
import signal
import subprocess
from collections.abc import Mapping, Sequence
from contextlib import suppress
from dataclasses import dataclass
from pathlib import Path
from typing import IO, cast

from harness.targets.realtime import real_monotonic

MAX_LINE = 1_048_576
"""Bytes of an answer."""
TAIL = 2_000
"""Bytes of standard error that are kept."""
CHUNK = 65_536
GLANCE = 0.1
"""Seconds between two looks at whether a program has ended whose output something else holds open."""
GRACE = 1.0
"""Seconds for a program to end once its pipes are closed; twice that once it was sent SIGTERM."""


@dataclass(frozen=True, slots=True)
class Heard:
    """What came of a question: a line and what came with it, or an error (``hang``, ``cut (…)``, ``flood (…)``)."""

    line: bytes = b""
    rest: bytes = b""
    error: str = ""


class Piped:
    """One running program, the leader of a session of its own."""

    def __init__(self, command: Sequence[str], folder: Path, env: Mapping[str, str]) -> None:
        """Start it; OSError or ValueError if that cannot be done."""
        self._process = subprocess.Popen(  # noqa: S603 - the user's own command, from the user's own file
            command,
            cwd=folder,
            env=env,
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            bufsize=0,
            start_new_session=True,
        )
        self._in, self._out, self._err = (
            cast("IO[bytes]", one) for one in (self._process.stdin, self._process.stdout, self._process.stderr)
        )
        self._selector = selectors.DefaultSelector()
        for pipe in (self._in, self._out, self._err):
            os.set_blocking(pipe.fileno(), False)
        self._selector.register(self._out, selectors.EVENT_READ)
        self._selector.register(self._err, selectors.EVENT_READ)
        self._said, self._complained = bytearray(), bytearray()

    @property
    def ended(self) -> bool:
        """Whether the program has ended."""
        return self._process.poll() is not None

    def unasked(self) -> bytes:
        """Return what it has printed since its last answer, at most 64 KiB; blank lines are nothing."""
        self._said += _read(self._out) or b""
        return bytes(self._said[:CHUNK]).strip()

    def ask(self, question: bytes, timeout: float) -> Heard:
        """Write ``question`` and return the next line that is not blank; the whole may take ``timeout`` seconds."""
        deadline = real_monotonic() + timeout
        pending = self._write(memoryview(question))
        if pending:
            self._selector.register(self._in, selectors.EVENT_WRITE)
        while True:
            left = deadline - real_monotonic()
            if left <= 0:
                return Heard(error="hang")
            ready = {key.fileobj for key, _ in self._selector.select(min(left, GLANCE))}
            if not ready and self.ended:
                return self._hear() or Heard(error=self._ending())
            if self._err in ready:
                self._listen()
            if self._in in ready:
                pending = self._write(pending)
                if not pending:
                    self._selector.unregister(self._in)
            if self._out in ready:
                heard = self._hear()
                if heard is not None:
                    return heard if not pending else Heard(heard.line, error="cut (answered before it was asked)")

    def complaints(self) -> str:
        """Return the last of what it has written to standard error."""
        for _ in range(64):
            if self._err not in self._selector.get_map() or not self._listen():
                break
        return self._complained.decode("utf-8", "replace").strip()

    def kill(self) -> None:
        """End it and all it started, at once."""
        self._signal(signal.SIGKILL)
        self._wait(GRACE * 5)
        self._selector.close()
        for pipe in (self._in, self._out, self._err):
            with suppress(OSError):
                pipe.close()

    def close(self) -> None:
        """End it: by closing its input, then politely, then for sure."""
        with suppress(OSError):
            self._in.close()
        self._wait(GRACE)
        self._signal(signal.SIGTERM)
        self._wait(GRACE * 2)
        self.kill()

    def _write(self, data: memoryview) -> memoryview:
        """Write what the pipe takes, and return the rest; nothing is left for a program that listens no more."""
        try:
            return data[os.write(self._in.fileno(), data[:CHUNK]) :]
        except BlockingIOError:
            return data
        except OSError:
            return data[:0]

    def _hear(self) -> Heard | None:
        chunk = _read(self._out)
        if chunk is None:
            return None
        if not chunk:
            return Heard(error=self._ending())
        self._said += chunk
        while True:
            end = self._said.find(b"\n")
            if end > MAX_LINE or (end < 0 and len(self._said) > MAX_LINE):
                return Heard(bytes(self._said[:TAIL]), error=f"flood (more than {MAX_LINE} bytes)")
            if end < 0:
                return None
            line = bytes(self._said[:end]).strip()
            del self._said[: end + 1]
            if line:
                return Heard(line, self.unasked())

    def _listen(self) -> bool:
        """Read some of standard error; False if there is nothing now."""
        chunk = _read(self._err)
        if chunk == b"":
            self._selector.unregister(self._err)
        self._complained = (self._complained + (chunk or b""))[-TAIL:]
        return bool(chunk)

    def _ending(self) -> str:
        self._wait(GRACE)
        code = self._process.poll()
        if code is None:
            return "cut (closed its output)"
        return f"cut (signal {-code})" if code < 0 else f"cut (exit code {code})"

    def _signal(self, number: signal.Signals) -> None:
        with suppress(ProcessLookupError, PermissionError):
            os.killpg(self._process.pid, number)

    def _wait(self, seconds: float) -> None:
        with suppress(subprocess.TimeoutExpired):
            self._process.wait(seconds)


def _read(pipe: IO[bytes]) -> bytes | None:
    """Return what there is; None if there is nothing yet, b"" at the end."""
    try:
        return os.read(pipe.fileno(), CHUNK)
    except BlockingIOError:
        return None
    except OSError:
        return b""
