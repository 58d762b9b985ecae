"""A ledger that cannot be had: runs that owe nobody anything do without it, the others say the next step."""

import sys
from collections.abc import Callable
from errno import ENOSPC
from pathlib import Path

import pytest

from harness.doctor.examination import examine
from harness.doctor.line import Mark
from harness.sandbox.customers import peopled
from harness.sandbox.ledger import Place, left_pages, new_page
from harness.targets.errors import TargetError
from tests.cli.command import tokenassay
from tests.sandbox.stores import Sandbox

PLACE = Place("abc123", "https://api.example/stores/abc123")
NAMED = "[customers]\nalice = { id = 4927 }\nbob = { id = 4928 }\n"
Break = Callable[[pytest.MonkeyPatch], None]


def homeless(patch: pytest.MonkeyPatch) -> None:
    """Let nobody know where this user is at home."""

    def unknown() -> Path:
        raise RuntimeError("Could not determine home directory.")

    patch.delenv("XDG_STATE_HOME")
    patch.setattr(Path, "home", unknown)


def forbidden(patch: pytest.MonkeyPatch) -> None:
    """Let the folder be another user's, as ~ is under sudo."""

    def refused(self: Path, *_: object, **__: object) -> None:
        raise PermissionError(13, "Permission denied", str(self))

    patch.setattr(Path, "is_dir", refused)
    patch.setattr(Path, "mkdir", refused)


def unopened(patch: pytest.MonkeyPatch) -> None:
    """Let the door of the ledger open, and no page."""
    really = Path.open

    def refused(self: Path, *args: object, **more: object) -> object:
        if self.suffix == ".ndjson":
            raise PermissionError(13, "Permission denied", str(self))
        return really(self, *args, **more)  # type: ignore[call-overload]

    patch.setattr(Path, "open", refused)


@pytest.mark.parametrize("breaks", [homeless, forbidden, unopened])
def test_what_cannot_be_read_holds_no_pages_and_what_cannot_be_written_is_told(
    sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch, breaks: Break
) -> None:
    with monkeypatch.context() as patch:
        breaks(patch)
        with left_pages(PLACE) as pages:
            assert len(pages) == 0
        with pytest.raises(TargetError, match="let XDG_STATE_HOME name a folder that can be"), new_page("one"):
            pytest.fail("there is no page")
        with peopled(sandbox.context(NAMED), print) as context:
            assert context.created == 0, "whoever names customers needs no ledger"


def test_a_full_disk_is_told_before_anybody_is_created(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(descriptor: int) -> None:
        raise OSError(ENOSPC, "No space left on device")

    before = sandbox.people
    with monkeypatch.context() as patch:
        patch.setattr("os.fsync", full)
        with pytest.raises(TargetError, match="No space left"), peopled(sandbox.context(), print):
            pytest.fail("nobody was created")
    assert sandbox.people == before


def test_the_doctor_says_where_it_is_and_nothing_of_scopes(sandbox: Sandbox, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("XDG_STATE_HOME", sys.executable)
    line = next(one for one in examine(str(sandbox.file()), "observed") if one.mark is Mark.WRONG)
    assert line.about == "customers"
    assert "let XDG_STATE_HOME name a folder" in line.said
    assert "scope" not in line.said + line.mend


def test_a_run_that_names_its_customers_does_without(sandbox: Sandbox) -> None:
    nowhere = {"XDG_STATE_HOME": sys.executable}
    reports = ("--reports", sandbox.folder / "out", "--rule", "scope")
    done = tokenassay("run", sandbox.file(NAMED), *reports, env=nowhere)
    assert done.code == 0, done.said
    refused = tokenassay("run", sandbox.file(), *reports, env=nowhere)
    assert refused.code == 2
    assert "let XDG_STATE_HOME name a folder that can be" in refused.err
