"""issuer.jti: give each token an id of its own, that nobody can guess (Customer Login API, jti)."""

from collections import Counter
from collections.abc import Sequence
from math import log2

from harness.contract.words import Level
from harness.judge.issued import Check, Issued
from harness.targets.sending import Beside
from harness.verdict.issuer.asker import Ask
from harness.verdict.issuer.second import second
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import Broken, NotApplicableError
from harness.verdict.terms import alone, at

AT_ONCE, ROUNDS = 25, 4
RESTARTED = 20
"""Tokens of an app that was started anew: what repeats itself does so from the start."""
BITS = 64
"""Of chance that an id has at the least (OWASP ASVS 7.2.2)."""
RETRY = (("Idempotency-Key", "8f14e45f"), ("X-Request-Id", "8f14e45f"))


def mints(issuer: IssuerSuite, check: Check) -> None:
    """The token has an id, and a good one."""
    issuer.holds(check)


def gives_each_of_many_its_own(issuer: IssuerSuite) -> None:
    """Of hundreds of tokens made one after the other, no two share a jti."""
    _must_differ(issuer.many())


def gives_each_its_own_in_parallel(issuer: IssuerSuite) -> None:
    """Of a hundred tokens that were asked for at the same moment, no two share a jti."""
    if not issuer.asker.app.parallel:
        raise NotApplicableError("a shim is asked one thing after the other")
    asks = [Ask(one, one) for one in (issuer.alice, issuer.bob)] * AT_ONCE
    found: list[Issued] = []
    for _ in range(ROUNDS):
        asked = issuer.ask_together(asks[:AT_ONCE], f"asked {AT_ONCE} times at the same moment")
        found += [one.must_mint() for one in asked]
    _must_differ(found)


@alone
def gives_others_after_a_restart(issuer: IssuerSuite) -> None:
    """Started anew, the app does not begin with the same ids again."""
    found: list[Issued] = []
    for _ in range(2):
        with second(issuer) as other:
            found += [other.ask(did="started the app anew, and asked it").must_mint() for _ in range(RESTARTED)]
    _must_differ(found)


@at(Level.SHOULD)
def gives_a_new_one_to_a_retry(issuer: IssuerSuite) -> None:
    """A request that is sent again gets a new jti: the first token may have been used up."""
    beside = Beside(headers=RETRY) if issuer.context.target.speaks_http else Beside()
    _must_differ([issuer.ask(beside=beside, did="sent the same request").must_mint() for _ in range(2)])


@at(Level.SHOULD)
def gives_ids_that_cannot_be_guessed(issuer: IssuerSuite) -> None:
    """Hundreds of ids show at least 64 bits of chance."""
    ids = [one.claims["jti"] for one in issuer.many() if isinstance(one.claims.get("jti"), str)]
    if len(set(ids)) < len(ids) or len(ids) < 2:
        raise NotApplicableError("the ids are no texts, or not even different")
    bits = sum(log2(len(set(column))) for column in zip(*(one.ljust(max(map(len, ids))) for one in ids), strict=True))
    if bits < BITS:
        raise Broken(
            f"the ids of {len(ids)} tokens, such as {ids[0]!r:.40} and {ids[-1]!r:.40}, show some {bits:.0f} bits of "
            "chance: take 16 bytes from a cryptographic source, or a random UUID"
        )


def _must_differ(tokens: Sequence[Issued]) -> None:
    counts = Counter(str(token.claims.get("jti")) for token in tokens if token.readable)
    again = {name: number for name, number in counts.items() if number > 1}
    if again:
        name, number = max(again.items(), key=lambda one: one[1])
        raise Broken(f"{len(tokens)} tokens have {len(counts)} ids; {name!r:.60} came {number} times")
