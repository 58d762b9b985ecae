"""Somebody in front of a window: signs in by the form, looks at the account, signs out by the button."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from copy import copy
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlsplit

from pydantic import SecretStr

from harness.targets.browser.window import Window
from harness.targets.headless_target import PLAIN, HeadlessTarget
from harness.verdict.evidence import TELLING, masked
from harness.verdict.headless.candidates import candidates
from harness.verdict.headless.spying import Spy
from harness.verdict.notebook import Notebook
from harness.verdict.stop import InconclusiveError

SUBMIT = "[type=submit], button:not([type])"
STEPS_BACK = 5
"""How often the back button is pressed until the account is there: pages lie between it and the sign-out."""


@dataclass(frozen=True, slots=True)
class Look:
    """What a window shows: the last answer's status, and whether that is the account, opened."""

    status: int
    path: str
    opened: bool

    def __str__(self) -> str:
        """Say it in words."""
        what = "the account" if self.opened else "no account"
        return f"{what} ({self.status or 'no answer'} at {masked(self.path)})"


def plain(value: str | SecretStr) -> str:
    """Return what is to be typed for ``value``."""
    return value.get_secret_value() if isinstance(value, SecretStr) else value


@contextmanager
def told(key: str) -> Iterator[None]:
    """Tell what the browser cannot do by the ``key`` that it was asked for in."""
    from playwright.sync_api import Error

    try:
        yield
    except Error as error:
        # What comes after the first line may be what was typed.
        raise InconclusiveError(f"{key}: the browser says {error.message.partition(chr(10))[0][:200]}") from None


