"""One example, tried: its requests sent one after the other or at once, and their answers judged, also together."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

from harness.contract.words import Level
from harness.faults import Inapplicable
from harness.fuzz.asking.judging import RULES, Judging
from harness.fuzz.asking.wish import Asking, Wish
from harness.fuzz.asking.wording import Words
from harness.fuzz.moments import Moments
from harness.fuzz.probe import Breach
from harness.judge.values import is_integer
from harness.verdict.issuer.asked import Asked
from harness.verdict.issuer.suite import IssuerSuite

ANYHOW = ("issuer.jti", "issuer.robustness")
"""Rules that stay the same for requests that come at once; whatever else is right alone is the concurrency's fault."""


@dataclass(frozen=True, slots=True)
class Tried:
    """What came of an example."""

    behaviour: str
    rules: frozenset[str]
    breaches: tuple[Breach, ...]


class Trial:
    """Tries examples on the app of ``suite``."""

    def __init__(self, suite: IssuerSuite) -> None:
        self.suite, self.words, self.moments = suite, Words(suite), Moments(suite)
        self.judging = Judging(suite, self.moments.agree)

    def of(self, asking: Asking) -> Tried:
        """Try ``asking``; Inapplicable where this app cannot be asked like that."""
        self.moments.begin()
        self.suite.note.steps.clear()
        pairs = [(wish, asked) for one in self._rounds(asking) for wish, asked in one]
        seen = [(wish, asked, self.judging.of(asked, wish)) for wish, asked in pairs]
        found = [breach for _, _, breaches in seen for breach in breaches]
        if asking.together and found:
            found = self._blamed(seen)
        found += self._of_many([asked for _, asked in pairs], asking)
        told = {f"{asked.handed.answer} {asked.handed.exchange.status}: {_kind(wish)}" for wish, asked in pairs}
        how = f"{'together ' if asking.together else ''}{asking.times} {asking.wait}"
        broken = " ".join(sorted({one.rule for one in found}))
        return Tried(f"{'; '.join(sorted(told))} {how} {broken}", frozenset(_rules(pairs)), _firmest_first(found))

    def _rounds(self, asking: Asking) -> Iterator[list[tuple[Wish, Asked]]]:
        """Yield each request with its answer, those of one moment by one."""
        asks = [self.words.ask(wish) for wish in asking.wishes]
        for ask in asks:
            if problem := self.suite.asker.carries(ask):
                raise Inapplicable(problem)
        if asking.together:
            found = self.suite.ask_together(asks * asking.times, "asked at the same moment")
            yield list(zip(asking.wishes * asking.times, found, strict=True))
            return
        for number in range(asking.times):
            if number and asking.wait:
                self.moments.wait(asking.wait)
            yield [(wish, self._asked(wish)) for wish in asking.wishes]

    def _asked(self, wish: Wish) -> Asked:
        ask, since = self.words.ask(wish), self.suite.context.now()
        handed = self.suite.asker.ask(ask)
        return Asked(self.suite, ask, handed, since, self.suite.context.now())

    def _blamed(self, seen: Sequence[tuple[Wish, Asked, list[Breach]]]) -> list[Breach]:
        """Return what is broken by requests that came at once; what is right alone is blamed on that."""
        found, alone = [], {}
        for wish, _, breaches in seen:
            for breach in breaches:
                if breach.rule not in ANYHOW and wish not in alone:
                    alone[wish] = {one.rule for one in self.judging.of(self._asked(wish), wish)}
                found.append(breach if breach.rule in ANYHOW or breach.rule in alone[wish] else _mixed_up(breach))
        return found

    def _of_many(self, asked: Sequence[Asked], asking: Asking) -> Iterator[Breach]:
        """Yield what is broken by tokens of which each may be right by itself."""
        tokens = [(one, one.issued) for one in asked if one.handed.token]
        first: dict[str, Asked] = {}
        for one, token in tokens:
            jti = token.claims.get("jti")
            if not isinstance(jti, str) or not jti:
                continue
            before = first.setdefault(jti, one)
            if before is one:
                continue
            if before.handed.token == one.handed.token and one.since - before.since >= 1 and asking.wait:
                said = "a token was kept, and handed out again some seconds later: its second use is refused"
                yield self.judging.breach("issued-at", Level.MUST, said, "another token", one)
            else:
                said = f"two of {len(tokens)} tokens have the jti {jti!r:.60}: the second login is refused"
                yield self.judging.breach("jti", Level.MUST, said, "a jti of its own for each token", one)
            return
        yield from self._of_times([one for one, _ in tokens])

    def _of_times(self, asked: Sequence[Asked]) -> Iterator[Breach]:
        """Yield what is broken by a token that is made later and says it was not."""
        if len(asked) < 2 or asked[-1].since - asked[0].since < 2:
            return
        first, last = (one.issued.claims.get("iat") for one in (asked[0], asked[-1]))
        if is_integer(first) and first == last:
            said = f"the iat is that of a token {asked[-1].since - asked[0].since:.0f} seconds before"
            yield self.judging.breach("issued-at", Level.MUST, said, "the time of the request", asked[-1])


def _mixed_up(breach: Breach) -> Breach:
    said = f"asked at the same moment as others, and not alone: {breach.reason}"
    return replace(breach, rule="issuer.concurrency", level=Level.MUST, reason=said)


def _firmest_first(found: list[Breach]) -> tuple[Breach, ...]:
    """Return one breach of each rule, the firmest of it, and the firmest rules first."""
    ordered = sorted(found, key=lambda one: list(Level).index(one.level))
    return tuple({one.rule: one for one in reversed(ordered)}[rule] for rule in dict.fromkeys(o.rule for o in ordered))


def _kind(wish: Wish) -> str:
    """Return in a few words what is odd about a request."""
    odd = [f"{one.place} {one.name}" for one in wish.beside]
    odd += [name for name in ("other", "spelling", "path") if getattr(wish, name)]
    return " ".join([*odd, *(["nobody"] if wish.signed_in == "nobody" or wish.session is not None else [])]) or "plain"


def _rules(pairs: Sequence[tuple[Wish, Asked]]) -> Iterator[str]:
    """Yield the rules that an example puts to the test."""
    yield "issuer.robustness"
    for wish, asked in pairs:
        if wish.signed_in == "nobody" or wish.session is not None or wish.other or wish.spelling or wish.beside:
            yield "issuer.authorization"
        if wish.path:
            yield "issuer.redirect"
        if asked.handed.token:
            yield from (*RULES, "issuer.delivery", "issuer.leak")
