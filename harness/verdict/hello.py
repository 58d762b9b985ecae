"""The first words with a target: is it there, does it sign a valid token in, and what does its clock say?"""

import json
import socket
import time
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urlsplit

from harness.contract.words import Answer
from harness.targets.http import Site
from harness.targets.storefront import StorefrontDriver
from harness.verdict.context import Context
from harness.verdict.notebook import Notebook
from harness.verdict.storefront import StorefrontSuite


def hello(context: Context, driver: StorefrontDriver, note: Notebook) -> None:
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
    hint = {
        Answer.REFUSED: "a valid token is refused: check app.client_id, app.client_secret, app.store_hash, customers",
        Answer.UNCLEAN: "the store breaks on a valid token",
        Answer.UNCLEAR: f"{outcome.why} (url = {context.target.url}): start it, or correct url in the target file",
    }[outcome.answer]
    now = context.now()
    context.stopped = hint if outcome.answer is Answer.UNCLEAR else f"{hint} ({outcome}; the token's iat was {now})"


def measure_clock(context: Context, driver: StorefrontDriver) -> None:
    """Estimate the target's clock from its Date headers and ``/v2/time``, with an error bar in seconds.

    A Date of second d, received between our t0 and t1, means that the offset lies in [d - t1, d + 1 - t0]; several
    answers narrow that. On the same machine a zero offset inside the interval is taken as exact.
    """
    low, high = float("-inf"), float("inf")
    for ask in (*[partial(_date, driver)] * 3, *[partial(_time, context)] * 2):
        before = time.time()
        shown = ask()
        after = time.time()
        if shown is not None:
            low, high = max(low, shown - after), min(high, shown + 1 - before)
    if low == float("-inf"):
        context.offset, context.bar = 0.0, 2
    elif low <= 0.0 <= high:
        context.offset, context.bar = 0.0, 0 if context.local else 1
    else:
        context.offset = (low + high) / 2
        context.bar = int(abs(high - low) / 2) + 1


def own_address(context: Context) -> str:
    """Return the address that a target on this machine sees us come from, or ""."""
    parts = urlsplit(context.target.url)
    if not context.local:
        return ""
    try:
        with socket.create_connection((parts.hostname or "", parts.port or 80), timeout=3) as connection:
            return str(connection.getsockname()[0])
    except OSError:
        return ""


def _date(driver: StorefrontDriver) -> float | None:
    """Return the time of a Date header (RFC 9110 6.6.1)."""
    try:
        return parsedate_to_datetime(driver.visitor().get("/").header("date")).timestamp()
    except (TypeError, ValueError):
        return None


def _time(context: Context) -> float | None:
    """Return what ``/v2/time`` says, where the target file gives access to the Management API."""
    table = context.target.management
    if table is None:
        return None
    parts = urlsplit(table.url)
    site = Site(f"{parts.scheme}://{parts.netloc}")
    headers = {"X-Auth-Token": table.access_token.get_secret_value(), "Accept": "application/json"}
    try:
        return float(json.loads(site.request("GET", f"{parts.path}/v2/time", headers).body)["time"])
    except (ValueError, KeyError, TypeError):
        return None