class Shopper:
    """Uses the storefront as a person does. Every step is written into the scenario's notebook."""

    def __init__(self, target: HeadlessTarget, window: Window, note: Notebook) -> None:
        """Sit down in front of ``window``, in which nothing has been opened yet."""
        self.target, self.window, self.note = target, window, note
        self.spy = Spy(window, target.origins)
        self.passwords: dict[str, str] = {}
        """What was typed into inputs of type password, by the names of ``login.fields``."""
        self._before: frozenset[str] = frozenset()

    def visit(self, path: str) -> Look:
        """Go to ``path`` of the storefront, and wait until the page has done what it does."""
        return self._gone(f"opened {path}", self.window.open(self.target.url + path))

    def visit_account(self) -> Look:
        """Go to the account page, which is to open, if only after a while."""
        return self._account(lambda seen: seen.opened)

    def try_account(self) -> Look:
        """Go to the account page, which is not to open; it may take a while until it sends one away.

        InconclusiveError where it breaks, or asks to come later: that is no refusal.
        """
        seen = self._account(lambda seen: not seen.opened)
        if seen.status == 429 or seen.status >= 500:
            raise InconclusiveError(f"{self.target.account.path} neither opens nor refuses: status {seen.status}")
        return seen

    def reload(self) -> Look:
        """Load the page again."""
        return self._gone("loaded the page again", self.window.reload(), lambda seen: seen.opened)

    def back(self) -> Look:
        """Press the back button."""
        return self._gone("pressed the back button", self.window.back() or 200, lambda seen: not seen.opened)

    def back_to_account(self) -> Look | None:
        """Press the back button until it leads to the account, whatever is shown there; None if it does not."""
        for _ in range(STEPS_BACK):
            before = len(self.window.log.network)
            seen = self.back()
            asked = [one.url for one in self.window.log.network[before:] if one.kind == "document"]
            if any(self._is_account(url) for url in (self.window.url, *asked)):
                return seen
        return None

    def tab(self) -> "Shopper":
        """Return the same person in front of another tab of the window."""
        other = copy(self)
        other.window = self.window.tab()
        return other

    def look(self, status: int = 200) -> Look:
        """Return what the window shows; the account is opened if it is there, and no form to sign in with."""
        opened = (
            200 <= status < 400
            and self._is_account(self.window.url)
            and not self._visible(self.target.login.form)
            and (not self.target.account.shows or self._visible(self.target.account.shows))
        )
        return Look(status, urlsplit(self.window.url).path, opened)

    def sign_in(self, fields: Mapping[str, str | SecretStr] | None = None) -> Look:
        """Fill the form and submit it; InconclusiveError names the key where the page has no such form."""
        login = self.target.login
        if self.visit(login.path).status >= 400:
            raise InconclusiveError(f"login.path: {login.path} is not there; correct it")
        self.spy.settle(lambda: self._visible(login.form))
        form = self.window.page.locator(login.form)
        with told("login.form"):
            if not form.count():
                raise InconclusiveError(
                    f"login.form: {login.path} has nothing that is {login.form}; correct the selector"
                )
        self._before = frozenset(self.candidates())
        for name, value in (fields or login.fields).items():
            with told(f"login.fields.{name}"):
                self._fill(form.first, name, plain(value))
        self._press(login.button, form.first)
        self.spy.settle(lambda: not self._visible(login.form))
        seen = self.look()
        self.note.step(f"submitted the form in {self.window.name} window", seen)
        return seen

    def must_sign_in(self, fields: Mapping[str, str | SecretStr] | None = None) -> None:
        """Sign in as a step on the way; inconclusive if that fails."""
        if not self.sign_in(fields).opened and not self.visit_account().opened:
            raise InconclusiveError("could not sign in first, though it worked before")

    def find_logout(self) -> None:
        """Go to the page with the button that signs out, and wait for the button."""
        logout = self.target.logout
        assert logout, "the scenario must say @needs('logout')"
        if urlsplit(self.window.url).path != urlsplit(logout.path).path:
            self.visit(logout.path)
        button = self.window.page.locator(logout.button)
        with told("logout.button"):
            self.spy.settle(lambda: bool(button.count()))
            if not button.count():
                raise InconclusiveError(f"logout.button: {logout.path} has nothing that is {logout.button}")

    def log_out(self) -> Look:
        """Press the button that signs out, on the page that ``find_logout`` has opened."""
        assert self.target.logout, "the scenario must say @needs('logout')"
        self._press(self.target.logout.button, self.window.page)
        self.spy.settle()
        seen = self.look()
        self.note.step(f"signed out in {self.window.name} window", seen)
        return seen

    def unanswered(self) -> set[str]:
        """Return what the storefront's own servers were sent and did not deal with: 429, 5xx, no answer."""
        own = [one for one in self.window.log.network if one.origin in self.target.origins and one.method == "POST"]
        ill = [one for one in own if (one.failure and not one.status) or one.status == 429 or one.status >= 500]
        return {f"{urlsplit(one.url).path} answers {one.status or one.failure}" for one in ill}

    def cookies(self, url: str = "") -> list[dict[str, Any]]:
        """Return the cookies that are sent to ``url``, or all."""
        return [dict(one) for one in self.window.context.cookies(*([url] if url else []))]

    def candidates(self) -> list[str]:
        """Return all that was seen until now and may be a token, cookies among it; last what a guest had, too."""
        kept = [one["value"] for one in self.cookies() if len(one["value"]) >= TELLING]
        found = dict.fromkeys([*candidates(self.spy.scraps()), *kept])
        return sorted(found, key=lambda one: one in self._before)

    def typed(self) -> list[str]:
        """Return the passwords that were typed and are long enough to be looked for."""
        return [one for one in self.passwords.values() if len(one) >= PLAIN]

    def _account(self, wanted: Callable[[Look], bool]) -> Look:
        status = self.window.open(self.target.url + self.target.account.path)
        return self._gone(f"opened {self.target.account.path}", status, wanted)

    def _is_account(self, url: str) -> bool:
        path, account = (urlsplit(one).path.rstrip("/") for one in (url, self.target.account.path))
        return url.startswith(f"{self.target.url}/") and path == account

    def _fill(self, form: Any, name: str, value: str) -> None:
        field = form.locator(f'[name="{name}"], [id="{name}"]').first
        if not field.count():
            raise InconclusiveError(f"login.fields.{name}: the form has no field of that name or id")
        match field.get_attribute("type"):
            case "checkbox" | "radio":
                field.check()
            case _ if field.evaluate("one => one.tagName") == "SELECT":
                field.select_option(value)
            case kind:
                if kind == "password":
                    self.passwords[name] = value
                field.fill(value, timeout=3000)

    def _press(self, selector: str | None, within: Any) -> None:
        """Click what ``selector`` is, or else the form's own submit button."""
        root = self.window.page if selector else within
        with told(f"the button {selector}" if selector else "login.button: the form's own submit button"):
            root.locator(selector or SUBMIT).first.click(timeout=3000, no_wait_after=True)

    def _visible(self, selector: str) -> bool:
        from playwright.sync_api import Error

        try:
            return bool(self.window.page.locator(selector).first.is_visible())
        except Error:  # the page is just going on to another
            return False

    def _gone(self, did: str, status: int, wanted: Callable[[Look], bool] = lambda seen: True) -> Look:
        if not status:
            self.note.step(f"{did} in {self.window.name} window", self.window.problem)
            raise InconclusiveError(f"no page came: {self.window.problem}")
        self.spy.settle(lambda: wanted(self.look(status)))
        seen = self.look(status)
        self.note.step(f"{did} in {self.window.name} window", seen)
        return seen
