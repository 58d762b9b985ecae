"""Flows through a store: tokens minted and presented, browsers that sign in and out, cookies that somebody copies.

A flow in a test of your own, against the fixture ``bigcommerce_store`` or against a store that its target file
describes and that runs already:

    from hypothesis import settings
    from hypothesis.stateful import run_state_machine_as_test
    from harness.fuzz.flows.storefront import storefront_flows

    def test_flows(bigcommerce_store):
        how = settings(max_examples=50, deadline=None)
        run_state_machine_as_test(storefront_flows(bigcommerce_store), settings=how)

    TestStaging = storefront_flows("staging.toml").TestCase

A test fails with the rule that the shortest flow has broken, and with its steps.
"""

from collections.abc import Mapping
from pathlib import Path
from typing import TYPE_CHECKING, Any

from harness.contract.words import Level
from harness.fuzz.flows.machine import Loud, machine_of
from harness.fuzz.flows.recording import FlowProbe, Taken
from harness.fuzz.flows.storefront_model import Shop
from harness.fuzz.flows.storefront_steps import CHOICES, TAKE, WORDS
from harness.targets.errors import TargetDownError, TargetError
from harness.targets.storefront import StorefrontDriver
from harness.targets.storefront_target import StorefrontTarget
from harness.targets.target_file import load_target
from harness.verdict.notebook import Notebook
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.storefront.hello import hello
from harness.verdict.storefront.suite import StorefrontSuite

if TYPE_CHECKING:
    from hypothesis.stateful import RuleBasedStateMachine

    from harness.store.mock import MockStore


class StoreFlow:
    """One run through the store of ``suite``: new browsers and tokens; in the end, customers and clock as they were."""

    def __init__(self, suite: StorefrontSuite) -> None:
        """Begin a flow."""
        self.shop = Shop(suite)

    def take(self, name: str, arguments: Mapping[str, Any]) -> Taken:
        """Take the step called ``name``."""
        return TAKE[name](self.shop, **arguments)

    def close(self) -> None:
        """Let the store's clock run again."""
        self.shop.ending.close()


def store_flows(suite: StorefrontSuite) -> FlowProbe:
    """Return what takes made-up flows through the store of ``suite``, by the steps that its target file allows."""
    target, absent = suite.context.target, set()
    if not target.control or suite.context.workers > 1:
        # Other processes of the run go by the store's clock as well.
        absent.add("wait")
    if not any(one.password for one in target.customers.values()):
        absent.add("password")
    if target.management is None or not suite.context.local:
        # In a store of somebody's own, a process that is killed would leave customers behind.
        absent.add("delete")
    return FlowProbe(lambda: StoreFlow(suite), {key: CHOICES[key] for key in CHOICES if key not in absent}, WORDS)


def storefront_flows(store: "MockStore | str | Path", profile: str = "observed") -> "type[RuleBasedStateMachine]":
    """Return the state machine of flows through ``store``, for a test: a mock, or the target file of one that runs.

    Raises TargetError for a target file that does not fit, TargetDownError where the store takes no valid token.
    """
    target = load_target(Path(store)) if isinstance(store, str | Path) else _target_of(store)
    if not isinstance(target, StorefrontTarget):
        raise TargetError(f"{store}: role is {target.role}; these flows are for a storefront")
    context = StorefrontContext(target, profile)
    driver = StorefrontDriver(context.site())
    note = Notebook("flows", "flows", "storefront.login", Level.MUST, context.profile, strict=False)
    hello(context, driver, note)
    if context.stopped:
        raise TargetDownError(context.stopped)
    probe = store_flows(StorefrontSuite(context, driver, note))
    return machine_of(probe.begin, probe.steps, Loud(probe.told))


def _target_of(store: "MockStore") -> StorefrontTarget:
    """Return the target file of a mock."""
    people = {one.email: one for one in store.customers.values() if one.channels is None}.values()
    named = {f"customer-{one.id}": {"id": one.id, "email": one.email} for one in people}
    app = {"client_id": store.app.client_id, "client_secret": store.app.client_secret, "store_hash": store.store_hash}
    about = {"role": "storefront", "name": "mock", "url": store.url, "peer": "127.0.0.1"}
    return StorefrontTarget.model_validate({**about, "app": app, "customers": named})
