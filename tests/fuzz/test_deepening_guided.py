"""Hunts that are guided by coverage: the engine itself, in the process that it takes over."""

import sys
from collections.abc import Callable
from importlib.util import find_spec
from pathlib import Path

import pytest
from hypothesis import settings

from harness.cli.fuzz_command import command
from harness.fuzz.deepening.guided import GuidedProbe
from harness.fuzz.hunt import Budget, Hunt, Tally
from harness.suite import guiding
from harness.suite.roles import hands
from harness.suite.standing import standing
from harness.targets.errors import TargetDownError, TargetError
from harness.targets.target_file import load_target
from tests.fuzz import back_door
from tests.fuzz.test_deepening import TARGET, callable_at, probing
from tests.optional import lacking

LONGEST = 150
"""Seconds that a busy machine may take for what takes ten."""


@pytest.fixture
def engine() -> None:
    if find_spec("atheris") is None:
        lacking("Atheris: pip install 'tokenassay[coverage-guided]'")


def hunted(folder: Path, way: str, enough: Callable[[Tally], bool], start: int = 0) -> Tally:
    """Return what a guided hunt for the app that is reached by ``way`` comes to."""
    file = folder / "app.toml"
    file.write_text(TARGET + way, "utf-8")
    with standing(str(file), "observed", 0, strict=False) as context, hands(context) as reaching:
        reaching.greet()
        probe = guiding.guided_probe(context, reaching, folder / "corpus")
        try:
            return Hunt([probe], Budget(seconds=LONGEST), start=start, enough=enough).run()
        finally:
            probe.close()


@pytest.mark.usefixtures("engine")
def test_a_way_in_that_no_chance_finds_is_found_character_by_character(tmp_path: Path) -> None:
    tally = hunted(tmp_path, callable_at(back_door.__file__, "verify"), lambda tally: bool(tally.finds))
    (find,) = tally.finds
    assert find.breach.rule in {"verifier.signature", "verifier.key", "verifier.header-key", "verifier.crit",
                                "verifier.algorithm"}  # fmt: skip
    assert "'customer.email', 'qa+" in str(find.example)
    assert find.shrinks > 0
    assert find.examples > 10
    assert any("is_tester(" in line or "email[" in line for line in find.breach.evidence["explanation"])
    assert any((tmp_path / "corpus").iterdir())


@pytest.mark.usefixtures("engine")
def test_what_is_installed_as_a_library_guides_nothing(tmp_path: Path) -> None:
    place = tmp_path / "site-packages" / "installed_door.py"
    place.parent.mkdir()
    place.write_text(Path(back_door.__file__).read_text("utf-8"), "utf-8")
    tally = hunted(tmp_path, callable_at(str(place), "verify"), lambda _: False)
    assert "--coverage: no code of the app is your own" in tally.stopped


def test_an_engine_that_ends_says_what_it_said_last(tmp_path: Path) -> None:
    with probing(tmp_path, callable_at(back_door.__file__, "verify")) as plain:
        probe = GuidedProbe(plain, [sys.executable, "-c", "import sys; sys.exit('out of luck')"], {})
        with pytest.raises(TargetDownError, match="guided by coverage has ended: out of luck"):
            probe.explore(settings(max_examples=5), 0, Hunt([probe], Budget(examples=5)))
        probe.close()


def test_without_the_engine_the_command_that_installs_it_is_told(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "app.toml"
    file.write_text(TARGET + callable_at(back_door.__file__, "verify"), "utf-8")
    monkeypatch.setattr(guiding, "find_spec", lambda _: None)
    with pytest.raises(TargetError, match=r"pip install 'tokenassay\[coverage-guided\]'"):
        guiding.able(load_target(file))


def test_an_app_elsewhere_has_no_code_to_look_at(capsys: pytest.CaptureFixture[str]) -> None:
    with pytest.raises(SystemExit) as ended:
        command.main(["--coverage"])
    assert ended.value.code == 2
    assert "a verifier with [inprocess] in its target file" in capsys.readouterr().err
