"""What differs between the roles: the token that is presented, the first words, and what scenarios are given."""

import json
from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Any, Protocol

from harness.contract.words import Kind, Level, Role
from harness.faults.header_key import JWK
from harness.targets.target_file import Target
from harness.verdict.context import Context
from harness.verdict.headless.context import HeadlessContext
from harness.verdict.issuer.context import IssuerContext
from harness.verdict.notebook import Notebook
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.verifier.context import VerifierContext

if TYPE_CHECKING:
    from harness.verdict.storefront.browsing import Browsing

KINDS = {Role.STOREFRONT: Kind.LOGIN, Role.VERIFIER: Kind.CURRENT, Role.ISSUER: Kind.LOGIN}
"""The kind of token that each role has to judge, or to make."""
AnyContext = StorefrontContext | VerifierContext | IssuerContext | HeadlessContext
CONTEXTS: dict[str, type[AnyContext]] = {
    Role.STOREFRONT: StorefrontContext,
    Role.VERIFIER: VerifierContext,
    Role.ISSUER: IssuerContext,
    Role.HEADLESS: HeadlessContext,
}


class Suite(Protocol):
    """The target under test as scenarios see it."""

    note: Notebook


class Hands(Protocol):
    """What reaches the target in one process, for as long as scenarios run there."""

    def greet(self) -> None:
        """Say hello to the target; the context says afterwards what was learned."""

    def join(self) -> None:
        """Take part where another process has said hello."""

    def suite(self, note: Notebook) -> Suite:
        """Return the target as the scenario of ``note`` sees it."""


class StorefrontHands:
    """Reaches a store."""

    def __init__(self, context: StorefrontContext) -> None:
        """Hold connections to the store of ``context``."""
        from harness.targets.storefront import StorefrontDriver

        self.context = context
        self.driver = StorefrontDriver(context.site())
        self.chromium = context.chromium()

    def greet(self) -> None:
        """Say hello to the store, and start the browser where one is wanted."""
        from harness.verdict.storefront.hello import hello

        note = Notebook("hello", "hello", "storefront.login", Level.MUST, self.context.profile, strict=False)
        hello(self.context, self.driver, note)
        if self.context.target.driver == "browser":
            self.chromium.start()

    def join(self) -> None:
        """Do nothing: the context says it all."""

    def suite(self, note: Notebook) -> Suite:
        """Return the store under test."""
        from harness.verdict.storefront.suite import StorefrontSuite

        return StorefrontSuite(self.context, self.driver, note)

    def browsing(self, note: Notebook) -> "Browsing":
        """Return the store under test as the browsers of one scenario meet it."""
        from harness.verdict.storefront.browsing import Browsing
        from harness.verdict.storefront.suite import StorefrontSuite
        from harness.verdict.windows import Windows

        windows = Windows(self.chromium, note, self.context.reports, self.context.target.name)
        return Browsing(StorefrontSuite(self.context, self.driver, note), windows)

    def close(self) -> None:
        """End the browser."""
        self.chromium.close()


class VerifierHands:
    """Reaches an app's server."""

    def __init__(self, context: VerifierContext) -> None:
        """Reach the app of ``context``, and listen for calls that it must not make."""
        from harness.targets.listener import Listener
        from harness.targets.reaching import reach
        from harness.verdict.verifier.presenter import Presenter

        self.context = context
        self.app = reach(context.target, context.folder, context.workers)
        self.presenter = Presenter(context, self.app)
        self.listener = Listener(json.dumps({"keys": [{**JWK, "kid": "1"}]}).encode()) if context.target.local else None
        context.listener = self.listener.url if self.listener else ""

    def greet(self) -> None:
        """Say hello to the app."""
        from harness.verdict.verifier.hello import hello

        hello(self.context, self.presenter)

    def join(self) -> None:
        """Give the app its first request, and its own clock if it does not go by ours."""
        from harness.verdict.verifier.hello import join

        join(self.context, self.presenter)

    def suite(self, note: Notebook) -> Suite:
        """Return the app under test."""
        from harness.verdict.verifier.suite import VerifierSuite

        return VerifierSuite(self.context, self.presenter, note, self.listener)

    def close(self) -> None:
        """Let go of the app."""
        self.app.close()
        if self.listener:
            self.listener.close()


class IssuerHands:
    """Reaches an app that logs people in, and the embedded store where its tokens are redeemed."""

    def __init__(self, context: IssuerContext) -> None:
        """Reach the app of ``context``."""
        from harness.targets.reaching import reach
        from harness.verdict.issuer.asker import Asker
        from harness.verdict.issuer.door import Door

        self.context = context
        self.app = reach(context.target, context.folder, context.workers)
        self.asker = Asker(context, self.app)
        self.door = Door(context)

    def greet(self) -> None:
        """Say hello to the app."""
        from harness.verdict.issuer.hello import hello

        hello(self.context, self.asker)
        if self.context.clock:
            self.door.set_clock(self.context.now())

    def join(self) -> None:
        """Give the app its first request, and its own clock if it does not go by ours."""
        from harness.verdict.issuer.hello import join

        join(self.context, self.asker)

    def suite(self, note: Notebook) -> Suite:
        """Return the app under test."""
        from harness.verdict.issuer.suite import IssuerSuite

        return IssuerSuite(self.context, self.asker, self.door, note)

    def close(self) -> None:
        """Let go of the app."""
        self.app.close()


class HeadlessHands:
    """Reaches a storefront of one's own, by a browser."""

    def __init__(self, context: HeadlessContext) -> None:
        """Have a browser at hand for the storefront of ``context``."""
        from harness.verdict.headless.suite import Shared

        self.context = context
        self.chromium = context.chromium()
        self.shared = Shared()

    def greet(self) -> None:
        """Make the first visit."""
        from harness.verdict.headless.hello import hello

        secrets = self.context.all_secrets()
        note = Notebook(
            "hello", "hello", "headless.login", Level.MUST, self.context.profile, strict=False, secrets=secrets
        )
        hello(self.context, self.chromium, note)

    def join(self) -> None:
        """Do nothing: the context says it all."""

    def suite(self, note: Notebook) -> Suite:
        """Return the storefront under test."""
        from harness.verdict.headless.suite import HeadlessSuite

        return HeadlessSuite(self.context, self.chromium, note, self.shared)

    def close(self) -> None:
        """End the browser."""
        self.chromium.close()


@contextmanager
def hands(context: Context) -> Iterator[Hands]:
    """Yield what reaches the target of ``context``, and let go of it at the end."""
    reaching: StorefrontHands | VerifierHands | IssuerHands | HeadlessHands
    match context:
        case StorefrontContext():
            reaching = StorefrontHands(context)
        case VerifierContext():
            reaching = VerifierHands(context)
        case IssuerContext():
            reaching = IssuerHands(context)
        case HeadlessContext():
            reaching = HeadlessHands(context)
        case _:
            raise TypeError(f"no hands for {type(context).__name__}")
    try:
        yield reaching
    finally:
        reaching.close()


def context_of(target: Target, profile: str, **switches: Any) -> AnyContext:
    """Return the context of ``target``."""
    return CONTEXTS[target.role](target, profile, **switches)  # type: ignore[arg-type]


def context_from(data: dict[str, object]) -> Context:
    """Return the context that another process wrote with ``as_json``."""
    target = data["target"]
    assert isinstance(target, dict)
    return CONTEXTS[target["role"]].from_json(data)
