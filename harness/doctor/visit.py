"""A visit to a store: the ways to it, and what has been learned of it so far."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import Any

from harness.doctor.line import Line
from harness.targets.storefront import StorefrontDriver
from harness.tokens import App, Customer, login
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.storefront.management import Management, management_of
from harness.verdict.storefront.outcome import Outcome
from harness.verdict.storefront.presenter import Presenter


@dataclass(slots=True)
class Visit:
    """``answers`` says that the storefront does, ``reads_customers`` that the access token may.

    ``shop`` is what ``/v2/store`` has told, empty where it has not; ``refused`` are the scopes that the access token
    lacks; ``outcomes`` are those of the customers' logins.
    """

    context: StorefrontContext
    driver: StorefrontDriver = field(init=False)
    management: Management | None = field(init=False)
    answers: bool = False
    reads_customers: bool = False
    shop: dict[str, Any] = field(default_factory=dict)
    refused: tuple[str, ...] = ()
    outcomes: list[Outcome] = field(default_factory=list)

    def __post_init__(self) -> None:
        """Open the ways to the store."""
        self.driver = StorefrontDriver(self.context.site())
        self.management = management_of(self.context)

    def present(self, customer: Customer, app: App | None = None) -> Outcome:
        """Present a fresh valid token for ``customer``, by ``app`` where it is another than the target's."""
        scene = self.context.scene(customer)
        token = login(replace(scene, app=app or scene.app)).wire()
        return Presenter(self.context, self.driver).present(token, self.driver.visitor())


Check = Callable[[Visit], Iterator[Line]]
