"""The first words with a target: is it there, does it sign a valid token in, and what does its clock say?"""

import json
import socket
from functools import partial

from harness.contract.words import Answer
from harness.targets.storefront import StorefrontDriver
from harness.verdict.clock import date_of, estimate
from harness.verdict.notebook import Notebook
from harness.verdict.storefront.context import StorefrontContext
from harness.verdict.storefront.management import management_of
from harness.verdict.storefront.suite import StorefrontSuite


def hello(context: StorefrontContext, driver: StorefrontDriver, note: Notebook) -> None:
    """Measure the clock and try one valid token; ``context.stopped`` says why, if nothing can be concluded."""
    context.peer = context.target.peer or own_address(context)
    measure_clock(context, driver)
    suite = StorefrontSuite(context, driver, note)
    outcome = suite.presenter.present(suite.token(), suite.visitor())
    if outcome.answer is Answer.ACCEPTED:
        # Without [current_customer] the secret has just been proven by the login, and a bad MAC is the store's fault.
        if context.target.current_customer and outcome.identity.problem:
            context.stopped = f"{outcome.identity.problem}: check current_customer.client_id and client_secret"
        if context.peer and not context.target.peer:
            # A proxy in between shows the store another address than ours; then nobody can say which is right.
            bound = suite.presenter.present(suite.token(request_ip=context.peer), suite.visitor())
            context.peer = context.peer if bound.answer is Answer.ACCEPTED else ""
        return
    if context.met:
        context.stopped = f"{context.met} (url = {context.target.url})"
        return
    hint = {
        Answer.REFUSED: "a valid token is refused: check app.client_id, app.client_secret, app.store_hash, customers",
        Answer.UNCLEAN: "the store breaks on a valid token",
        Answer.UNCLEAR: f"{outcome.why} (url = {context.target.url}): start it, or correct url in the target file",
    }[outcome.answer]
    now = context.scene().at(0)
    context.stopped = hint if outcome.answer is Answer.UNCLEAR else f"{hint} ({outcome}; the token's iat was {now})"


def measure_clock(context: StorefrontContext, driver: StorefrontDriver) -> None:
    """Estimate the target's clock from its Date headers and ``/v2/time``."""
    asks = [*[partial(_date, driver)] * 3, *[partial(_time, context)] * 2]
    context.offset, context.bar = estimate(asks, local=context.local)


def _date(driver: StorefrontDriver) -> float | None:
    return date_of(driver.visitor().get("/").header("date"))


def own_address(context: StorefrontContext) -> str:
    """Return the address that a target on this machine sees us come from, or ""."""
    if not context.local:
        return ""
    try:
        with socket.create_connection(context.target.connect.place(context.target.url), timeout=3) as connection:
            return str(connection.getsockname()[0])
    except OSError:
        return ""


def _time(context: StorefrontContext) -> float | None:
    """Return what ``/v2/time`` says, where the target file gives access to the Management API."""
    management = management_of(context)
    if management is None:
        return None
    try:
        return float(json.loads(management.ask("GET", "/v2/time", patience=0.0).body)["time"])
    except (ValueError, KeyError, TypeError):
        return None
