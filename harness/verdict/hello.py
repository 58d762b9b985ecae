"""The first words with a target: is it there, does it sign a valid token in, and what does its clock say?"""

import time
from email.utils import parsedate_to_datetime

from harness.contract.words import Answer
from harness.targets.storefront import StorefrontDriver
from harness.tokens import login
from harness.verdict.context import Context
from harness.verdict.notebook import Notebook
from harness.verdict.storefront import StorefrontSuite


def hello(context: Context, driver: StorefrontDriver, note: Notebook) -> None:
    """Measure the clock and try one valid token; ``context.stopped`` says why, if nothing can be concluded."""
    measure_clock(context, driver)
    suite = StorefrontSuite(context, driver, note)
    outcome = suite.presenter.present(suite.token(), suite.visitor())
    if outcome.answer is Answer.ACCEPTED:
        return
    hint = {
        Answer.REFUSED: "a valid token is refused: check app.client_id, app.client_secret, app.store_hash, customers",
        Answer.UNCLEAN: "the store breaks on a valid token",
        Answer.UNCLEAR: outcome.why,
    }[outcome.answer]
    token = login(context.scene())
    context.stopped = f"{hint} ({outcome}; the token's iat was {token.claims['iat']})"


def measure_clock(context: Context, driver: StorefrontDriver) -> None:
    """Estimate the target's clock from its Date headers, with an error bar in seconds (RFC 9110 6.6.1).

    A Date of second d, received between our t0 and t1, means that the offset lies in [d - t1, d + 1 - t0]; several
    answers narrow that. On the same machine a zero offset inside the interval is taken as exact.
    """
    low, high = float("-inf"), float("inf")
    for _ in range(3):
        before = time.time()
        exchange = driver.visitor().get("/")
        after = time.time()
        try:
            shown = parsedate_to_datetime(exchange.header("date")).timestamp()
        except (TypeError, ValueError):
            break
        low, high = max(low, shown - after), min(high, shown + 1 - before)
    if low == float("-inf"):
        context.offset, context.bar = 0.0, 2
    elif low <= 0.0 <= high:
        context.offset, context.bar = 0.0, 0 if context.peer else 1
    else:
        context.offset = (low + high) / 2
        context.bar = int(abs(high - low) / 2) + 1
