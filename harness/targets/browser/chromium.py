"""The running browser: started when the first window is opened, and certain to end."""

from contextlib import suppress
from dataclasses import dataclass, field
from typing import Any

from harness.targets.browser.finding import needed
from harness.targets.browser.passing import bring
from harness.targets.browser.trust import pin
from harness.targets.browser.window import Window
from harness.targets.connecting import ConnectTable
from harness.targets.errors import TargetDownError


@dataclass(slots=True)
class Chromium:
    """A Chromium that takes orders from this thread alone; while it runs, no other event loop can in that thread.

    ``url`` is the site that it is for, ``connect`` the way there. ``pace`` is the least time between two pages, in
    seconds. ``traced`` windows can be saved as traces. ``code`` goes with every request to the site as one more part of
    its query.
    """

    url: str
    connect: ConnectTable = field(default_factory=ConnectTable)
    pace: float = 0.0
    traced: bool = True
    code: str = field(default="", repr=False)
    _driver: Any = field(init=False, default=None)
    _browser: Any = field(init=False, default=None)
    _process: int = field(init=False, default=0)

    def window(self, name: str = "a shopper's") -> Window:
        """Open a window without cookies; TargetDownError if the browser does not start."""
        from playwright.sync_api import Error

        try:
            return self._opened(name)
        except Error:  # it has just gone, and nobody has been told yet
            self.close()
            return self._opened(name)

    def _opened(self, name: str) -> Window:
        self.start()
        window = Window(self._browser, name, traced=self.traced, pace=self.pace, process=self._process)
        if self.code:
            bring(window.context, self.url, self.code)
        return window

    @property
    def version(self) -> str:
        """The browser's version; it is started to tell it."""
        self.start()
        return str(self._browser.version)

    def close(self) -> None:
        """End the browser, if it was started; a second call does nothing."""
        browser, driver = self._browser, self._driver
        self._browser = self._driver = None
        with suppress(Exception):  # it may have gone before
            if browser:
                browser.close()
        if driver:
            driver.stop()

    def start(self) -> None:
        """Start the browser, if it is not there; TargetDownError if it does not start."""
        if self._browser is not None and self._browser.is_connected():
            return
        self.close()
        from playwright.sync_api import Error, sync_playwright

        arguments = [*self._names(), *self._trusted()]
        self._driver = sync_playwright().start()
        try:
            path = needed(self._driver.chromium.executable_path)
            self._browser = self._driver.chromium.launch(executable_path=path, args=arguments)
            told = self._browser.new_browser_cdp_session().send("SystemInfo.getProcessInfo")
            self._process = next(one["id"] for one in told["processInfo"] if one["type"] == "browser")
        except Error as error:
            raise TargetDownError(f"the browser {path} does not start: {error.message.strip()[:500]}") from error
        finally:
            if self._browser is None:
                self.close()

    def _names(self) -> list[str]:
        """Return the argument that leads host names to their addresses."""
        rules = ", ".join(f"MAP {name} {address}" for name, address in self.connect.resolve.items())
        return [f"--host-resolver-rules={rules}"] if rules else []

    def _trusted(self) -> list[str]:
        """Return the argument that makes the browser trust the site's own key, once it is verified."""
        if not self.url.startswith("https://") or not self.connect.ca_file:
            return []
        return [f"--ignore-certificate-errors-spki-list={pin(self.url, self.connect)}"]
