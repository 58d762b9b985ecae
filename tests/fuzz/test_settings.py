"""Hypothesis' settings: a hunt brings its own, and leaves those of whoever runs it alone."""

import subprocess
import sys
from pathlib import Path

TESTS = """
from pathlib import Path

from hypothesis import given, settings
from hypothesis import strategies as st

settings.register_profile("mine", max_examples=7, derandomize=True)
settings.load_profile("mine")
seen = []


@given(st.integers())
def count(number):
    seen.append(number)


def test_a_hunt_in_between():
    from harness.fuzz.hunt import Hunt
    from harness.fuzz.tally import Budget
    from tests.fuzz.test_hunt import Numbers

    profiles = set(settings._profiles)
    assert Hunt([Numbers(lambda number: "r.large" if number > 500 else "")], Budget(200)).run().examples == 200
    count()
    assert len(seen) == 7
    assert settings.get_current_profile_name() == "mine"
    assert not [name for name in set(settings._profiles) - profiles if not name.startswith("tokenassay-")]
"""


def test_the_profile_of_a_users_own_session_stays_loaded(tmp_path: Path) -> None:
    (tmp_path / "test_mine.py").write_text(TESTS, "utf-8")
    root = str(Path(__file__).parents[2])
    command = [sys.executable, "-m", "pytest", "-q", "-p", "no:cacheprovider", "-c", "/dev/null", "test_mine.py"]
    env = {"PYTHONPATH": root, "PATH": "", "PYTHONDONTWRITEBYTECODE": "1", "HOME": str(tmp_path)}
    done = subprocess.run(command, cwd=tmp_path, env=env, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stdout + done.stderr
