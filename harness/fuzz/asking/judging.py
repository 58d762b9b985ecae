"""What the answer to one made-up request breaks: whom a token is for, what it says, and whether there is one at all."""

from collections.abc import Callable, Iterator

from harness.contract.rules import fold
from harness.contract.words import Answer, Level, Role
from harness.fuzz.asking.fairness import is_honest
from harness.fuzz.asking.handing import handed_over
from harness.fuzz.asking.wish import Wish
from harness.fuzz.probe import Breach
from harness.fuzz.telling import telling
from harness.judge.envelope import read
from harness.judge.issued import Check, Issued, checks, issued
from harness.judge.values import as_integer
from harness.verdict import evidence
from harness.verdict.context import PATIENCE
from harness.verdict.issuer.asked import Asked
from harness.verdict.issuer.evidence import of_token
from harness.verdict.issuer.odd import CLAIMED, LONG
from harness.verdict.issuer.suite import IssuerSuite
from harness.verdict.stop import InconclusiveError
from harness.verdict.storefront.landing import stays

CHANCE = "jti.not-made-of-the-time"
"""A check that looks for a time in an id by hashing thousands: only the plainest request is worth that."""
RULES = tuple(dict.fromkeys(fold(Role.ISSUER, one.rule) for one in checks().values()))
"""The rules that every token puts to the test."""


class Judging:
    """Reads the answers of the app of ``suite``."""

    def __init__(self, suite: IssuerSuite, agree: Callable[[], None]) -> None:
        """Take ``agree``, which lets the embedded store go by the app's time."""
        self.agree = agree
        self.suite, self.context, self.asker = suite, suite.context, suite.asker
        self.unclear = 0
        self.checks = sorted(checks().values(), key=lambda one: not one.raw)

    def of(self, asked: Asked, wish: Wish) -> list[Breach]:
        """Return all that the answer breaks; InconclusiveError where nothing follows from answers any more."""
        self._follow(asked, wish)
        found = [*self._of_tokens(asked, wish), *self._of_none(asked, wish)]
        if said := telling(asked.handed.exchange, self.context.app, asked.handed.token):
            level = Level.SHOULD if "stack trace" in said else Level.MUST
            found.append(self.breach("leak", level, said, "nothing that gives the app away", asked))
        return found

    def breach(self, rule: str, level: Level, reason: str, expected: str, asked: Asked) -> Breach:
        """Return a breach with the answer that shows it."""
        shown = evidence.shown(asked.handed.exchange)
        if wire := next(filter(None, (asked.handed.token, *asked.handed.stray)), ""):
            shown["token"] = of_token(issued(wire, asked.issued.order))
        return Breach(f"issuer.{rule}", level, reason, expected, str(asked.handed), None, shown)

    def _follow(self, asked: Asked, wish: Wish) -> None:
        """Stop where the app has gone, or answers what is honest in a way that the target file does not describe."""
        if self.context.stopped:
            raise InconclusiveError(self.context.stopped)
        if asked.handed.exchange.error == "down":
            raise InconclusiveError(f"the app cannot be reached: {asked.handed}")
        if is_honest(wish):
            self.unclear = self.unclear + 1 if asked.handed.answer is Answer.UNCLEAR else 0
        if self.unclear >= PATIENCE:
            raise InconclusiveError(f"{PATIENCE} answers in a row tell nothing: {asked.handed}")

    def _of_tokens(self, asked: Asked, wish: Wish) -> Iterator[Breach]:
        tokens = tuple(filter(None, (asked.handed.token, *asked.handed.stray)))
        if said := self._stolen(asked, wish, tokens):
            yield self.breach("authorization", Level.MUST, said, "no such token", asked)
        elif tokens:
            yield from self._of_token(asked, wish)
            yield from (self.breach(*one, asked) for one in handed_over(asked, wish))

    def _stolen(self, asked: Asked, wish: Wish, tokens: tuple[str, ...]) -> str:
        """Say whose token was made that should not have been, or ""."""
        if not tokens:
            return ""
        if not self.asker.tells_session:
            unasked = "a token was made for whoever is asked for, though nothing in the request says who is signed in"
            return unasked if self.asker.tells_nothing else ""
        me, nobody = asked.ask.signed_in, asked.ask.signed_in is None
        if nobody:
            return "a token was made though nobody is signed in"
        for claimed in (as_integer(read(one).claims.get("customer_id"), takes_strings=True) for one in tokens):
            if me and claimed not in (None, me.id) and not is_honest(wish) and self._was_told(claimed, asked, wish):
                return f"a token for customer {claimed} was made while customer {me.id} is signed in"
        return ""

    def _was_told(self, number: int | None, asked: Asked, wish: Wish) -> bool:
        """Whether it is from the request that the app has this customer."""
        told = str(number) in (asked.ask.text, str(asked.ask.customer.id))
        return told or bool(wish.beside and number in {one.id for one in self.context.people})

    def _of_token(self, asked: Asked, wish: Wish) -> Iterator[Breach]:
        token = asked.issued
        for check in self.checks if wish == Wish() else filter(lambda one: one.id != CHANCE, self.checks):
            if (check.raw or token.readable) and (said := check.look(token)):
                yield self._of_check(check, said, asked)
        address = str(token.claims.get("request_ip", ""))
        if CLAIMED in address:
            said = f"request_ip is {address!r:.60}, which a header claims and nobody has checked"
            yield self.breach("request-ip", Level.MUST, said, "the peer's address", asked)
        elif wish.path and not is_honest(wish) and "redirect_to" in token.claims and self._leads_away(token):
            said = f"asked for {wish.path!r:.60}, the login leads away from the store"
            yield self.breach("redirect", Level.MUST, said, "a login that stays at the store", asked)

    def _of_check(self, check: Check, said: str, asked: Asked) -> Breach:
        level = check.level
        if level is Level.MUST and not all(self.context.profile.fact(key).firm for key in check.rests):
            level = Level.SHOULD
        rule = fold(Role.ISSUER, check.rule).removeprefix("issuer.")
        return self.breach(rule, level, said, f"{check.title[0].lower()}{check.title[1:]}", asked)

    def _leads_away(self, token: Issued) -> bool:
        self.agree()
        return not stays(self.suite.door.url, self.suite.redeem(token.wire).outcome.landing)

    def _of_none(self, asked: Asked, wish: Wish) -> Iterator[Breach]:
        """Yield what is broken by an app that breaks, or refuses what is honest."""
        handed = asked.handed
        if handed.answer is Answer.UNCLEAN and not self._is_too_long(asked):
            self.suite.check_twin()
            level = Level.MUST if is_honest(wish) else Level.SHOULD
            yield self.breach("robustness", level, f"the app broke: {handed}", "a clean answer", asked)
        elif handed.answer is Answer.REFUSED and not handed.minted and is_honest(wish):
            self.suite.check_twin()
            rule = "redirect" if wish.path else "customer"
            yield self.breach(rule, Level.MUST, "no token was made for who is signed in", "a token", asked)

    def _is_too_long(self, asked: Asked) -> bool:
        return len(asked.ask.return_to) > LONG and asked.handed.exchange.error.startswith("cut")
