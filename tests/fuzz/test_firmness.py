"""How firmly the fuzzer holds a refusal against what the catalogue says of the same token."""

from collections.abc import Iterator
from functools import cache

from harness.contract.profile import load
from harness.contract.words import Expect, Kind, Level
from harness.faults import Inapplicable, deviations
from harness.fuzz.firmness import firmness
from harness.judge import CurrentPolicy, Door, Judgement, LoginPolicy, judge_current, judge_login
from harness.tokens import App, Customer, Draft, Scene, Store, current, login
from harness.tokens.parties import Channel

APP = App("r3clientid0000000000000000000000", "s3cr3tS3cr3t" * 5)
STORE, NOW = Store("abc123"), 1_789_000_000
ALICE, BOB = Customer(4927, "alice@example.com", channels=(1,)), Customer(4928, "bob@example.com", channels=(1,))
SCENE = Scene(APP, STORE, ALICE, NOW, "a-jti-of-its-own", BOB, age=60)
PROFILE = load().judging()
DOOR = Door(STORE.hash, Channel(1), {APP.client_id: APP}, {4927: ALICE, 4928: BOB}, {1: Channel(1)})


def judged(draft: Draft, kind: Kind) -> Judgement:
    if kind is Kind.CURRENT:
        return judge_current(draft.wire(), APP, STORE.hash, NOW, CurrentPolicy.of(PROFILE), [SCENE.other_app])
    return judge_login(draft.wire(), DOOR, NOW, LoginPolicy.of(PROFILE))


@cache
def refused() -> tuple[tuple[str, Level, Level | None], ...]:
    return tuple(weighed())


def weighed() -> Iterator[tuple[str, Level, Level | None]]:
    for name, one in deviations().items():
        for kind, make in ((Kind.CURRENT, current), (Kind.LOGIN, login)):
            if kind not in one.kinds or one.expect is not Expect.REFUSED:
                continue
            try:
                draft = one.change(one.base(make(SCENE)))
                wire = draft.wire()
            except Inapplicable:
                continue
            found = firmness(wire, (APP,), judged(draft, kind), NOW)
            yield f"{name} ({kind})", one.level, found[1] if found else None


def test_the_fuzzer_never_calls_must_what_the_catalogue_does_not() -> None:
    harsher = [name for name, own, found in refused() if found is Level.MUST and own is not Level.MUST]
    assert harsher == []


SOFTER = {
    "encoding.padded-after-signing", "foreign.current-customer", "identity.nobody", "request-ip.another-address",
    "request-ip.wildcard", "serialization.too-little", "serialization.forged-payload-beside",
    "serialization.forged-token-beside", "tampering.rewritten-after-signing",
}  # fmt: skip
"""Families that hold a row of which the bytes alone do not show that it is a must; no other may join them."""


def test_the_fuzzer_holds_nearly_all_that_the_catalogue_calls_must() -> None:
    musts = [(name, found) for name, own, found in refused() if own is Level.MUST]
    softer = [name for name, found in musts if found is not Level.MUST]
    assert len(musts) > 1500
    assert {".".join(name.split(" ")[0].split(".")[:2]) for name in softer} == SOFTER
    assert len(softer) < 30
