"""Deviations that follow from the claim tables: missing, null, empty, mistyped, padded, cased.

Ids take the family from the claim's rule, such as ``store.missing``. What needs thought has a file of its own.
The claims that both tokens have and both doors hold to one known value are one deviation for both kinds.
"""

from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from functools import partial
from typing import Any

from harness.contract.profile import Claim, load
from harness.contract.words import Kind, Level, Rule
from harness.faults.registry import BOTH, CURRENT, LOGIN, Inapplicable, must, register, should
from harness.tokens.draft import Draft

TYPES: Mapping[str, Any] = {
    "string": "text", "integer": 7, "float": 7.5, "true": True, "false": False, "array": ["x"], "object": {"a": 1},
    "empty-array": [], "empty-object": {},
}  # fmt: skip
OWN = {
    "string": ("string",),
    "integer": ("integer",),
    "boolean": ("true", "false"),
    "object": ("object", "empty-object"),
}
SPACES = {
    "space-after": "{} ",
    "space-before": " {}",
    "newline-after": "{}\n",
    "nul-after": "{}\0",
    "nul-and-more": "{}\0x",
    "nbsp-after": "{}\xa0",
}
NEAR = {
    "cut": lambda v: v[:-1], "beheaded": lambda v: v[1:], "extended": lambda v: v + "x",
    "prefixed": lambda v: "x" + v, "listed": lambda v: f"{v},x", "listed-last": lambda v: f"x {v}",
    "first-letter": lambda v: v[:1], "wildcard": lambda v: v[:2] + "*", "doubled": lambda v: v + v,
    "slash": lambda v: v + "/", "star": lambda v: "*", "dot-regex": lambda v: "." * len(v),
}  # fmt: skip
TWISTED = str.maketrans("aceopsxi0123456789", "асеорѕхі０１２３４５６７８９")
WRAPPED = {"array": lambda v: [v], "array-with-another": lambda v: [v, "x"], "object": lambda v: {"value": v}}
SHARED = ("iss", "operation", "store_hash")
"""Claims of both tokens that are compared with one known value, so that every near miss is another value."""


@dataclass(frozen=True, slots=True)
class Plan:
    """What becomes of one claim: ``stem`` starts its ids, ``firm`` is the level where the claim drops or changes.

    ``mistyped`` is the level where its type is odd, ``exact`` says that it is compared with one known value.
    """

    kinds: Iterable[Kind]
    stem: str
    firm: Level
    mistyped: Level = should
    exact: bool = False
    also: tuple[Rule, ...] = ()
    cwe: int = 345


PLANS = {
    "customer": Plan(CURRENT, "customer.object-", must, mistyped=must, cwe=287),
    "sub": Plan(CURRENT, "store.sub-", should, exact=True),
    "iat": Plan(CURRENT, "life.", should, also=(Rule.EXPIRY,), cwe=613),
    "exp": Plan(CURRENT, "expiry.", must, cwe=613),
    "version": Plan(CURRENT, "version.", should),
    "aud": Plan(CURRENT, "audience.", must, exact=True, cwe=863),
    "application_id": Plan(CURRENT, "application.", should, exact=True),
}
"""The current customer token's own claims; iat has other bounds than a login token's."""


def _set(draft: Draft, value: Any, name: str) -> Draft:
    return draft.claim(**{name: value})


def _drop(draft: Draft, name: str) -> Draft:
    return draft.without(name)


def _spelled(draft: Draft, value: Any, name: str) -> Draft:
    text = str(draft.claims[name])
    changed = value.format(text) if isinstance(value, str) else value(text)
    if changed == text:
        raise Inapplicable(f"{name} stays the same")
    return draft.claim(**{name: changed})


def _wrapped(draft: Draft, value: Any, name: str) -> Draft:
    return draft.claim(**{name: value(draft.claims[name])})


LOOKALIKES = {
    "lookalikes": lambda v: v.translate(TWISTED),
    "one-lookalike": lambda v: v[:-1] + v[-1].translate(TWISTED) + "\u200b",
}
EXACT: Mapping[str, tuple[Mapping[str, Any], str]] = {
    "padded": (SPACES, "{0} has something around it"),
    "near": (NEAR, "{0} is only like the right one"),
    "cased": ({"upper": str.upper, "title": str.title}, "{0} is in other case"),
    "homoglyph": (LOOKALIKES, "{0} is in look-alike letters"),
}


def _of_the_login_token(claim: Claim) -> Plan:
    shared = claim.name in SHARED
    return Plan(BOTH if shared else LOGIN, f"{claim.rule.value}.", must if claim.required else should, exact=shared)


def _register(claim: Claim, plan: Plan, clause: str) -> None:
    name = claim.name
    for slug, function, level, rows, title in _deviations(claim, plan):
        register(
            partial(function, name=name),
            f"{plan.stem}{slug}",
            claim.rule,
            level,
            clause,
            kinds=plan.kinds,
            cwe=plan.cwe,
            rows=rows,
            title=title.format(name),
            also=plan.also,
        )


Entry = tuple[str, Callable[..., Draft], Level, Mapping[str, Any] | None, str]


def _deviations(claim: Claim, plan: Plan) -> Iterator[Entry]:
    """Yield id part, function, level, rows and title of everything that the claim's table row gives."""
    if claim.required:
        yield "missing", _drop, plan.firm, None, "There is no {0}"
        yield "null", partial(_set, value=None), plan.firm, None, "{0} is null"
    arrays = ("array", "empty-array") if claim.rule is Rule.AUDIENCE else ()
    types = {slug: value for slug, value in TYPES.items() if slug not in (*OWN[claim.type], *arrays)}
    yield "wrong-type", _set, plan.mistyped, types, f"{{0}} is not of type {claim.type}"
    if claim.type == "string" and claim.rule is not Rule.REDIRECT:
        yield "empty", partial(_set, value=""), plan.firm, None, "{0} is empty"
    if plan.exact:
        for slug, (rows, title) in EXACT.items():
            yield slug, _spelled, plan.firm, rows, title
        if claim.rule is not Rule.AUDIENCE:
            yield "wrapped", _wrapped, should, WRAPPED, "{0} is wrapped"


for _claim in load().claims[Kind.LOGIN]:
    _both = f"Customer Login and Current Customer API, {_claim.name}"
    _register(_claim, _of_the_login_token(_claim), _both if _claim.name in SHARED else _claim.source)
for _claim in load().claims[Kind.CURRENT]:
    if _claim.name in PLANS:
        _register(_claim, PLANS[_claim.name], f"Current Customer API, {_claim.name}")
