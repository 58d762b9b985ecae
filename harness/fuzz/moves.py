"""The steps that recipes are made of: drawn from the catalogue, or made up without it."""

from enum import StrEnum
from functools import cache, partial

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
from harness.fuzz.tables import Grid, Shares, Table, entries, entries_or
from harness.fuzz.values import JSON, NAMES, hostile_json, hostile_text, values_of
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


class Source(StrEnum):
    """Where a recipe's steps come from."""

    BOTH = "both"
    CATALOGUE = "catalogue"
    MADE_UP = "made-up"


@cache
def catalogue_table(kind: Kind) -> Table[Step]:
    """Return steps that apply one deviation of the catalogue; each family has the same share, however many its rows."""
    families: dict[str, list[Step]] = {}
    for one in deviations().values():
        if kind in one.kinds:
            families.setdefault(one.family, []).append(Deviate(one.id))
    return Shares(*families.values())


@cache
def made_up_table(kind: Kind) -> Table[Step]:
    """Return steps that know the shape of a token, and nothing of what was ever wrong with one."""
    claims = Shares(*(Grid(partial(Claim, name), values_of(name)) for name in NAMES[kind]))
    return Shares(
        Grid(Drop, NAMES[kind]),
        claims,
        claims,  # once more: most of what goes wrong is here
        Grid(lambda step: Tamper(step.path, step.value), claims),
        Shares(
            Grid(partial(Header, "alg"), ALGORITHMS), Grid(partial(Header, "kid"), KIDS), Grid(Header, PARAMETERS, JSON)
        ),
        _forgeries(),
        Grid(DropHeader, ("typ", "alg")),
        Grid(Sign, (OWN, *KEYS), MACS),
        Grid(Rewrite, STAGES, tuple(HOW), (0, -1, *range(1, 32), *range(-32, -1)), CHARACTERS),
        Grid(_twice, ("first", "last"), claims),
    )


def _forgeries() -> Table[Step]:
    """Return headers with the signature that a program which obeys them would look for."""
    labels = Grid(lambda alg: {"alg": alg}, ALGORITHMS)
    pointers = Shares(Grid(lambda kid: {"kid": kid}, KIDS), [{"jwk": JWK}], [{"jku": "http://127.0.0.1/"}])
    return Shares(
        Grid(Forge, labels, [OWN], [""]),
        Grid(Forge, labels, (OWN, *KEYS), (LABELLED, *HMACS)),
        Grid(Forge, pointers, POINTED, [LABELLED]),
    )


def _twice(where: str, step: Claim) -> Step:
    return Twice(step.path.partition(".")[0], step.value, where)


def anything_goes(kind: Kind) -> st.SearchStrategy[Step]:
    """Return steps with values of Hypothesis' own: any JSON, any text, in any claim, parameter and place."""
    names = st.sampled_from(NAMES[kind]) | hostile_text()
    return st.one_of(
        st.builds(Claim, names, hostile_json(3)),
        st.builds(Header, st.sampled_from(PARAMETERS) | hostile_text(), hostile_json(2)),
        st.builds(Rewrite, st.sampled_from(STAGES), st.sampled_from(tuple(HOW)), st.integers(-40, 400), hostile_text()),
    )


@cache
def table_of(kind: Kind, source: Source) -> Table[Step]:
    """Return the steps of ``source`` that one number picks."""
    match source:
        case Source.CATALOGUE:
            return catalogue_table(kind)
        case Source.MADE_UP:
            return made_up_table(kind)
        case Source.BOTH:
            return Shares(catalogue_table(kind), made_up_table(kind))


@cache
def moves(kind: Kind, source: Source = Source.BOTH) -> st.SearchStrategy[Step]:
    """Return the steps of ``source`` for tokens of ``kind``, and now and then values of Hypothesis' own."""
    table = table_of(kind, source)
    return entries(table) if source is Source.CATALOGUE else entries_or(table, anything_goes(kind), 10)
