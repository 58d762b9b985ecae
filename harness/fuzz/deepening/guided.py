"""The probe of a guided hunt: another process finds by coverage what is worth a look, this one judges and shrinks."""

import base64
import json
import subprocess
import tempfile
from collections.abc import Iterator, Sequence
from typing import IO, Any

from hypothesis import Phase, settings
from hypothesis.database import InMemoryExampleDatabase

from harness.fuzz.differential import TokenProbe
from harness.fuzz.probe import Breach, Disagreed, Ear, Json
from harness.targets.errors import TargetDownError


class GuidedProbe:
    """Tries what the process that ``command`` starts has found; ``probe`` makes the same examples from the same bytes.

    ``first`` is what the process reads first, and a seed beside it. It goes on from round to round, and waits while
    nobody listens. ``close`` ends it.
    """

    def __init__(self, probe: TokenProbe[Any], command: Sequence[str], first: dict[str, Any]) -> None:
        self._probe, self._command, self._first = probe, command, first
        self._child: subprocess.Popen[str] | None = None
        self._log: IO[str] = tempfile.TemporaryFile("w+", encoding="utf-8", errors="replace")  # noqa: SIM115 - in close
        self.files: tuple[str, ...] = ()
        """The files of the app that guide it, as soon as they are known."""

    @property
    def name(self) -> str:
        """The same as that of other tokens: what is found is tried again like those."""
        return self._probe.name

    def explore(self, how: settings, start: int, ear: Ear) -> None:
        """Hear of as many examples as ``how`` says; see ``Probe``.

        TargetDownError if the process ends by itself, or none of the app's code can guide it.
        """
        left = how.max_examples
        while left > 0 and not ear.over():
            match self._heard(start):
                case {"problem": problem}:
                    raise TargetDownError(problem)
                case {"instrumented": files}:
                    self.files = tuple(files)
                case {"tried": rows}:
                    left -= sum(1 for _ in _counted(rows, ear))
                case {"broke": data}:
                    self._judge(base64.b64decode(data), how, ear)

    def _judge(self, data: bytes, how: settings, ear: Ear) -> None:
        """Try an example here; Disagreed of the smallest one if what it breaks is news."""
        # A test with a seed looks into no database, so this one has none; and another engine's test is run but once.
        how = settings(how, database=InMemoryExampleDatabase(), phases=(Phase.reuse, Phase.shrink))
        try:
            self._probe.property(how, ear).hypothesis.fuzz_one_input(data)
        except Disagreed:
            self._probe.run(self._probe.property(how, ear), ear)  # it was put into the database, where this finds it
            raise

    def _heard(self, start: int) -> Any:
        """Return the next message of the process, which is started if there is none."""
        child = self._child = self._child or self._started(start)
        assert child.stdout
        line = child.stdout.readline()
        if not line:
            self._log.seek(0)
            last = [one for one in self._log.read().splitlines() if one.strip()][-3:]
            raise TargetDownError(f"the process that is guided by coverage has ended: {' / '.join(last)}")
        return json.loads(line)

    def _started(self, start: int) -> subprocess.Popen[str]:
        pipe = subprocess.PIPE
        child = subprocess.Popen(  # noqa: S603 - the command is ours
            self._command,
            stdin=pipe,
            stdout=pipe,
            stderr=self._log,
            text=True,
            encoding="utf-8",
            start_new_session=True,
        )
        assert child.stdin
        with child.stdin as stdin:
            json.dump({**self._first, "start": start}, stdin)
        return child

    def close(self) -> None:
        """End the process."""
        if self._child:
            self._child.kill()
            self._child.wait()
            if self._child.stdout:
                self._child.stdout.close()
            self._child = None
        self._log.close()

    def replay(self, example: Json) -> Breach | None:
        """Try ``example`` again; see ``Probe``."""
        return self._probe.replay(example)

    def told(self, example: Json) -> list[str]:
        """Return the steps of ``example`` in words."""
        return self._probe.told(example)


def _counted(rows: list[Any], ear: Ear) -> Iterator[None]:
    """Let ``ear`` count the examples of ``rows``, one after the other."""
    for behaviour, rules, count in rows:
        for _ in range(count):
            ear.tried(behaviour, rules)
            yield
