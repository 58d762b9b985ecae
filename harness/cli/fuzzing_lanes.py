"""The lanes of a hunt, in this process or in several, watched while they hunt, and ended when somebody says so."""

import threading
from collections.abc import Iterator
from contextlib import contextmanager, nullcontext
from dataclasses import replace
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest

from harness.fuzz.tally import Tally
from harness.report.fuzz_view import FuzzView
from harness.suite.fuzzing.asked import Asked
from harness.suite.fuzzing.lane import Post
from harness.suite.fuzzing.session import HERE, FuzzSession
from harness.suite.fuzzing.stopping import heeding, insisting
from harness.suite.run import Quiet, quiet_arguments, quiet_environment
from harness.verdict.context import Context


def hunted(context: Context, asked: Asked) -> tuple[dict[str, Tally], bool]:
    """Hunt in as many processes as there are lanes; return what each came to, and whether somebody stopped it."""
    with TemporaryDirectory(prefix="tokenassay-") as folder, _view(asked) as view:
        alone = asked.lanes == 1
        if asked.coverage and asked.database == "none":
            asked = replace(asked, coverage=f"{folder}/coverage")
        post = Post(Path(folder), lambda tally: view.show({asked.names[0]: tally}))
        session = FuzzSession(context, asked, post)
        stopped = False
        try:
            session.greet()
            if not alone:
                session.close()
            with heeding(insisting(post.stop)), nullcontext() if alone else _watched(session, view):
                code = _pytest(session, asked)
            stopped = code == pytest.ExitCode.INTERRUPTED or post.stop.exists()
        except KeyboardInterrupt:
            stopped = True
        finally:
            session.close()
        tallies = session.tallies
        view.show(tallies)
    if session.broken and not stopped:
        raise RuntimeError("; ".join(session.broken))
    return tallies, stopped


def _view(asked: Asked) -> FuzzView:
    from harness.report.terminal_console import Patient

    before = sum(int(one.get("examples", 0)) for one in asked.before.values())
    return FuzzView(Patient(), asked.examples, asked.seconds, before)


def _pytest(session: FuzzSession, asked: Asked) -> int:
    args = [str(HERE), *quiet_arguments()]
    if asked.lanes > 1:
        args += ["-p", "xdist", "-n", str(asked.lanes)]
    with quiet_environment():
        return int(pytest.main(args, plugins=[session, Quiet()]))


@contextmanager
def _watched(session: FuzzSession, view: FuzzView) -> Iterator[None]:
    """Show how far the lanes of other processes are, for as long as the block runs."""
    over = threading.Event()

    def watch() -> None:
        while not over.wait(0.25):
            view.show(session.tallies)

    thread = threading.Thread(target=watch, name="tokenassay-fuzz-view", daemon=True)
    thread.start()
    try:
        yield
    finally:
        over.set()
        thread.join(5)
