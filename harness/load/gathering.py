"""What workers have seen, brought to the master: now and then while they ask, and all of it at the end."""

import time
from collections.abc import Callable
from typing import Any

import gevent
from locust.runners import MasterRunner, WorkerRunner

from harness.load.tally import SEEN_TWICE, Tally

OURS = "tokenassay"
BEGUN, END, LAST, GIVE_UP = "tokenassay-begun", "tokenassay-end", "tokenassay-last", "tokenassay-give-up"
"""Messages: the app is being asked; send what is left; here it is; the app cannot be loaded from here."""
PATIENCE = 15.0
"""Seconds that a worker's last words are waited for."""


class Gathering:
    """One process's part in that. ``begun`` is called when a worker has begun, ``over`` where nothing is left to do."""

    def __init__(
        self,
        runner: MasterRunner | WorkerRunner,
        tally: Tally,
        begun: Callable[[], None],
        over: Callable[[], None],
    ) -> None:
        """Listen to the other side."""
        self._runner, self._tally, self._begun, self._over = runner, tally, begun, over
        self._asking: set[str] = set()
        """Workers that have a part in the load, and have not said their last words."""
        self._ending = False
        if isinstance(runner, MasterRunner):
            runner.register_message(BEGUN, self._hear_that_it_has_begun)
            runner.register_message(LAST, self._hear_last)
            runner.register_message(GIVE_UP, self._hear_that_it_is_no_use)
        else:
            runner.register_message(END, self._say_last)

    def renew(self) -> None:
        """Begin a new load, in which every worker that is ready has a part."""
        ready = self._runner.clients.ready if isinstance(self._runner, MasterRunner) else ()
        self._asking = {one.id for one in ready}
        self._ending = False

    def send(self, data: dict[str, Any]) -> None:
        """Put what was seen since the last time into a worker's report."""
        data[OURS] = self._tally.drained()

    def take(self, client_id: str, data: dict[str, Any]) -> None:
        """Add a worker's report."""
        if found := data.get(OURS):
            self._expect(client_id)
            self._merge(found)

    def begin(self) -> None:
        """Tell the master that users can ask."""
        self._runner.send_message(BEGUN)

    def give_up(self) -> None:
        """Tell the master that the app cannot be loaded from this machine."""
        self._runner.send_message(GIVE_UP, self._tally.drained())

    def wait(self) -> None:
        """Ask every worker for its last words, and wait for them; a worker that is gone makes the load incomplete.

        Locust may say more than once that a load is over, the last time when its workers have gone.
        """
        if self._ending:
            return
        self._ending = True
        for client in list(self._asking):
            self._runner.send_message(END, client_id=client)
        deadline = time.monotonic() + PATIENCE
        while self._asking - self._gone() and time.monotonic() < deadline:
            gevent.sleep(0.05)
        if self._asking:
            left = len(self._asking)
            said = "a worker" if left == 1 else f"{left} workers"
            self._tally.stopped.append(f"{said} went missing before the end, and what was seen there is not known")

    def _expect(self, client_id: str) -> None:
        """Expect last words of a worker; what comes after them, while others are waited for, is none of the load."""
        if not self._ending:
            self._asking.add(client_id)

    def _gone(self) -> set[str]:
        assert isinstance(self._runner, MasterRunner)
        # One that Locust calls missing may only be very busy, and answer yet.
        return {one for one in self._asking if one not in self._runner.clients}

    def _merge(self, data: dict[str, Any]) -> None:
        if twice := self._tally.merge(data):
            failure = f"issuer.jti: {SEEN_TWICE}"
            for _ in range(twice):
                self._runner.stats.log_error("ISSUER", "login", failure)

    def _say_last(self, environment: Any, msg: Any, **_: Any) -> None:
        self._over()
        self._runner.send_message(LAST, self._tally.drained())

    def _hear_that_it_has_begun(self, environment: Any, msg: Any, **_: Any) -> None:
        self._expect(msg.node_id)
        self._begun()

    def _hear_last(self, environment: Any, msg: Any, **_: Any) -> None:
        self._merge(msg.data)
        self._asking.discard(msg.node_id)

    def _hear_that_it_is_no_use(self, environment: Any, msg: Any, **_: Any) -> None:
        self._merge(msg.data)
        self._over()
