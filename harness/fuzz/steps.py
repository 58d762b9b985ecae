"""The steps of a recipe: what is done to a valid token, each as plain data that shrinks, is stored and told.

A step that cannot be taken, because what it changes is not there, leaves the token as it is.
"""

from collections.abc import Callable
from dataclasses import dataclass, fields
from difflib import get_close_matches
from typing import Any

from harness.faults import deviation, deviations
from harness.fuzz.keyring import key_named
from harness.fuzz.placeholders import filled
from harness.fuzz.rewriting import HOW, put_twice, rewritten, tampered
from harness.jose.mac import HMACS
from harness.tokens import Draft, Stage

LABELLED = "the algorithm that it is labelled with"


@dataclass(frozen=True, slots=True)
class Deviate:
    """Applies a deviation of the catalogue by its id."""

    id: str

    def apply(self, draft: Draft) -> Draft:
        """Return the draft with the deviation applied to its twin."""
        found = deviation(self.id)
        return found.change(found.base(draft)) if draft.kind in found.kinds else draft

    def __str__(self) -> str:
        return f"deviates by {self.id}: {deviation(self.id).title}"


@dataclass(frozen=True, slots=True)
class Claim:
    """Sets a claim, or one of a claim's own (``customer.id``), to a value with placeholders."""

    path: str
    value: Any

    def apply(self, draft: Draft) -> Draft:
        """Return the draft with the claim set."""
        name, _, inner = self.path.partition(".")
        value = filled(self.value, draft.scene)
        if not inner:
            return draft.claim(**{name: value})
        outer = draft.claims.get(name)
        return draft.claim(**{name: {**(outer if isinstance(outer, dict) else {}), inner: value}})

    def __str__(self) -> str:
        return f"sets the claim {self.path} to {self.value!r:.80}"


@dataclass(frozen=True, slots=True)
class Drop:
    """Leaves out a claim, or one of a claim's own."""

    path: str

    def apply(self, draft: Draft) -> Draft:
        """Return the draft without the claim."""
        name, _, inner = self.path.partition(".")
        outer = draft.claims.get(name)
        if not inner:
            return draft.without(name)
        return (
            draft.claim(**{name: {k: v for k, v in outer.items() if k != inner}}) if isinstance(outer, dict) else draft
        )

    def __str__(self) -> str:
        return f"leaves out the claim {self.path}"


@dataclass(frozen=True, slots=True)
class Header:
    """Sets a header parameter to a value with placeholders."""

    name: str
    value: Any

    def apply(self, draft: Draft) -> Draft:
        """Return the draft with the parameter set."""
        return draft.head(**{self.name: filled(self.value, draft.scene)})

    def __str__(self) -> str:
        return f"sets the header parameter {self.name} to {self.value!r:.80}"


@dataclass(frozen=True, slots=True)
class DropHeader:
    """Leaves out a header parameter."""

    name: str

    def apply(self, draft: Draft) -> Draft:
        """Return the draft without the parameter."""
        return draft.headless(self.name)

    def __str__(self) -> str:
        return f"leaves out the header parameter {self.name}"


@dataclass(frozen=True, slots=True)
class Sign:
    """Signs with another key of the ring, or by another HMAC ("" leaves the signature empty)."""

    key: str
    mac: str

    def apply(self, draft: Draft) -> Draft:
        """Return the draft signed so."""
        return draft.signed_with(key_named(self.key, draft), self.mac)

    def __str__(self) -> str:
        return f"signs with {self.key} by {self.mac}" if self.mac else "leaves the signature empty"


@dataclass(frozen=True, slots=True)
class Forge:
    """Sets header parameters and signs with what they seem to ask for: a key of the ring, by an HMAC or by none.

    The HMAC LABELLED is the one that the header then names, where it names one.
    """

    header: dict[str, Any]
    key: str
    mac: str

    def apply(self, draft: Draft) -> Draft:
        """Return the draft with that header, signed so."""
        headed = draft.head(**filled(self.header, draft.scene))
        label = headed.header.get("alg")
        chosen = (label if label in HMACS else headed.mac) if self.mac == LABELLED else self.mac
        return headed.signed_with(key_named(self.key, headed), chosen)

    def __str__(self) -> str:
        signed = f"signs with {self.key} by {self.mac}" if self.mac else "leaves the signature empty"
        return f"sets the header parameters {self.header!r:.80} and {signed}"


