"""How current.jwt answers guests, and those who ask for an app that it does not know."""

from collections.abc import Iterator

from harness.calibrate.bench import Bench, fields_of
from harness.calibrate.registry import Ending, LeftOutError, Line, measures
from harness.judge.envelope import Opened, read
from harness.targets.http import Exchange

UNKNOWN = "n0such4ppn0such4ppn0such4ppn0s"


@measures("current.guest.status", "current.guest.body")
def guests(bench: Bench) -> Iterator[Line]:
    """What a guest is told."""
    exchange = _without_a_token(bench, bench.driver.current_jwt(bench.driver.visitor(), bench.context.reader.client_id))
    yield Line("current.guest.status", exchange.status, f"a guest was answered by {exchange.status}")
    keys = list(fields_of(exchange))
    if len(keys) != 1 and "errors" not in keys:
        raise LeftOutError(f"what a guest is told has {len(keys)} members: {', '.join(keys):.100}")
    key = keys[0] if len(keys) == 1 else "errors"
    yield Line("current.guest.body", key, f"a guest was told why under {key}")


@measures("current.client-id.status")
def unknown(bench: Bench) -> Iterator[Line]:
    """How an app that is not known is answered."""
    visitor, _ = bench.signed_in()
    status = _without_a_token(bench, bench.driver.current_jwt(visitor, UNKNOWN)).status
    yield Line("current.client-id.status", status, f"an unknown app_client_id was answered by {status}")


@measures("current.client-id.missing.status")
def missing(bench: Bench) -> Iterator[Line]:
    """How whoever names no app is answered."""
    visitor, _ = bench.signed_in()
    status = _without_a_token(bench, bench.driver.current_jwt(visitor)).status
    yield Line("current.client-id.missing.status", status, f"a missing app_client_id was answered by {status}")


def _without_a_token(bench: Bench, exchange: Exchange) -> Exchange:
    """Return ``exchange`` if it holds no token."""
    if isinstance(read(bench.answered(exchange).body.strip()), Opened):
        raise LeftOutError(f"a token was handed out ({exchange.status})", Ending.ALARM)
    return exchange
