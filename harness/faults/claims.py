"""Deviations of the login claims that follow from the claim table: missing, null, empty, mistyped, padded, cased.

Ids take the family from the claim's rule, such as ``store.missing``. What needs thought has a file of its own.
"""

from collections.abc import Iterator, Mapping
from functools import partial
from typing import Any

from harness.contract.profile import Claim, load
from harness.contract.words import Kind, Level, Rule
from harness.faults.registry import LOGIN, Inapplicable, must, register, should
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
NEAR = {"cut": lambda v: v[:-1], "beheaded": lambda v: v[1:], "extended": lambda v: v + "x",
"prefixed": lambda v: "x" + v, "listed": lambda v: f"{v},x",
        "listed-last": lambda v: f"x {v}", "first-letter": lambda v: v[:1], "wildcard": lambda v: v[:2] + "*",
        "doubled": lambda v: v + v,
        "slash": lambda v: v + "/", "star": lambda v: "*", "dot-regex": lambda v: "." * len(v)}  # fmt: skip
TWISTED = str.maketrans("aceopsxi0123456789", "асеорѕхі０１２３４５６７８９")
EXACT = (Rule.ISSUER, Rule.OPERATION, Rule.STORE)
"""Claims that are compared with one known value, so that every near miss is another value."""


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


def _exact_rows() -> Iterator[tuple[str, dict[str, Any], str]]:
    yield "padded", SPACES, "{0} has something around it"
    yield "near", NEAR, "{0} is only like the right one"
    yield "cased", {"upper": str.upper, "title": str.title}, "{0} is in other case"
    yield (
        "homoglyph",
        {
            "lookalikes": lambda v: v.translate(TWISTED),
            "one-lookalike": lambda v: v[:-1] + v[-1].translate(TWISTED) + "\u200b",
        },
        "{0} is in look-alike letters",
    )


def _register(claim: Claim) -> None:
    clause, family = claim.source, claim.rule.value
    enter = partial(register, rule=claim.rule, kinds=LOGIN, cwe=345)
    name = claim.name
    firm: Level = must if claim.required else should
    if claim.required:
        enter(partial(_drop, name=name), f"{family}.missing", level=must, clause=clause, title=f"There is no {name}")
        enter(
            partial(_set, value=None, name=name), f"{family}.null", level=must, clause=clause, title=f"{name} is null"
        )
    types = {slug: value for slug, value in TYPES.items() if slug not in OWN[claim.type]}
    enter(
        partial(_set, name=name),
        f"{family}.wrong-type",
        level=should,
        clause=clause,
        rows=types,
        title=f"{name} is not of type {claim.type}",
    )
    if claim.type == "string" and claim.rule is not Rule.REDIRECT:
        enter(
            partial(_set, value="", name=name), f"{family}.empty", level=firm, clause=clause, title=f"{name} is empty"
        )
    if claim.rule in EXACT:
        for slug, rows, title in _exact_rows():
            enter(
                partial(_spelled, name=name),
                f"{family}.{slug}",
                level=must,
                clause=clause,
                rows=rows,
                title=title.format(name),
            )
        wrapped = {"array": lambda v: [v], "array-with-another": lambda v: [v, "x"], "object": lambda v: {"value": v}}
        enter(
            partial(_wrapped, name=name),
            f"{family}.wrapped",
            level=should,
            clause=clause,
            rows=wrapped,
            title=f"{name} is wrapped",
        )


def _wrapped(draft: Draft, value: Any, name: str) -> Draft:
    return draft.claim(**{name: value(draft.claims[name])})


for _claim in load().claims[Kind.LOGIN]:
    _register(_claim)
