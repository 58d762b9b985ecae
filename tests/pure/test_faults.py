"""The four lints over every deviation, in every scene: one fault, its declared rule, undone accepted, no two alike."""

import re
from collections import Counter, defaultdict
from collections.abc import Iterator

import pytest

from harness.contract.profile import load
from harness.contract.rules import fold, rules
from harness.contract.words import Expect, Kind, Level, Role
from harness.faults import Deviation, Inapplicable, deviation, deviations
from harness.judge import CurrentPolicy, Judgement, LoginPolicy, judge_current, judge_login
from harness.tokens import App, Draft, Scene, current, login
from tests.conftest import HEX, MIXED, NOW, OTHER, SPACED, door, scene

APPS = {"hex": HEX, "mixed": MIXED, "spaced": SPACED}
LOGIN_POLICY = LoginPolicy.of(load())
CASES = [(one, kind) for one in deviations().values() for kind in sorted(one.kinds)]


def name(value: object) -> str:
    return value.id if isinstance(value, Deviation) else str(value)


def fresh(kind: Kind, app: App, jti: str = "0123456789abcdef" * 2) -> Draft:
    place: Scene = scene(app, jti)
    return login(place) if kind is Kind.LOGIN else current(place)


def judged(kind: Kind, wire: str, app: App) -> Judgement:
    if kind is Kind.LOGIN:
        return judge_login(wire, door(app), NOW, LOGIN_POLICY)
    return judge_current(wire, app, "abc123", NOW, CurrentPolicy(), [OTHER])


def made(one: Deviation, kind: Kind) -> Iterator[tuple[App, str, str]]:
    """Yield app, twin and deviating token for every scene in which the deviation can be made."""
    for app in APPS.values():
        twin = one.base(fresh(kind, app))
        try:
            wire = one.change(twin).wire()
        except Inapplicable:
            continue
        yield app, twin.wire(), wire


@pytest.mark.parametrize(("one", "kind"), CASES, ids=name)
def test_each_deviation_is_one_fault_of_its_declared_rule(one: Deviation, kind: Kind) -> None:
    tries = list(made(one, kind))
    if kind is Kind.LOGIN or one.kinds == {kind}:
        unmakeable = {"algorithm.sibling.hs256", "algorithm.label-of-another-mac.hs256", "key.public-value.issuer"}
        assert tries or one.id in unmakeable, "it can be made in no scene"
    for app, twin, wire in tries:
        assert wire != twin, "it changes nothing"
        assert judged(kind, twin, app).accepted, "undone, it is not accepted"
        found = judged(kind, wire, app)
        if one.expect is Expect.ACCEPTED:
            assert found.accepted, found.reasons
        else:
            assert found.rules, "a sound party accepts it"
            assert found.rules <= one.reasons, found.reasons


@pytest.mark.parametrize("kind", [Kind.LOGIN, Kind.CURRENT])
def test_no_two_deviations_make_the_same_bytes_with_other_expectations(kind: Kind) -> None:
    seen: dict[tuple[str, str], set[tuple[Expect, str]]] = defaultdict(set)
    for one, where in CASES:
        if where is kind:
            for app, _, wire in made(one, kind):
                seen[app.client_id, wire].add((one.expect, one.rule))
    clashes = {wire for (_, wire), said in seen.items() if len({expect for expect, _ in said}) > 1}
    assert not clashes


def test_the_login_door_sees_at_least_450_tokens() -> None:
    families = Counter(one.family for one, kind in CASES if kind is Kind.LOGIN and any(made(one, kind)))
    assert sum(min(16, count) for count in families.values()) >= 450


def test_making_a_deviation_twice_gives_the_same_bytes() -> None:
    for one, kind in CASES:
        assert list(made(one, kind)) == list(made(one, kind)), one.id


@pytest.mark.parametrize("one", deviations().values(), ids=name)
def test_each_deviation_says_what_it_is(one: Deviation) -> None:
    assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+){1,2}", one.id)
    assert one.title
    assert one.clause
    for key in one.rests:
        load().fact(key)
    for kind in one.kinds:
        role = Role.STOREFRONT if kind is Kind.LOGIN else Role.VERIFIER
        if role is Role.STOREFRONT:
            assert fold(role, one.rule) in rules()


def test_what_only_the_holder_of_the_secret_can_do_to_the_json_is_at_most_should() -> None:
    signed = [
        one for one in deviations().values() if one.id.startswith(("json.payload", "json.trailing", "encoding.padded."))
    ]
    assert signed
    assert not [one.id for one in signed if one.level is Level.MUST]


def test_hmac_equivalent_keys_are_no_deviation() -> None:
    """A key padded with NUL up to the block is the same HMAC key (RFC 2104 2)."""
    draft = login(scene(MIXED))
    assert draft.signed_with(MIXED.key + b"\0").wire().rpartition(".")[2] == draft.wire().rpartition(".")[2]


def test_an_unknown_deviation_is_told_with_its_nearest_neighbour() -> None:
    with pytest.raises(KeyError, match=r"algorithm\.sibling\.hs384"):
        deviation("algorithm.sibling.hs38")
