"""From two answers to a decision: the pure middle of every verdict about a single token.

A fault that is refused counts only if its twin is accepted; a variant that is refused is blamed only if its twin is
accepted. What broke the server is a matter of robustness; what nobody described is inconclusive.
"""

from dataclasses import dataclass

from harness.contract.words import Answer, Expect, Verdict

IDENTITY, ROBUSTNESS = "identity", "robustness"
"""What a deviation of any rule may show beside its own: the wrong person believed, a server that breaks."""


@dataclass(frozen=True, slots=True)
class Seen:
    """One presentation, as far as deciding goes.

    ``right`` says that the right customer was believed, ``contained`` that the browser stays on the store's origin
    and no header was injected, ``lands`` that a login leads where the token says.
    """

    answer: Answer
    right: bool = True
    contained: bool = True
    lands: bool = True


@dataclass(frozen=True, slots=True)
class Decision:
    """A verdict before levels are weighed, and the sentence that explains it.

    ``blame`` is IDENTITY or ROBUSTNESS where that was broken, and not the deviation's own rule.
    """

    verdict: Verdict
    reason: str = ""
    blame: str = ""


PASS = Decision(Verdict.PASS)


def decide(expect: Expect, seen: Seen, twin: Seen) -> Decision:
    """Return what follows from the answer to a deviation and the answer to its twin."""
    if broken := _breach(expect, seen):
        # Whoever accepts a valid token and then believes somebody else, or leads elsewhere, breaks another rule.
        return Decision(Verdict.FAIL, broken, IDENTITY if expect in (Expect.ACCEPTED, Expect.OWN_ID) else "")
    match seen.answer:
        case Answer.UNCLEAR:
            return Decision(
                Verdict.INCONCLUSIVE, "the answer is none that the target file describes ([refused] status)"
            )
        case Answer.ACCEPTED:
            return PASS
        case _ if twin.answer is not Answer.ACCEPTED:
            return Decision(Verdict.INCONCLUSIVE, "the valid twin was not accepted either, so this says nothing")
        case Answer.UNCLEAN:
            return Decision(Verdict.FAIL, "the server broke on this token and worked on its twin", ROBUSTNESS)
        case Answer.REFUSED:
            return (
                Decision(Verdict.FAIL, "a valid token was refused, its twin accepted")
                if expect is Expect.ACCEPTED
                else PASS
            )


def _breach(expect: Expect, seen: Seen) -> str:
    """Return what an accepted token breaks, or ""."""
    match expect:
        case Expect.CONTAINED:
            return "" if seen.contained else "the login leads away from the store"
        case Expect.REFUSED if seen.answer is Answer.ACCEPTED:
            return "the token was accepted"
        case Expect.LAST_WINS if seen.answer is Answer.ACCEPTED and not seen.right:
            return "the token was accepted, and not the last duplicate believed"
        case Expect.ACCEPTED | Expect.OWN_ID if seen.answer is Answer.ACCEPTED and not seen.right:
            return "the token was accepted, and another customer believed"
        case Expect.ACCEPTED if seen.answer is Answer.ACCEPTED and not seen.lands:
            return "the token was accepted, but the login leads elsewhere than it says"
        case _:
            return ""


def weigh(verdict: Verdict, level: str, firm: bool, strict: bool) -> Verdict:
    """Return ``verdict`` with its level weighed: only a firm must fails (with ``strict`` a firm should does, too)."""
    if verdict is not Verdict.FAIL:
        return verdict
    binding = level == "must" or (strict and level == "should")
    return Verdict.FAIL if binding and firm else Verdict.ADVISORY
