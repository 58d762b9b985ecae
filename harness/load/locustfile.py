"""What Locust loads: ``locust -f "$(tokenassay load --locustfile)" --tokenassay-target my-app.toml``.

Users of one kind alone ask the app of the target file, and every answer is judged. Everything else (users, spawning,
several processes and machines, statistics, the web page) is Locust's own.
"""

import sys
from pathlib import Path
from random import Random
from typing import Any

from locust import User, events, task

_ROOT = str(Path(__file__).resolve().parents[2])
sys.path.insert(0, _ROOT)  # Locust puts the folder that it stands in first, which may well hold another harness
import harness  # noqa: E402, F401

sys.path.remove(_ROOT)

from harness.load.arguments import add_to  # noqa: E402
from harness.load.conducting import Conductor  # noqa: E402
from harness.load.wire import Wire  # noqa: E402

conductor = Conductor()
events.init_command_line_parser.add_listener(add_to)
events.init.add_listener(conductor.begin)
events.test_start.add_listener(conductor.start)
events.test_stop.add_listener(conductor.gather)
events.report_to_master.add_listener(conductor.report)
events.worker_report.add_listener(conductor.take)
events.quitting.add_listener(conductor.end)
events.quit.add_listener(conductor.tell)


class AppUser(User):
    """Somebody who asks the app one thing after the other, over a connection of their own."""

    def __init__(self, environment: Any) -> None:
        """Start without a connection."""
        super().__init__(environment)
        self.wire = Wire(conductor.timeout)
        self.chance = Random()  # noqa: S311 - a choice of cases, not of keys

    def wait_time(self) -> float:
        """Return the seconds until the next request."""
        return conductor.settings.pause

    def on_stop(self) -> None:
        """Let go of the connection."""
        self.wire.close()

    @task
    def ask(self) -> None:
        """Ask one thing, judge the answer, and tell Locust."""
        conductor.step(self.wire, self.chance)
