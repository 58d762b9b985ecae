"""Whether the storefront answers, and whether it is the store itself that does."""

from collections.abc import Iterator

from harness.doctor.line import Line, well, wrong
from harness.doctor.visit import Visit


def answers(visit: Visit) -> Iterator[Line]:
    """Fetch the home page."""
    target = visit.context.target
    exchange = visit.driver.visitor().get("/")
    before = visit.context.look(exchange)
    if before:
        yield wrong(
            "store", f"{target.url}: {before}", "a run concludes nothing as long as that stands before the store"
        )
    elif not exchange.status:
        yield wrong("store", f"{target.url} does not answer ({exchange.error})", "start it, or correct url")
    elif exchange.status >= 500:
        yield wrong("store", f"{target.url} answers {exchange.status}", "look into the store, or correct url")
    else:
        visit.answers = True
        over = ", its certificate is trusted" if target.url.startswith("https://") else ""
        yield well("store", f"{target.url} answers ({exchange.status}){over}")
