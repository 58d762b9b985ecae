"""The steps that recipes are made of: drawn from the catalogue, or made up without it."""

from enum import StrEnum
from functools import cache
from typing import TypeVar

from hypothesis import strategies as st

from harness.contract.words import Kind
from harness.faults import deviations
from harness.faults.header_key import JWK
from harness.fuzz.keyring import KEYS, OWN, POINTED
from harness.fuzz.rewriting import HOW
from harness.fuzz.steps import (
    LABELLED,
    Claim,
    Deviate,
    Drop,
    DropHeader,
    Forge,
    Header,
    Rewrite,
    Sign,
    Step,
    Tamper,
    Twice,
)
from harness.fuzz.values import NAMES, claim_values, hostile_json, hostile_text
from harness.jose.mac import HMACS
from harness.tokens import Stage

MACS = ("", *HMACS)
ALGORITHMS = (
    "none", "None", "NONE", "nOnE", "", "HS256", "HS384", "HS512", "hs256", "RS256", "ES256", "PS256", "EdDSA", "HS1",
    "HS256 ", "dir", "none ", "HMAC", "A128KW",
)  # fmt: skip
KIDS = (
    "1", "../../../../dev/null", "/dev/null", "' UNION SELECT 'x' -- ", "{client_id}", "|true", "http://127.0.0.1/jwks",
    "/proc/sys/kernel/ostype", "", "%00",
)  # fmt: skip
PARAMETERS = ("alg", "typ", "kid", "jku", "x5u", "jwk", "x5c", "crit", "cty", "b64", "zip", "enc")
STAGES = tuple(stage.name for stage in Stage)
CHARACTERS = (
    ".", "..", "=", "==", "+", "/", "-", "_", "A", "0", " ", "\n", "\t", "\0", "%", "~", "!", "é", "{", "}", ",", '"',
    "[", "//",
)  # fmt: skip


T = TypeVar("T")


class Source(StrEnum):
    """Where a recipe's steps come from."""

    BOTH = "both"
    CATALOGUE = "catalogue"
    MADE_UP = "made-up"


@cache
def catalogue_moves(kind: Kind) -> st.SearchStrategy[Step]:
    """Return steps that apply one deviation of the catalogue: a family first, then one of its rows.

    So that a family of 256 rows comes no more often than one of a single row.
    """
    families: dict[str, list[Step]] = {}
    for one in deviations().values():
        if kind in one.kinds:
            families.setdefault(one.family, []).append(Deviate(one.id))
    tables = list(families.values())
    place = st.integers(0, len(tables) - 1), st.integers(0, 255)
    return st.tuples(*place).map(lambda at: tables[at[0]][at[1] % len(tables[at[0]])])


@cache
def made_up_moves(kind: Kind) -> st.SearchStrategy[Step]:
    """Return steps that know the shape of a token, and nothing of what was ever wrong with one."""
    names = NAMES[kind]
    claims: st.SearchStrategy[Claim] = one_of_equals(
        [st.builds(Claim, st.just(name), claim_values(name)) for name in names]
    )
    return one_of_equals(
        [
            st.sampled_from(names).map(Drop),
            claims,
            claims,  # once more: most of what goes wrong is here
            claims.map(lambda step: Tamper(step.path, step.value)),
            _headers(),
            _forgeries(),
            st.sampled_from(("typ", "alg")).map(DropHeader),
            st.builds(Sign, st.sampled_from((OWN, *KEYS)), st.sampled_from(MACS)),
            _rewrites(),
            st.builds(_twice, claims, st.sampled_from(("first", "last"))),
            st.builds(Claim, hostile_text(), hostile_json(3)),
        ]
    )


def _twice(step: Claim, where: str) -> Step:
    return Twice(step.path.partition(".")[0], step.value, where)


def one_of_equals(strategies: list[st.SearchStrategy[T]]) -> st.SearchStrategy[T]:
    """Return what draws from each of ``strategies`` as often, which ``one_of`` does not where one is itself several."""
    return st.integers(0, len(strategies) - 1).flatmap(strategies.__getitem__)


def moves(kind: Kind, source: Source = Source.BOTH) -> st.SearchStrategy[Step]:
    """Return the steps of ``source`` for tokens of ``kind``."""
    match source:
        case Source.CATALOGUE:
            return catalogue_moves(kind)
        case Source.MADE_UP:
            return made_up_moves(kind)
        case Source.BOTH:
            return one_of_equals([catalogue_moves(kind), made_up_moves(kind)])


def _headers() -> st.SearchStrategy[Step]:
    anything = hostile_json(2)
    return one_of_equals(
        [
            st.builds(Header, st.just("alg"), st.sampled_from(ALGORITHMS)),
            st.builds(Header, st.just("kid"), st.sampled_from(KIDS)),
            st.just(Header("jwk", JWK)),
            st.builds(Header, st.sampled_from(PARAMETERS), anything),
            st.builds(Header, hostile_text(), anything),
        ]
    )


def _forgeries() -> st.SearchStrategy[Step]:
    """Return headers with the signature that a program which obeys them would look for."""
    labels = st.sampled_from(ALGORITHMS).map(lambda alg: {"alg": alg})
    pointers = st.one_of(
        st.sampled_from(KIDS).map(lambda kid: {"kid": kid}),
        st.just({"jwk": JWK}),
        st.just({"jku": "http://127.0.0.1/"}),
    )
    keys = st.sampled_from((OWN, *KEYS))
    return one_of_equals(
        [
            st.builds(Forge, labels, st.just(OWN), st.just("")),
            st.builds(Forge, labels, keys, st.sampled_from((LABELLED, *HMACS))),
            st.builds(Forge, pointers, st.sampled_from(POINTED), st.just(LABELLED)),
        ]
    )


def _rewrites() -> st.SearchStrategy[Step]:
    text = st.sampled_from(CHARACTERS) | hostile_text()
    return st.builds(Rewrite, st.sampled_from(STAGES), st.sampled_from(tuple(HOW)), st.integers(-40, 400), text)