@dataclass(frozen=True, slots=True)
class Rewrite:
    """Edits the bytes or the text of one stage on the way to the wire; ``at`` counts from its start, or its end."""

    stage: str
    how: str
    at: int
    text: str

    def apply(self, draft: Draft) -> Draft:
        """Return the draft with the edit."""
        return draft.edit(Stage[self.stage], lambda found: rewritten(found, self.how, self.at, self.text))

    def __str__(self) -> str:
        return f"{self.how} {self.text!r} at {self.at} of the {self.stage.lower().replace('_', ' ')}"


@dataclass(frozen=True, slots=True)
class Twice:
    """Writes a claim a second time, before the others or after them."""

    path: str
    value: Any
    where: str

    def apply(self, draft: Draft) -> Draft:
        """Return the draft with the duplicate in its JSON."""
        value = filled(self.value, draft.scene)
        return draft.edit(Stage.PAYLOAD_JSON, lambda found: put_twice(found, self.path, value, self.where))

    def __str__(self) -> str:
        return f"writes the claim {self.path} twice, {self.where} with {self.value!r:.80}"


@dataclass(frozen=True, slots=True)
class Tamper:
    """Sets a claim after the token was signed, as anybody can."""

    path: str
    value: Any

    def apply(self, draft: Draft) -> Draft:
        """Return the draft with its payload rewritten."""
        value = filled(self.value, draft.scene)
        return draft.edit(Stage.TOKEN, lambda wire: tampered(wire, self.path, value))

    def __str__(self) -> str:
        return f"sets the claim {self.path} to {self.value!r:.80} after signing"


Step = Deviate | Claim | Drop | Header | DropHeader | Sign | Forge | Rewrite | Twice | Tamper
STEPS: dict[str, Callable[..., Step]] = {
    "deviate": Deviate, "claim": Claim, "drop": Drop, "header": Header, "drop-header": DropHeader, "sign": Sign,
    "forge": Forge, "rewrite": Rewrite, "twice": Twice, "tamper": Tamper,
}  # fmt: skip
_NAMES = {kind: name for name, kind in STEPS.items()}
_PLAIN: dict[Any, type] = {str: str, int: int, dict[str, Any]: dict}
"""The types of fields that do not take just anything."""


def step_as_json(step: Step) -> list[Any]:
    """Return a step as a list of its name and its fields."""
    return [_NAMES[type(step)], *(getattr(step, field.name) for field in fields(step))]


def step_from_json(data: Any) -> Step:
    """Return the step that ``step_as_json`` wrote; ValueError says what is wrong with ``data``."""
    if not isinstance(data, list) or not data or data[0] not in STEPS:
        raise ValueError(f"{data!r:.80} is no step; a step starts with {', '.join(STEPS)}")
    try:
        step = STEPS[data[0]](*data[1:])
    except TypeError as error:
        raise ValueError(f"the step {data[0]!r} has other fields: {error}") from error
    if said := _amiss(step):
        raise ValueError(f"the step {data[0]!r}: {said}")
    return step


def _amiss(step: Step) -> str:
    """Return what is wrong with a step that was read from outside, or ""."""
    for field in fields(step):
        kind = _PLAIN.get(field.type)
        if kind and type(value := getattr(step, field.name)) is not kind:
            return f"{field.name} is {value!r:.40}, and has to be of the type {kind.__name__}"
    match step:
        case Deviate(id=name) if name not in deviations():
            near = get_close_matches(name, deviations(), n=1)
            return f"there is no deviation {name!r:.60}" + (f"; did you mean {near[0]}?" if near else "")
        case Rewrite(stage=stage) if stage not in Stage.__members__:
            return f"there is no stage {stage!r:.40}; there are {', '.join(Stage.__members__)}"
        case Rewrite(how=how) if how not in HOW:
            return f"nothing is edited by {how!r:.40}; there are {', '.join(HOW)}"
        case _:
            return ""
