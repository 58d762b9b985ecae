"""Which broken rules are only symptoms of another one, told by the deviations that were seen to get through."""

from collections.abc import Mapping, Sequence

from harness.contract.rules import rules
from harness.contract.words import Verdict
from harness.verdict.records import Record

Broken = Mapping[str, Sequence[Record]]
"""The records that show each broken rule."""

NO_MAC = ("signature.random-key.",)
"""A token signed with anybody's key: if that is accepted, no MAC is checked, and the parsers' sins follow from it."""
GARBAGE = ("garbage.no-token.",)
"""No token at all: if that is accepted, nothing is checked."""
PARSERS = ("algorithm", "encoding", "serialization", "json", "key", "header-key", "crit")
WRITTEN_ANEW = ("signature.over-reserialized-json", "tampering.rewritten-after-signing.")
"""A MAC over JSON written anew: valid tokens whose JSON is written in another way are refused for that reason."""
NONE = ("algorithm.none.",)
UNSIGNED = ("duplicates.alg-unsigned", "serialization.unsigned-in-two-segments", "json.header-not-an-object.")
"""Unsigned tokens that belong to an earlier stage; where alg none is taken, they are taken for the same reason."""
OBEYED = (
    "header-key.jwk", "header-key.jku", "header-key.x5u", "header-key.kid-sql", "header-key.kid-is-the-key",
    "header-key.kid-of-a-known-file", "header-key.kid-url",
)  # fmt: skip
"""Headers whose key works only where it is obeyed; the others are signed with keys that a bad key check takes, too."""
KEPT = "issued-at.gives-a-later-token-later"
"""A token that is kept and handed out again has the same jti, of course."""
TRACES = "leak.keeps-its-stack-traces-to-itself"


def explains(rule: str, broken: Broken) -> tuple[str, ...]:
    """Return the broken rules that are only symptoms of ``rule``; what fails no run explains nothing."""
    if not fails(broken[rule]):
        return ()
    role, _, name = rule.partition(".")
    found = set(rules()[rule].explains)
    match name:
        case "signature":
            if _through(broken, rule, NO_MAC):
                found |= set(broken) if _through(broken, rule, GARBAGE) else {f"{role}.{one}" for one in PARSERS}
            if _through(broken, rule, WRITTEN_ANEW):
                found |= {f"{role}.real-tokens", f"{role}.json"}
        case "algorithm" if _through(broken, rule, NONE):
            found |= {other for other in broken if _only(broken, other, UNSIGNED)}
        case "issued-at" if any(record.id.endswith(KEPT) for record in _failing(broken, rule)):
            found.add(f"{role}.jti")
        case "key" if not _through(broken, f"{role}.header-key", OBEYED):
            found.add(f"{role}.header-key")
        case "robustness":
            leaks = _failing(broken, f"{role}.leak")
            # A server that shows where it broke shows it because it broke.
            if all(record.id.endswith(TRACES) for record in leaks):
                found.add(f"{role}.leak")
    return tuple(sorted(other for other in found - {rule} if other in broken))


def fails(records: Sequence[Record]) -> bool:
    """Whether any of ``records`` fails the run."""
    return any(record.verdict is Verdict.FAIL for record in records)


def _failing(broken: Broken, rule: str) -> list[Record]:
    return [record for record in broken.get(rule, ()) if record.verdict is Verdict.FAIL]


def _through(broken: Broken, rule: str, families: tuple[str, ...]) -> bool:
    """Whether a deviation of ``families`` got through and fails the run under ``rule``."""
    return any(record.deviation.startswith(families) for record in _failing(broken, rule))


def _only(broken: Broken, rule: str, families: tuple[str, ...]) -> bool:
    """Whether what fails under ``rule`` is all of ``families``."""
    failing = _failing(broken, rule)
    return bool(failing) and all(record.deviation.startswith(families) for record in failing)
