"""The reasons that the judge can give: each with its rule, clause and mend."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cache
from typing import Any

from harness.contract import reader
from harness.contract.words import Rule


@dataclass(frozen=True, slots=True)
class Reason:
    """Why a token is refused: ``message`` speaks of this token, ``mend`` of what to do."""

    code: str
    rule: Rule
    message: str
    clause: str
    mend: str


@dataclass(frozen=True, slots=True)
class Judgement:
    """The decision. ``reasons`` is empty exactly when the token is accepted.

    ``header`` and ``claims`` hold what could be read. ``authentic`` says that the MAC was checked and held.
    """

    reasons: tuple[Reason, ...] = ()
    header: Mapping[str, Any] = field(default_factory=dict)
    claims: Mapping[str, Any] = field(default_factory=dict)
    authentic: bool = False

    @property
    def accepted(self) -> bool:
        """Whether a sound party accepts the token."""
        return not self.reasons

    @property
    def rules(self) -> frozenset[Rule]:
        """The rules that the reasons speak of."""
        return frozenset(reason.rule for reason in self.reasons)


@cache
def catalogue() -> Mapping[str, Mapping[str, str]]:
    """Return rule, clause and mend under each reason's code."""
    return reader.shipped("harness.judge", "reasons.toml")


def reason(code: str, message: str) -> Reason:
    """Return the reason ``code`` with a ``message`` about the token at hand."""
    entry = catalogue()[code]
    return Reason(code, Rule(entry["rule"]), message, entry["clause"], entry["mend"])
