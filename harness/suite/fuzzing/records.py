"""From a tally to records, as every report shows them: one for each rule that was put to the test."""

from collections.abc import Iterator, Mapping
from shlex import quote

from harness.contract.rules import rules
from harness.contract.words import Level, Standing, Verdict
from harness.fuzz.blob import as_blob
from harness.fuzz.finds import Find
from harness.fuzz.probe import Probe
from harness.fuzz.tally import Tally
from harness.report.text import count
from harness.verdict.context import Context
from harness.verdict.decide import weigh
from harness.verdict.evidence import masked_claims, scrubbed
from harness.verdict.records import Record

KINDS = {"verifier": "current", "storefront": "login"}
"""The kind of token that ``tokenassay mint`` makes of a recipe, by role."""


def records_of(context: Context, tally: Tally, probes: Mapping[str, Probe]) -> Iterator[Record]:
    """Yield a record for each find, each rule that held, what could not be told, and each rule that was not tried."""
    found = {find.breach.rule for find in tally.finds}
    for find in tally.finds:
        yield _found(context, find, probes[find.probe])
    for find in tally.unsettled:
        if find.breach.rule not in found:
            found.add(find.breach.rule)
            said = "what was found before could not be tried again"
            yield _record(context, find.breach.rule, Verdict.INCONCLUSIVE, said, tally.stopped or said)
    for rule, examples in sorted(tally.rules.items()):
        if rule not in found and rule not in tally.unsteady and rule in rules():
            verdict = Verdict.INCONCLUSIVE if tally.stopped else Verdict.PASS
            yield _record(context, rule, verdict, _agreed(tally, rule, examples), tally.stopped)
    for rule, times in sorted(tally.unsteady.items()):
        if rule not in found:
            said = f"what was seen {count(times, 'time')} did not come again"
            yield _record(context, rule, Verdict.INCONCLUSIVE, said, said)
    if not tally.rules and not tally.finds:
        why = tally.stopped or "nothing was tried before it ended"
        yield _record(context, f"{context.target.role}.robustness", Verdict.INCONCLUSIVE, "nothing", why)
        return
    for rule, text in rules().items():
        if text.role == context.target.role and rule not in {*tally.rules, *tally.unsteady, *found}:
            yield _record(context, rule, Verdict.NOT_APPLICABLE, "nothing", "no example put it to the test")


def _agreed(tally: Tally, rule: str, examples: int) -> str:
    """Return how often a rule was tried and held, and how often it was broken where it binds too softly to be told."""
    tried, softer = count(examples, "example"), tally.softer[rule]
    return f"{tried}; broken {count(softer, 'time')} where it binds less firmly" if softer else f"{tried} agreed"


def _found(context: Context, find: Find, probe: Probe) -> Record:
    breach = find.breach
    secrets = context.all_secrets()
    steps = probe.told(find.example)
    evidence = {**breach.evidence, "steps": [{"did": step, "saw": ""} for step in steps[:-1]]}
    evidence["steps"].append({"did": steps[-1], "saw": breach.observed})
    blob = as_blob(find.probe, find.example)
    return Record(
        id=f"{breach.rule}.fuzz",
        title=f"agrees with the model ({'; '.join(steps)})"[:300],
        rule=breach.rule,
        level=breach.level,
        standing=Standing.DOCUMENTED,
        verdict=weigh(Verdict.FAIL, breach.level, firm=True, strict=context.strict),
        expected=breach.expected,
        observed=str(scrubbed(breach.observed, secrets)),
        reason=str(scrubbed(breach.reason, secrets)),
        deviation=_deviation(find),
        believed=scrubbed(masked_claims(breach.believed), secrets),
        evidence=scrubbed(evidence, secrets),
        replay=f"{_command(context)} --replay {blob}",
        curl=_mint(context, find, blob),
    )


def _deviation(find: Find) -> str:
    """Return the id of the one deviation of the catalogue that the example is made of, if it is made so."""
    match find.example:
        case {"steps": [["deviate", str(name)]]}:
            return name
        case _:
            return ""


def _mint(context: Context, find: Find, blob: str) -> str:
    """Return the command that makes the token of an example; "" for a flow."""
    kind = KINDS.get(context.target.role)
    if find.probe != "tokens" or not kind:
        return ""
    target = f" --target {quote(context.file)}" if context.file else ""
    return f"tokenassay mint {kind} --recipe {blob}{target}"


def _record(context: Context, rule: str, verdict: Verdict, observed: str, reason: str = "") -> Record:
    return Record(
        id=f"{rule}.fuzz",
        title="agrees with the model in whatever was made up",
        rule=rule,
        level=Level.MUST,
        standing=Standing.DOCUMENTED,
        verdict=verdict,
        expected="what the model says",
        observed=observed,
        reason=reason,
        replay=_command(context),
    )


def _command(context: Context) -> str:
    """Return the command that fuzzes the target; without a file it is the embedded store."""
    return f"tokenassay fuzz {quote(context.file)}" if context.file else "tokenassay fuzz"
