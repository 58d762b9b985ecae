"""What current.jwt hands out to somebody who is signed in: the token, how long it stays the same, its headers."""

from collections.abc import Iterator

from harness.calibrate.bench import Bench
from harness.calibrate.registry import Ending, LeftOutError, Line, measures
from harness.jose.mac import HMACS
from harness.judge.envelope import verifies
from harness.judge.values import is_integer
from harness.targets.http import Exchange, Visitor

ELSEWHERE = "https://elsewhere.example"


@measures("current.algorithm", "current.lifetime")
def token(bench: Bench) -> Iterator[Line]:
    """How the token is signed, and how long it lives."""
    visitor, _ = bench.signed_in()
    _, opened = bench.told(visitor)
    algorithm = opened.header.get("alg")
    if not isinstance(algorithm, str) or algorithm not in HMACS or not verifies(opened, bench.context.reader.key):
        raise LeftOutError(f"the token says {algorithm!r:.20}, and its MAC does not verify under the client secret")
    yield Line("current.algorithm", algorithm, f"the token says {algorithm}, and its MAC verifies under the secret")
    iat, exp = opened.claims.get("iat"), opened.claims.get("exp")
    if not is_integer(iat) or not is_integer(exp):
        raise LeftOutError("the token has no iat or no exp in whole seconds")
    yield Line("current.lifetime", exp - iat, f"exp is {exp - iat} s after iat")


@measures("current.cached")
def cached(bench: Bench) -> Iterator[Line]:
    """Whether a session is handed the same token again."""
    visitor, _ = bench.signed_in()
    first, _ = bench.told(visitor)
    bench.wait_a_second()
    again, _ = bench.told(visitor)
    seen = "the same token" if first == again else "another token"
    yield Line("current.cached", first == again, f"{seen} for the same session in the next second")


@measures("current.content-type", "current.cache-control", "current.cors")
def headers(bench: Bench) -> Iterator[Line]:
    """What is said of the token's type and caching, and who else may read it."""
    visitor, _ = bench.signed_in()
    plain = _asked(bench, visitor, "")
    kind = plain.header("content-type").partition(";")[0].strip().lower()
    yield Line("current.content-type", kind, f"Content-Type is {kind or 'absent'}")
    caching = plain.header("cache-control").strip()
    yield Line("current.cache-control", caching, f"Cache-Control is {caching or 'absent'}")
    if _may_read(bench, visitor, ELSEWHERE):
        raise LeftOutError("ANY OTHER SITE MAY READ IT, and so learns who its visitors are", Ending.ALARM)
    own = bench.context.target.embedding_origin
    if not own:
        raise LeftOutError("give embedding_origin, the site of the channel that might read it", Ending.MOOT)
    readable = _may_read(bench, visitor, own)
    yield Line("current.cors", readable, f"{'' if readable else 'not '}to be read by a page at {own}")


def _asked(bench: Bench, visitor: Visitor, origin: str) -> Exchange:
    """Return the answer to somebody who is signed in, as a page at ``origin`` would ask for it."""
    path = bench.driver.current_path(bench.context.reader.client_id)
    exchange = bench.answered(visitor.get(path, {"Origin": origin} if origin else {}))
    if exchange.status != 200:
        raise LeftOutError(f"current.jwt answered {exchange.status} to somebody who is signed in", Ending.UNCLEAR)
    return exchange


def _may_read(bench: Bench, visitor: Visitor, origin: str) -> bool:
    """Whether a browser lets a page at ``origin`` read what it fetched with the visitor's cookies (Fetch 4.9)."""
    exchange = _asked(bench, visitor, origin)
    named = exchange.header("access-control-allow-origin") == origin
    return named and exchange.header("access-control-allow-credentials") == "true"
