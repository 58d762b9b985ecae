"""How runs end that do not end by themselves, and what they leave behind."""

import re
import signal
import socket
import subprocess
import sys
import time
from pathlib import Path

import pytest

from harness.store.mock import MockStore
from tests.cli.command import records, results, tokenassay
from tests.cli.test_run import target_file


def test_an_interrupted_run_still_writes_its_reports(tmp_path: Path) -> None:
    command = [sys.executable, "-m", "harness.cli.main", "run", "--reports", str(tmp_path)]

    def heed_ctrl_c() -> None:
        # Whoever runs these tests in the background may have had us ignore it.
        signal.signal(signal.SIGINT, signal.SIG_DFL)

    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT, "text": True}
    process = subprocess.Popen(command, **pipes, preexec_fn=heed_ctrl_c)  # noqa: PLW1509 - no threads here
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline:
        written = tmp_path / "events.ndjson"
        if written.exists() and written.read_text().count("scenario-finished") > 20:
            break
        time.sleep(0.05)
    process.send_signal(signal.SIGINT)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130, out
    assert "Traceback" not in out
    assert "conforms" not in out
    assert 0 < len(records(tmp_path)) < 1400
    assert (results(tmp_path)["exit_code"], results(tmp_path)["targets"][0]["verdict"]) == (130, "inconclusive")


@pytest.mark.parametrize("profile", ["documented", "mine"])
def test_the_store_conforms_under_other_profiles(tmp_path: Path, profile: str) -> None:
    (tmp_path / "mine").write_text(
        """[facts]
"login.failure.status" = { value = 303, standing = "observed", source = "measured" }
"login.cookie.session" = { value = "SHOPPER", standing = "observed", source = "measured" }
"login.failure.message" = { value = "Nope.", standing = "observed", source = "measured" }
"""
    )
    name = str(tmp_path / "mine") if profile == "mine" else profile
    rules = [word for rule in ("login", "current-customer", "cookies", "session", "leak") for word in ("--rule", rule)]
    done = tokenassay("run", "--reports", tmp_path / "out", "--profile", name, *rules)
    assert done.code == 0, done.said
    assert results(tmp_path / "out")["targets"][0]["counts"]["advisory"] == 0


def test_a_known_failure_can_be_expected(tmp_path: Path) -> None:
    (tmp_path / "known.toml").write_text('[[expect]]\nscenario = "*"\nverdict = "fail"\nreason = "x"\n')
    done = tokenassay("run", "--reports", tmp_path, "--rule", "scope", "--expect", tmp_path / "known.toml")
    assert done.code == 1, "what was expected did not happen"
    assert "take the entry out" in done.out


def test_a_reader_who_leaves_costs_no_report(tmp_path: Path) -> None:
    command = f"{sys.executable} -m harness.cli.main run --rule scope --reports {tmp_path} | head -1"
    done = subprocess.run(["sh", "-c", command], capture_output=True, text=True, timeout=120, check=False)
    assert "fault" not in done.stderr
    assert results(tmp_path)["exit_code"] == 0


def test_the_reports_of_the_run_before_do_not_outlive_it(tmp_path: Path) -> None:
    (tmp_path / "out").mkdir()
    (tmp_path / "out" / "results.json").write_text('{"targets": "of the run before"}')
    (tmp_path / "store.toml").write_text(target_file("http://127.0.0.1:9") + '[start]\ncommand = ["no-such-program"]\n')
    done = tokenassay("run", tmp_path / "store.toml", "--reports", tmp_path / "out")
    assert done.code == 3
    assert "cannot run no-such-program" in done.err
    assert results(tmp_path / "out")["targets"][0]["verdict"] == "inconclusive"


def test_a_target_that_does_not_start_hides_no_other(tmp_path: Path) -> None:
    with MockStore() as store:
        (tmp_path / "up.toml").write_text(target_file(store.url))
        (tmp_path / "down.toml").write_text(target_file("http://127.0.0.1:9") + '[start]\ncommand = ["no-such"]\n')
        args = (tmp_path / "down.toml", tmp_path / "up.toml", "--reports", tmp_path / "out", "--rule", "scope")
        done = tokenassay("run", *args)
    assert done.code == 3
    assert [one["verdict"] for one in results(tmp_path / "out")["targets"]] == ["inconclusive", "conforms"]


def test_a_polite_end_leaves_no_started_store_behind(tmp_path: Path) -> None:
    with socket.create_server(("127.0.0.1", 0)) as listener:
        port = listener.getsockname()[1]
    serve = Path(__file__).parents[2] / "fixtures/integrations/storefront/serve.py"
    text = (serve.parents[2] / "targets/second-store.toml").read_text()
    text = re.sub(r"\[start\](.|\n)*", f'[start]\ncommand = ["python", "{serve}", "--port", "{port}"]\n', text)
    (tmp_path / "store.toml").write_text(text.replace("8711", str(port)))
    command = [
        sys.executable,
        "-m",
        "harness.cli.main",
        "run",
        str(tmp_path / "store.toml"),
        "--reports",
        str(tmp_path),
    ]
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True)
    deadline = time.monotonic() + 60
    while time.monotonic() < deadline and not (tmp_path / "events.ndjson").exists():
        time.sleep(0.05)
    time.sleep(1)
    process.send_signal(signal.SIGTERM)
    out, _ = process.communicate(timeout=60)
    assert process.returncode == 130, out
    with pytest.raises(OSError, match="refused"):
        socket.create_connection(("127.0.0.1", port), timeout=2)


def test_an_interruption_is_not_lost_where_python_drops_it() -> None:
    code = """
import time
from harness.cli import main
class Tidied:
    def __del__(self):
        raise KeyboardInterrupt
def work():
    Tidied()
    deadline = time.monotonic() + 30
    while time.monotonic() < deadline:
        pass
    print("went on")
main.cli = lambda standalone_mode: work()
try:
    main.main()
except KeyboardInterrupt:
    print("stopped")
"""
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=60, check=False)
    assert done.stdout == "stopped\n", done.stdout + done.stderr
