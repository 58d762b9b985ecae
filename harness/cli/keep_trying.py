"""Trying examples before they are kept: what each shows on the target now, and how the scenario is to be called."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from difflib import get_close_matches

from harness.cli.errors import UsageError
from harness.cli.keep_wanted import Wanted
from harness.contract.rules import rules
from harness.contract.words import Level
from harness.faults import Inapplicable
from harness.fuzz.probe import Breach, Probe
from harness.suite.again import attempt, named, probes
from harness.suite.collection import known_rules
from harness.suite.kept import TOKENS, Verb
from harness.suite.roles import Hands, hands
from harness.suite.standing import standing
from harness.targets.errors import TargetDownError
from harness.verdict.context import Context
from harness.verdict.evidence import masked, scrubbed
from harness.verdict.stop import InconclusiveError, NotApplicableError

VERBS = {"refused": Verb.REFUSES, "accepted": Verb.ACCEPTS, "the store's own origin": Verb.CONTAINS}
"""What a target has to do, by what a breach says of it; everything else is to keep to the rule."""
LONGEST = 200
"""Characters of a title."""


@dataclass(frozen=True, slots=True)
class Shown:
    """What an example shows: ``problem`` says why it is not to be kept, ``unsure`` that nothing followed at all."""

    wanted: Wanted
    rule: str = ""
    level: Level = Level.MUST
    verb: Verb = Verb.KEEPS
    told: tuple[str, ...] = field(default=("",))
    seen: str = ""
    problem: str = ""
    unsure: bool = False

    @property
    def title(self) -> str:
        """The scenario in a sentence."""
        made = "what is made of " if self.wanted.probe == TOKENS else ""
        steps = made + ": ".join(filter(None, (self.told[0], "; ".join(self.told[1:]))))
        whole = f"{'Keeps to the rule with' if self.verb is Verb.KEEPS else self.verb.capitalize()} {steps}"
        return whole if len(whole) <= LONGEST else f"{whole[: LONGEST - 1]}…"


def tried(file: str, profile: str, wanted: Sequence[Wanted]) -> list[Shown]:
    """Return what each of ``wanted`` shows on the target of ``file``; TargetDownError where nothing can be tried."""
    with standing(file, profile, 0, strict=False) as context, hands(context) as reaching:
        reaching.greet()
        if context.stopped:
            raise TargetDownError(context.stopped)
        found = probes(context, reaching)
        return [_tried(one, found, context, reaching) for one in wanted]


def untried(role: str, wanted: Sequence[Wanted], rule: str) -> list[Shown]:
    """Return what reports say of each of ``wanted``, for a target of ``role``; UsageError where nobody says a rule.

    ``rule`` is the one that was given, which goes before that of a report.
    """
    return [_reported(one, _rule(rule or one.rule, role)) for one in wanted]


def verb_of(probe: str, expected: str) -> Verb:
    """Return what a target has to do with an example of ``probe``, of which ``expected`` says what should come."""
    return VERBS.get(expected, Verb.KEEPS) if probe == TOKENS else Verb.KEEPS


def _tried(wanted: Wanted, found: Sequence[Probe], context: Context, reaching: Hands) -> Shown:
    secrets = context.all_secrets()
    probe = named(wanted.probe, found)
    if probe is None:
        names = ", ".join(one.name for one in found)
        raise UsageError(f"{wanted.word} is of {wanted.probe!r:.40}, and on this target there are {names}")
    try:
        told = _in_words(wanted, probe.told(wanted.example))
        came = attempt(probe, wanted.example, context, reaching)
    except (NotApplicableError, Inapplicable) as error:
        return Shown(wanted, problem=str(error))
    except InconclusiveError as error:
        return Shown(wanted, problem=f"inconclusive: {_safe(str(error), secrets)}", unsure=True)
    except ValueError as error:
        raise UsageError(f"{wanted.word}: {error}") from error
    if came.breach is None:
        return Shown(wanted, problem=f"it shows nothing now, the target does right: {_safe(came.said, secrets)}")
    return _broken(wanted, came.breach, told, secrets)


def _broken(wanted: Wanted, breach: Breach, told: tuple[str, ...], secrets: tuple[str, ...]) -> Shown:
    verb = verb_of(wanted.probe, breach.expected)
    return Shown(wanted, breach.rule, breach.level, verb, told, _safe(breach.reason, secrets))


def _reported(wanted: Wanted, rule: str) -> Shown:
    level = Level(wanted.level) if wanted.level in list(Level) else rules()[rule].level
    return Shown(wanted, rule, level, verb_of(wanted.probe, wanted.expected), _told(wanted), wanted.seen)


def _told(wanted: Wanted) -> tuple[str, ...]:
    """Return what an example does in words, without a target."""
    if wanted.probe != TOKENS:
        return _in_words(wanted, [])
    from harness.fuzz.recipe import Recipe

    try:
        return tuple(Recipe.from_json(wanted.example).told())
    except ValueError as error:
        raise UsageError(f"{wanted.word}: {error}") from error


def _in_words(wanted: Wanted, steps: Sequence[str]) -> tuple[str, ...]:
    """Return steps below what they are steps of; those of a token begin with the token that it is made of."""
    return tuple(steps) if wanted.probe == TOKENS else (f"one of the {wanted.probe}", *steps)


def _rule(text: str, role: str) -> str:
    """Return the rule that ``text`` names, with its role or without."""
    known = [rule for rule in known_rules() if rule.startswith(f"{role}.")]
    if not text:
        raise UsageError("--untried: say which rule the example breaks, such as --rule " + known[0].partition(".")[2])
    for rule in known:
        if text in (rule, rule.partition(".")[2]):
            return rule
    near = get_close_matches(text, [*known, *(rule.partition(".")[2] for rule in known)], n=1)
    hint = f"did you mean {near[0]}?" if near else f"`tokenassay list rules` shows those of {role}"
    raise UsageError(f"--rule {text}: there is no such rule of this target; {hint}")


def _safe(text: str, secrets: tuple[str, ...]) -> str:
    return masked(str(scrubbed(text, secrets)))
