"""Options that do not go together, and Redis servers that will not do: told, with the next step, and exit code 2."""

import subprocess
import sys
from pathlib import Path

import pytest
from click.testing import CliRunner

from harness.cli.main import cli
from tests.cli.command import tokenassay

from .minting import minted
from .redis_server import RedisServer, free_port
from .serving import serving

LOCAL = "redis://127.0.0.1:6379/0"


@pytest.mark.parametrize(
    ("options", "says"),
    [
        (["--workers", "2"], "--workers 2 needs --state"),
        (["--workers", "2", "--state", LOCAL, "--control"], "--control moves the clock"),
        (["--state", "http://127.0.0.1:6379"], "--state: that is no address of a Redis; give redis://"),
        (["--state", "redis://127.0.0.1:99999999/0"], "--state: that is no address; give redis://"),
        (["--state", "redis://127.0.0.1/zero"], "behind the port stands the number of a database"),
        (["--state", "redis://127.0.0.1/0?socket_timeout=99"], "behind the port stands the number of a database"),
        (["--state", "env:NO_SUCH_STATE"], "NO_SUCH_STATE is not set"),
    ],
)
def test_what_does_not_fit_is_told(options: list[str], says: str) -> None:
    done = CliRunner().invoke(cli, ["serve", "--port", "0", *options])
    assert done.exit_code == 2
    assert says in done.stderr


def test_a_redis_that_is_not_there_is_told() -> None:
    url = f"redis://:my-secret@127.0.0.1:{free_port()}/3"
    done = tokenassay("serve", "--port", "0", "--state", url)
    assert done.code == 2
    assert f"--state {url.replace(':my-secret@', '')}: " in done.err
    assert "is a Redis there? Start one: redis-server" in done.err
    assert "my-secret" not in done.said


def test_a_client_that_is_not_installed_is_told(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("redis", "redis.exceptions"):
        monkeypatch.setitem(sys.modules, name, None)
    done = CliRunner().invoke(cli, ["serve", "--port", "0", "--state", LOCAL])
    assert done.exit_code == 2
    assert "--state needs redis-py: pip install 'tokenassay[redis]'" in done.stderr


def test_a_redis_that_may_drop_spent_tokens_is_refused(tmp_path: Path) -> None:
    redis = RedisServer(tmp_path, "--maxmemory", "50mb", "--maxmemory-policy", "volatile-lru")
    done = CliRunner().invoke(cli, ["serve", "--port", "0", "--state", redis.url])
    redis.kill()
    assert done.exit_code == 2
    assert "maxmemory-policy volatile-lru may drop spent tokens" in done.stderr


def test_the_state_of_another_mock_is_left_alone(tmp_path: Path) -> None:
    redis = RedisServer(tmp_path, "--requirepass", "my-secret")
    url = redis.url.replace("127.0.0.1", ":my-secret@127.0.0.1", 1)
    with serving("--state", "env:STATE", env={"STATE": url}) as served:
        assert served.visitor(1).signs_in(minted())
        other = CliRunner().invoke(cli, ["serve", "--port", "0", "--profile", "documented", "--state", url])
        wrong = CliRunner().invoke(cli, ["serve", "--port", "0", "--state", url.replace("my-secret", "not-mine")])
        assert served.stop() == 130
    redis.kill()
    assert (other.exit_code, wrong.exit_code) == (2, 2)
    assert "the state of a mock with another seed, profile or version" in other.stderr
    assert "invalid username-password" in wrong.stderr
    for said in (served.said, other.output, wrong.output):
        assert "my-secret" not in said
        assert "not-mine" not in said


def test_a_store_by_itself_does_not_import_redis() -> None:
    code = (
        "import sys; from harness.cli.serve_command import command; from harness.store.server import run_in_thread\n"
        "run_in_thread().stop(); print([name for name in sys.modules if name.startswith('redis')])"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True)
    assert done.stdout == "[]\n"
