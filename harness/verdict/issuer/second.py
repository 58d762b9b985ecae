"""The issuer once more, started in another way: under another secret, with another store, or just again."""

from collections.abc import Callable, Iterator, Mapping
from contextlib import contextmanager
from dataclasses import replace

from harness.targets.issuer_target import IssuerTarget
from harness.verdict.anew import anew, as_it_is
from harness.verdict.issuer.asker import Asker
from harness.verdict.issuer.suite import IssuerSuite


@contextmanager
def second(
    suite: IssuerSuite,
    change: Callable[[IssuerTarget], IssuerTarget] = as_it_is,
    more: Mapping[str, str] | None = None,
) -> Iterator[IssuerSuite]:
    """Yield the app of ``suite`` started anew; ``more`` are other values of what [start] hands on."""
    context = suite.context
    handed_on = {**context.handed_on, **(more or {})}
    with anew(context, IssuerTarget, change, handed_on) as (target, reached, log):
        other = replace(context, target=target, log=str(log or ""), clock=0, handed_on=handed_on)
        if context.clock:
            reached.release_clock()
        yield IssuerSuite(other, Asker(other, reached), suite.door, suite.note)
