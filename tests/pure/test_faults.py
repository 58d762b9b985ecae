"""The four lints over every deviation, in every scene: one fault, its declared rule, undone accepted, no two alike."""

import json
import re
from collections import Counter, defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace

import pytest

from harness.contract.profile import load
from harness.contract.rules import fold, rules
from harness.contract.words import Expect, Kind, Level, Role, Rule
from harness.faults import Deviation, Inapplicable, deviation, deviations
from harness.jose import base64url, compact
from harness.jose.mac import HMACS, mac
from harness.judge import CurrentPolicy, Judgement, LoginPolicy, judge_current, judge_login
from harness.judge.current import current_reasons
from harness.tokens import App, Draft, current, login
from tests.conftest import ALICE, HEX, LISTENER, MIXED, NOW, OTHER, SPACED, door, scene

APPS = {"hex": HEX, "mixed": MIXED, "spaced": SPACED}
LOGIN_POLICY = LoginPolicy.of(load())


@dataclass(frozen=True)
class Case:
    """One deviation of one kind of token under one algorithm."""

    one: Deviation
    kind: Kind
    algorithm: str = "HS256"

    def __str__(self) -> str:
        return f"{self.one.id}-{self.kind}-{self.algorithm}"

    def fresh(self, app: App) -> Draft:
        return login(scene(app)) if self.kind is Kind.LOGIN else current(scene(app), self.algorithm)

    def judged(self, wire: str, app: App) -> Judgement:
        if self.kind is Kind.LOGIN:
            return judge_login(wire, door(app), NOW, LOGIN_POLICY)
        return judge_current(wire, app, "abc123", NOW, CurrentPolicy(), [OTHER])

    def made(self, apps: Iterable[App] = APPS.values()) -> Iterator[tuple[App, str, str]]:
        """Yield app, twin and deviating token for every scene in which the deviation can be made."""
        for app in apps:
            twin = self.one.base(self.fresh(app))
            try:
                wire = self.one.change(twin).wire()
            except Inapplicable:
                continue
            yield app, twin.wire(), wire

    def check(self, app: App, twin: str, wire: str) -> None:
        """Hold the deviation to being one fault of its declared rule, or none."""
        assert wire != twin, "it changes nothing"
        assert self.judged(twin, app).accepted, "undone, it is not accepted"
        found = self.judged(wire, app)
        if self.one.expect in (Expect.ACCEPTED, Expect.OWN_ID):
            assert found.accepted, found.reasons
        else:
            assert found.rules, "a sound party accepts it"
            assert found.rules <= self.one.reasons, found.reasons


def cases() -> Iterator[Case]:
    """Yield every deviation under the algorithm of its kind, and those worth it under the other one as well."""
    for one in deviations().values():
        if Kind.LOGIN in one.kinds:
            yield Case(one, Kind.LOGIN)
        if Kind.CURRENT in one.kinds:
            yield Case(one, Kind.CURRENT, "HS512")
            if one.each:
                yield Case(one, Kind.CURRENT, "HS256")


CASES = list(cases())
USUAL = [case for case in CASES if case.kind is Kind.LOGIN or case.algorithm == "HS512"]
FALLBACK = [Case(one, Kind.CURRENT, "HS256") for one in deviations().values() if Kind.CURRENT in one.kinds]
IMPOSSIBLE = {"algorithm.sibling.hs256", "algorithm.label-of-another-mac.hs256", "algorithm.relabelled.hs256",
              "key.public-value.issuer"}  # fmt: skip
"""What cannot be made from a login token, though from the other kind."""


@pytest.mark.parametrize("case", CASES, ids=str)
def test_each_deviation_is_one_fault_of_its_declared_rule(case: Case) -> None:
    tries = list(case.made())
    if case in USUAL and (case.kind is Kind.LOGIN or case.one.kinds == {case.kind}):
        assert tries or case.one.id in IMPOSSIBLE, "it can be made in no scene"
    for app, twin, wire in tries:
        case.check(app, twin, wire)


def test_each_deviation_of_a_current_token_works_under_hs256_or_makes_no_sense_there() -> None:
    left_out = set()
    for case in FALLBACK:
        tries = list(case.made([HEX]))
        if not tries and list(Case(case.one, Kind.CURRENT, "HS512").made([HEX])):
            left_out.add(case.one.family)
        for app, twin, wire in tries:
            case.check(app, twin, wire)
    assert left_out == {"algorithm.relabelled", "algorithm.label-of-another-mac", "signature.bit-flip-in-second-half",
                        "signature.cut-in-second-half"}  # fmt: skip


@pytest.mark.parametrize("error", [-20, 20])
def test_each_deviation_of_a_current_token_bears_an_error_of_the_clock(error: int) -> None:
    place = replace(scene(), bar=20, age=30)
    for one in [case.one for case in FALLBACK]:
        try:
            wire = one.change(one.base(current(place))).wire()
        except Inapplicable:
            continue
        found = judge_current(wire, HEX, "abc123", NOW + error, CurrentPolicy(), [OTHER])
        assert found.accepted == (one.expect in (Expect.ACCEPTED, Expect.OWN_ID)), (one.id, found.reasons)
        assert found.rules <= one.reasons, (one.id, found.reasons)


