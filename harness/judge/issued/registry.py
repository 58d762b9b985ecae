"""The registry of checks: what one is, the decorator that makes one from a function, and asking them all."""

import importlib
from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cache

from harness.contract.words import Kind, Level, Rule
from harness.judge.issued.order import Issued

must, should, may = Level.MUST, Level.SHOULD, Level.MAY

Look = Callable[[Issued], str]

STAGES = (
    "serialization", "encoding", "json", "header", "algorithm", "signature", "operation", "issuer", "audience",
    "store", "issued_at", "life", "jti", "customer", "channel", "request_ip", "redirect", "landing", "cart",
)  # fmt: skip
"""The files of checks in the order in which a store comes to their matter."""


@dataclass(frozen=True, slots=True)
class Check:
    """One duty of a token. ``rests`` are the profile's lines on which it rests; a ``raw`` one reads the text alone."""

    id: str
    rule: Rule
    level: Level
    clause: str
    cwe: tuple[int, ...]
    rests: tuple[str, ...]
    title: str
    raw: bool
    function: Look

    def look(self, issued: Issued) -> str:
        """Return "" if all is well, else one sentence about this token with the mend in it.

        Of a token of another kind, only that is said: every claim of it would be wrong.
        """
        if self.raw:
            return self.function(issued)
        asked = issued.readable and (self.rule is Rule.OPERATION or issued.kind is Kind.LOGIN)
        return self.function(issued) if asked else ""


_REGISTRY: dict[str, Check] = {}


def check(
    rule: Rule,
    level: Level,
    clause: str,
    *,
    cwe: int | tuple[int, ...] = (),
    rests: str | tuple[str, ...] = (),
    raw: bool = False,
) -> Callable[[Look], Look]:
    """Enter the decorated function as a check; its docstring's first line is the duty."""

    def entered(function: Look) -> Look:
        family = function.__module__.rsplit(".", 1)[1]
        name = f"{family}.{function.__name__}".replace("_", "-")
        title = (function.__doc__ or "").strip().split("\n")[0].rstrip(".")
        assert title, f"{name} needs a docstring"
        assert name not in _REGISTRY, f"{name} is registered twice"
        weaknesses = (cwe,) if isinstance(cwe, int) else cwe
        facts = (rests,) if isinstance(rests, str) else rests
        _REGISTRY[name] = Check(name, rule, level, clause, weaknesses, facts, title, raw, function)
        return function

    return entered


@cache
def checks() -> Mapping[str, Check]:
    """Return every check under its id, in the order of the stages."""
    for stage in STAGES:
        importlib.import_module(f"harness.judge.issued.{stage}")
    families = [stage.replace("_", "-") for stage in STAGES]
    return dict(sorted(_REGISTRY.items(), key=lambda entry: families.index(entry[0].split(".")[0])))


def breaches(issued: Issued) -> list[tuple[Check, str]]:
    """Return every broken check with what it says: those of the raw text first."""
    ordered = sorted(checks().values(), key=lambda one: not one.raw)
    return [(one, said) for one in ordered if (said := one.look(issued))]