@pytest.mark.parametrize("kind", [Kind.LOGIN, Kind.CURRENT])
def test_no_two_deviations_make_the_same_bytes_with_other_expectations(kind: Kind) -> None:
    seen: dict[tuple[str, str], set[Expect]] = defaultdict(set)
    for case in CASES:
        if case.kind is kind:
            for app, _, wire in case.made():
                seen[app.client_id, wire].add(case.one.expect)
    assert not [wire for (_, wire), said in seen.items() if len(said) > 1]


@pytest.mark.parametrize(("kind", "least"), [(Kind.LOGIN, 450), (Kind.CURRENT, 600)])
def test_each_party_sees_hundreds_of_tokens(kind: Kind, least: int) -> None:
    """A family of rows counts at most 16, and another algorithm does not count again."""
    families = Counter(case.one.family for case in USUAL if case.kind is kind and any(case.made()))
    assert sum(min(16, count) for count in families.values()) >= least


def test_a_current_customer_token_stays_below_eight_kilobytes() -> None:
    sizes = {case.one.id: len(wire) for case in FALLBACK for _, _, wire in case.made([HEX])}
    assert max(sizes.values()) < 8192, max(sizes, key=lambda name: sizes[name])


def test_a_deviation_worth_each_algorithm_differs_in_the_mac_its_key_or_its_label() -> None:
    rules_of_the_mac = {Rule.ALGORITHM, Rule.SIGNATURE, Rule.KEY}
    families = {one.family: one for one in deviations().values() if one.each}
    assert len(families) >= 20
    assert {one.rule for one in families.values()} == rules_of_the_mac


def test_a_header_key_at_our_listener_needs_one() -> None:
    one = deviation("header-key.jku-to-us.plain")
    assert one.change(current(scene())).header["jku"] == f"{LISTENER}/{scene().jti}/keys.json"
    with pytest.raises(Inapplicable):
        one.change(current(replace(scene(), listener="")))


def test_making_a_deviation_twice_gives_the_same_bytes() -> None:
    for case in CASES:
        assert list(case.made()) == list(case.made()), case.one.id


@pytest.mark.parametrize("one", deviations().values(), ids=lambda one: one.id)
def test_each_deviation_says_what_it_is(one: Deviation) -> None:
    assert re.fullmatch(r"[a-z0-9-]+(\.[a-z0-9-]+){1,2}", one.id)
    assert one.title
    assert one.clause
    for key in one.rests:
        load().fact(key)
    for kind in one.kinds:
        role = Role.STOREFRONT if kind is Kind.LOGIN else Role.VERIFIER
        if role is Role.STOREFRONT or one.rule is not Rule.VARIANT:
            assert fold(role, one.rule) in rules()


def test_what_only_the_holder_of_the_secret_can_do_to_the_json_is_at_most_should() -> None:
    signed = [
        one for one in deviations().values() if one.id.startswith(("json.payload", "json.trailing", "encoding.padded."))
    ]
    assert signed
    assert not [one.id for one in signed if one.level is Level.MUST]


CLAIMS = {Rule.EXPIRY, Rule.AUDIENCE, Rule.ISSUER, Rule.OPERATION, Rule.STORE, Rule.CUSTOMER}
"""What a current customer token must not drop or change, whoever signed it."""


def rightly_signed(wire: str, key: bytes) -> bool:
    """Whether three segments are there, and their MAC, by whatever HMAC, is the one that ``key`` gives."""
    try:
        parts = compact.split(wire)
        signature, signed = base64url.decode(parts.signature), parts.signing_input
    except ValueError:
        return False
    return any(mac(name, key, signed) == signature for name in HMACS)


def test_a_must_at_a_server_needs_no_secret_or_is_about_who_where_when_and_for_whom() -> None:
    for case in FALLBACK:
        one = case.one
        if one.level is Level.MUST and one.expect is Expect.REFUSED and one.rule not in CLAIMS:
            assert not any(rightly_signed(wire, HEX.key) for _, _, wire in case.made([HEX])), one.id


def test_duplicates_are_right_or_wrong_for_whoever_takes_the_last() -> None:
    for case in FALLBACK:
        if not case.one.id.startswith("duplicates.") or case.one.id.startswith("duplicates.alg"):
            continue
        for app, _, wire in case.made([HEX]):
            claims = json.loads(base64url.decode(wire.split(".")[1]))
            found = {one.rule for one in current_reasons(claims, app, "abc123", NOW, CurrentPolicy())}
            assert found == (set() if case.one.expect is Expect.LAST_WINS else {case.one.rule}), case.one.id
            assert case.one.expect is not Expect.LAST_WINS or claims["customer"]["id"] == ALICE.id


def test_a_token_that_tempts_holds_the_right_id_and_tells_of_someone_else() -> None:
    for case in FALLBACK:
        if case.one.expect is Expect.OWN_ID:
            for _, twin, wire in case.made([HEX]):
                assert json.loads(base64url.decode(wire.split(".")[1]))["customer"]["id"] == ALICE.id
                assert wire.split(".")[0] == twin.split(".")[0]


def test_hmac_equivalent_keys_are_no_deviation() -> None:
    """A key padded with NUL up to the block is the same HMAC key (RFC 2104 2)."""
    draft = login(scene(MIXED))
    assert draft.signed_with(MIXED.key + b"\0").wire().rpartition(".")[2] == draft.wire().rpartition(".")[2]


def test_an_unknown_deviation_is_told_with_its_nearest_neighbour() -> None:
    with pytest.raises(KeyError, match=r"algorithm\.sibling\.hs384"):
        deviation("algorithm.sibling.hs38")
