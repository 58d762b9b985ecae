"""The reading of issued tokens: one check for each mistake, none for a sound token, and the faults' rules kept."""

import string
from collections.abc import Callable, Iterator
from hashlib import new, sha256
from typing import Any
from urllib.parse import quote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from harness.contract.profile import load
from harness.contract.words import Expect, Kind, Level, Rule
from harness.faults import Deviation, Inapplicable, deviations
from harness.jose import base64url
from harness.judge import LoginPolicy, judge_login
from harness.judge.issued import Check, Order, breaches, checks, issued
from harness.judge.issued.registry import STAGES
from harness.judge.redirect import is_own_path
from harness.tokens import App, Draft, Stage, current, login, payload, session_sync, storefront_api
from tests.conftest import ALICE, BOB, HEX, MIXED, NOW, SPACED, door, scene

UUID = "0b0f4a6e-9d3c-4c55-8d0a-5a2b7f1c9e31"
SECONDS = {"earliest": NOW + 0.2, "latest": NOW + 0.6}


def order(app: App = MIXED, **changes: Any) -> Order:
    known = {"app": app, "store_hash": "abc123", "customer_id": ALICE.id, **SECONDS}
    return Order(**{**known, **changes})


def draft(app: App = MIXED) -> Draft:
    return login(scene(app, jti="7f3a9c51e2b84d06a1c7f0935be2d418"))


def broken(wire: str, wanted: Order) -> list[str]:
    return [one.id for one, _ in breaches(issued(wire, wanted))]


Change = Callable[[Draft], Any]


def claim(**changes: Any) -> Change:
    return lambda one: one.claim(**changes)


def asked(path: str, found: object) -> tuple[Change, dict[str, Any]]:
    return claim(redirect_to=found), {"return_to": path}


def spare_bits(wire: str) -> str:
    parts = wire.split(".")
    alphabet = string.ascii_uppercase + string.ascii_lowercase + string.digits + "-_"
    return ".".join([*parts[:2], parts[2][:-1] + alphabet[alphabet.index(parts[2][-1]) + 1]])


ROWS: dict[str, Change | tuple[Change, dict[str, Any]]] = {
    "serialization.compact": lambda one: one.wire().rpartition(".")[0],
    "encoding.base64url": lambda one: one.wire() + "=",
    "encoding.canonical": lambda one: spare_bits(one.wire()),
    "json.header": lambda one: one.edit(Stage.HEADER_JSON, lambda data: data[:-1] + b',"alg":"HS256"}'),
    "json.payload": lambda one: one.edit(Stage.PAYLOAD_JSON, lambda data: b"[" + data + b"]"),
    "header.no-extensions": lambda one: one.head(crit=["exp"]),
    "header.typ": lambda one: one.headless("typ"),
    "header.typ-in-capitals": lambda one: one.head(typ="jwt"),
    "header.no-key": lambda one: one.head(kid="1"),
    "header.no-content-type": lambda one: one.head(cty="JWT"),
    "algorithm.present": lambda one: one.headless("alg"),
    "algorithm.signed": lambda one: one.head(alg="none").signed_with(b"", ""),
    "algorithm.hs256": lambda one: one.head(alg="HS512").signed_with(one.key, "HS512"),
    "algorithm.true-label": lambda one: one.signed_with(one.key, "HS384"),
    "signature.no-blank-key": lambda one: one.signed_with(b""),
    "signature.exact-secret": lambda one: one.signed_with(one.key + b"\n"),
    "signature.whole": lambda one: one.edit(Stage.MAC, lambda raw: raw[:16]),
    "signature.under-the-secret": lambda one: one.signed_with("nobody's"),
    "operation.no-access-token": lambda one: f"{'0a' * 32}_{NOW}",
    "operation.kind": lambda one: current(one.scene),
    "operation.present": lambda one: one.without("operation"),
    "operation.customer-login": claim(operation="custom_login"),
    "issuer.present": lambda one: one.without("iss"),
    "issuer.client-id": claim(iss="BigCommerce"),
    "audience.left-out": claim(aud="BigCommerce"),
    "store.present": lambda one: one.without("store_hash"),
    "store.bare": claim(store_hash="stores/abc123"),
    "store.right": claim(store_hash="zz9other"),
    "issued-at.present": lambda one: one.without("iat"),
    "issued-at.an-integer": claim(iat=NOW + 0.25),
    "issued-at.in-seconds": claim(iat=NOW * 1000),
    "issued-at.not-ahead": claim(iat=NOW + 2),
    "issued-at.rounded-down": claim(iat=NOW + 1),
    "issued-at.young": claim(iat=NOW - 26),
    "issued-at.fresh": claim(iat=NOW - 7),
    "life.not-over": claim(exp=NOW),
    "life.no-exp": claim(exp=NOW + 30),
    "life.begun": claim(nbf=NOW + 60),
    "life.no-nbf": claim(nbf=NOW),
    "jti.present": lambda one: one.without("jti"),
    "jti.a-text": claim(jti=" "),
    "jti.not-made-of-the-time": claim(jti=str(NOW)),
    "jti.long-enough": claim(jti="k3v9x"),
    "customer.present": lambda one: one.without("customer_id"),
    "customer.a-number": claim(customer_id="alice@example.com"),
    "customer.somebody": claim(customer_id=0),
    "customer.the-one-asked-for": claim(customer_id=BOB.id),
    "customer.no-text": claim(customer_id=str(ALICE.id)),
    "customer.no-fraction": claim(customer_id=float(ALICE.id)),
    "channel.present": (lambda one: one, {"channel_id": 2}),
    "channel.a-number": claim(channel_id=[1]),
    "channel.right": (claim(channel_id=1), {"channel_id": 2}),
    "channel.no-text": (claim(channel_id="2"), {"channel_id": 2}),
    "request-ip.an-address": claim(request_ip="localhost"),
    "request-ip.the-shoppers": (claim(request_ip="10.0.0.9"), {"peer": "127.0.0.1"}),
    "request-ip.in-plain-form": (claim(request_ip="::ffff:127.0.0.1"), {"peer": "127.0.0.1"}),
    "redirect.right-name": (claim(redirect_url="/cart.php"), {"return_to": "/cart.php"}),
    "redirect.a-text": claim(redirect_to=None),
    "redirect.relative": asked("/cart.php", "https://store.example/cart.php"),
    "redirect.on-the-store": asked("//evil.example", "//evil.example"),
    "redirect.from-the-root": asked("evil.example", "evil.example"),
    "redirect.short-enough": claim(note="x" * 8000),
    "landing.asked-for": (lambda one: one, {"return_to": "/cart.php"}),
    "landing.same-page": asked("/search.php?q=a#b", "/"),
    "landing.whole-query": asked("/search.php?q=a&p=2#b", "/search.php?q=a#b"),
    "landing.same-fragment": asked("/search.php?q=a#b", "/search.php?q=a"),
    "landing.characters-intact": asked("/café?q=床", "/caf?q="),
    "cart.a-boolean": claim(enable_persistent_cart="true"),
}
"""One token for each check, which breaks that one and no other."""


def made(name: str, app: App = MIXED) -> tuple[str, Order]:
    row = ROWS[name]
    change, changes = row if isinstance(row, tuple) else (row, {})
    token = change(draft(app))
    return token if isinstance(token, str) else token.wire(), order(app, **changes)


def test_no_check_lacks_its_token() -> None:
    assert list(ROWS) == list(checks())


@pytest.mark.parametrize("app", [MIXED, SPACED], ids=["short", "spaced"])
@pytest.mark.parametrize("name", ROWS)
def test_one_mistake_breaks_one_check(name: str, app: App) -> None:
    assert broken(*made(name, app)) == [name]


@pytest.mark.parametrize("one", checks().values(), ids=lambda one: one.id)
def test_a_check_says_what_it_is(one: Check) -> None:
    assert one.title[0].isupper()
    assert not one.title.endswith(".")
    assert one.clause
    for key in one.rests:
        load().fact(key)
    assert one.level is not Level.MUST or all(load().fact(key).firm for key in one.rests), "nothing to fail by"


def test_every_file_of_checks_is_a_stage() -> None:
    families = {one.split(".")[0] for one in checks()}
    assert families == {stage.replace("_", "-") for stage in STAGES}


LATER = {
    "customer.the-one-asked-for": "the customer exists, and somebody else is signed in",
    "channel.present": "the customer is signed in on another channel",
    "channel.right": "the customer is signed in on another channel",
    "redirect.right-name": "the customer is signed in and lands elsewhere",
    "issued-at.young": "there are some seconds left, and fewer on a slow line",
}
"""What must not be although the store of these tests takes the token."""


@pytest.mark.parametrize("name", [one.id for one in checks().values() if one.level is Level.MUST])
def test_a_must_is_what_the_store_refuses(name: str) -> None:
    wire, _ = made(name)
    assert judge_login(wire, door(MIXED), NOW, LoginPolicy.of(load())).accepted == (name in LATER)


def digest(name: str, text: str) -> str:
    return new(name, text.encode()).hexdigest()


def dashes(text: str) -> str:
    return "-".join((text[:8], text[8:12], text[12:16], text[16:20], text[20:]))


SOUND: dict[str, tuple[Change, dict[str, Any]]] = {
    "32-hex": (lambda one: one, {}),
    "uuid": (claim(jti=UUID), {}),
    "uuid-7": (claim(jti=dashes(f"{NOW * 1000:012x}7a1b8c2d3e4f5061728394")), {}),
    "64-hex": (claim(jti=sha256(b"x").hexdigest()), {}),
    "22-base64url": (claim(jti="q83vEjRWeJq83vEjRWeJqg"), {}),
    "time-and-random": (claim(jti=f"{NOW}-{UUID}"), {}),
    "redirect": asked("/cart.php?a=1#b", "/cart.php?a=1#b"),
    "redirect-unasked": (claim(redirect_to="/"), {}),
    "default-page": (lambda one: one, {"return_to": "/account.php"}),
    "hostile-dropped": (lambda one: one, {"return_to": "//evil.example"}),
    "hostile-made-safe": asked("//evil.example", "/"),
    "channel": (claim(channel_id=2), {"channel_id": 2}),
    "channel-any": (claim(channel_id=7), {}),
    "channel-default": (lambda one: one, {"channel_id": 1}),
    "address": (claim(request_ip="127.0.0.1"), {"peer": "127.0.0.1"}),
    "address-v6": (claim(request_ip="2001:DB8:0::1"), {"peer": "2001:db8::1"}),
    "address-unknown": (claim(request_ip="203.0.113.9"), {}),
    "cart": (claim(enable_persistent_cart=True), {}),
    "extra": (claim(note="x", context={"a": [1, None]}, redirect_url=None), {}),
    "typ-first": (lambda one: one.headless("alg").head(alg="HS256"), {}),
    "escaped-slashes": (
        lambda one: one.claim(redirect_to="/a/b").edit(Stage.PAYLOAD_JSON, lambda data: data.replace(b"/", b"\\/")),
        {"return_to": "/a/b"},
    ),
}


@pytest.mark.parametrize("app", [HEX, MIXED, SPACED], ids=["hex", "short", "spaced"])
@pytest.mark.parametrize("name", SOUND)
def test_a_sound_token_breaks_nothing(name: str, app: App) -> None:
    change, changes = SOUND[name]
    assert not broken(change(draft(app)).wire(), order(app, **changes))


@pytest.mark.parametrize(
    ("earliest", "latest", "iat", "expected"),
    [
        (0.0, 0.0, 0, ""),
        (0.0, 0.0, 1, "not-ahead"),  # a moment known to be a whole second is never rounded up
        (0.0, 0.001, 1, "rounded-down"),
        (0.5, 0.999, 1, "rounded-down"),
        (0.5, 0.999, 2, "not-ahead"),
        (0.5, 1.0, 1, ""),
        (0.9, 1.1, 1, ""),
        (-5.0, 5.0, 5, ""),
        (-5.0, 5.0, -10, ""),
        (0.0, 0.0, -5, ""),
        (0.999, 1.0, -5, ""),  # 5.999 s: the second of iat can have begun 5 s before
        (0.0, 0.0, -6, "fresh"),
        (0.999, 1.0, -6, "fresh"),
        (0.0, 0.0, -25, "fresh"),
        (0.001, 1.0, -25, "young"),
        (0.0, 0.0, -26, "young"),
        (0.0, 0.0, -NOW, "young"),
        (0.0, 0.0, -2 * NOW, "young"),
        (0.0, 0.0, 86_400, "not-ahead"),
        (0.0, 0.0, 2**63, "not-ahead"),
        (0.0, 0.0, NOW * 9, "in-seconds"),
        (0.0, 0.0, NOW * 999 + 86_399_999, "in-seconds"),
        (0.0, 0.0, NOW * 999 + 86_400_001, "not-ahead"),
        (0.0, 0.0, NOW * (10**6 - 1), "in-seconds"),
        (0.0, 0.0, NOW * (10**9 - 1), "in-seconds"),
    ],
)
def test_each_stretch_of_time_has_one_check(earliest: float, latest: float, iat: int, expected: str) -> None:
    wanted = order(earliest=NOW + earliest, latest=NOW + latest)
    found = broken(draft().claim(iat=NOW + iat).wire(), wanted)
    assert found == ([f"issued-at.{expected}"] if expected else [])


@given(
    earliest=st.floats(NOW - 10, NOW + 10),
    length=st.floats(0, 10),
    part=st.floats(0, 1),
)
def test_whoever_rounds_down_is_never_blamed(earliest: float, length: float, part: float) -> None:
    latest = earliest + length
    moment = min(latest, earliest + part * length)
    assert not broken(draft().claim(iat=int(moment)).wire(), order(earliest=earliest, latest=latest))


def test_the_window_is_the_profiles() -> None:
    narrow = load().overlaid("narrow", {"login.window": {"value": 60, "standing": "documented", "source": "x"}}, "x")
    assert broken(draft().claim(iat=NOW - 26).wire(), order(profile=narrow)) == ["issued-at.fresh"]


@pytest.mark.parametrize("value", [True, None, "", "now", str(NOW), [NOW], {"s": NOW}, float(NOW), NOW * 1000.5])
def test_a_time_of_another_type_is_told_once(value: object) -> None:
    assert broken(draft().claim(iat=value).wire(), order()) == ["issued-at.an-integer"]


@pytest.mark.parametrize(
    "jti",
    [
        f"{NOW}",
        f"{NOW}123",
        f"{NOW}123456",
        f"{NOW}123456789",
        f"{NOW}.123456",
        f"{NOW:x}",
        f"{NOW:X}1b2c3",
        f"{NOW:x}1b2c3.12345678",
        f"{NOW * 1000:x}",
        f"{ALICE.id}{NOW}",
        f"{ALICE.id}-{NOW}",
        f"{NOW}_{ALICE.id}",
        f"{MIXED.client_id}-{NOW}",
        f"bigcommerce-login-{NOW}",
        f"{NOW}-abc123-{ALICE.id}",
        f"{NOW}-83b2",
        "mtuseqnv4f7k2x9q0vb",  # the milliseconds in base 36, and what Math.random() gives
        digest("md5", str(NOW)),
        digest("md5", str(NOW - 2)).upper(),
        digest("md5", f"{ALICE.id}-{NOW}"),
        digest("sha1", f"{NOW}017"),
        digest("sha256", f"{NOW}999"),
    ],
)
def test_a_jti_made_of_the_time_is_told(jti: str) -> None:
    assert broken(draft().claim(jti=jti).wire(), order()) == ["jti.not-made-of-the-time"]


def test_a_uuid_of_version_1_is_told_by_its_clock() -> None:
    ticks = (NOW + 12_219_292_800) * 10**7
    time = f"{ticks & 0xFFFFFFFF:08x}-{ticks >> 32 & 0xFFFF:04x}-1{ticks >> 48:03x}"
    for jti in (f"{time}-8123-0242ac120002", f"{time}-8123-0242ac120002".replace("-", "")):
        assert broken(draft().claim(jti=jti).wire(), order()) == ["jti.not-made-of-the-time"]
    assert not broken(draft().claim(jti="0a1b2c3d-4e5f-1a2b-8123-0242ac120002").wire(), order())


@given(raw=st.binary(min_size=16, max_size=48))
def test_nothing_random_is_taken_for_the_time(raw: bytes) -> None:
    for jti in (raw.hex(), dashes(raw.hex()[:32]), base64url.encode(raw)):
        assert not broken(draft().claim(jti=jti).wire(), order())


OWN = st.text(max_size=40).map(lambda tail: f"/{tail}").filter(is_own_path)


@settings(max_examples=300)
@given(number=st.integers(1, 2**53), path=OWN, note=st.text(), spells=st.booleans())
def test_whatever_is_asked_and_made_rightly_breaks_nothing(number: int, path: str, note: str, spells: bool) -> None:
    found = quote(path, safe=string.punctuation) if spells else path
    wire = draft().claim(customer_id=number, redirect_to=found, note=note).wire()
    assert not broken(wire, order(customer_id=number, return_to=path))


WORD = st.text(string.ascii_letters + "éß床", min_size=1, max_size=8)


@given(page=WORD, name=WORD, value=WORD, fragment=WORD)
def test_what_is_lost_is_told_by_its_name(page: str, name: str, value: str, fragment: str) -> None:
    whole = f"/{page}?{name}={value}#{fragment}"
    for found, lost in (
        (f"/{page}#{fragment}", "whole-query"),
        (f"/{page}?{name}={value}", "same-fragment"),
        (f"/other-page?{name}={value}#{fragment}", "same-page"),
    ):
        wire = draft().claim(redirect_to=found).wire()
        assert broken(wire, order(return_to=whole)) == [f"landing.{lost}"], (whole, found)


@pytest.mark.parametrize(
    "found",
    ["/caf", "/caf?", "/cafÃ©", "/caf\ufffd", "/caf%C3%83%C2%A9", "/caf%25C3%25A9", "/caf%E9", "/caf_", "/caf\\u00e9",
     "/caf&eacute;"],
)  # fmt: skip
def test_mangled_characters_are_known_for_what_they_are(found: str) -> None:
    hostile = ["redirect.on-the-store"] if "\\" in found else ["landing.characters-intact"]
    assert broken(draft().claim(redirect_to=found).wire(), order(return_to="/café")) == hostile


@pytest.mark.parametrize(
    ("path", "found"),
    [
        ("/a b", "/a%20b"),
        ("/s?q=a b", "/s?q=a+b"),
        ("/s?q=a%20b", "/s?q=a+b"),
        ("/s?a=1&b=2", "/s?b=2&a=1"),
        ("/s", "/s?from=login"),
        ("/%7Ea", "/~a"),
        ("/caf%c3%a9", "/café"),
    ],
)
def test_spellings_of_one_path_are_one(path: str, found: str) -> None:
    assert not broken(draft().claim(redirect_to=found).wire(), order(return_to=path))


@pytest.mark.parametrize(
    "path",
    ["//evil.example", "/\\evil.example", "\\/evil.example", "https:evil.example", "https:/evil.example",
     "https://evil.example/", "javascript:alert(1)", " javascript:alert(1)", "/%2fevil.example", "/%5cevil.example",
     "/a\r\nX: 1", "/a%0d%0aX", "\t//evil.example", "https%3A//evil.example", "data:text/html,x"],
)  # fmt: skip
def test_a_hostile_path_is_told_wherever_it_comes_from(path: str) -> None:
    wire = draft().claim(redirect_to=path).wire()
    assert broken(wire, order(return_to=path)) == ["redirect.on-the-store"]
    unasked = "relative" if path.startswith("https://") else "on-the-store"
    assert broken(wire, order()) == [f"redirect.{unasked}"]


@pytest.mark.parametrize("name", ["redirectUrl", "redirect", "redirectTo", "redirect_uri", "return_to", "returnUrl"])
def test_slips_of_the_name_are_known(name: str) -> None:
    assert broken(draft().claim(**{name: "/a"}).wire(), order(return_to="/a")) == ["redirect.right-name"]


@pytest.mark.parametrize(
    "foreign", [payload, session_sync, storefront_api, lambda at: current(at, "HS256")], ids=lambda one: one.__name__
)
def test_another_kind_of_token_is_told_as_that_and_no_more(foreign: Callable[[Any], Draft]) -> None:
    assert broken(foreign(scene(MIXED)).wire(), order()) == ["operation.kind"]


def test_a_token_with_every_claim_wrong_breaks_every_rule() -> None:
    wrong = draft().head(alg="HS512", typ="x", kid="1", crit=[]).signed_with("secret", "HS512")
    claims = {"iss": 1, "iat": "x", "jti": 1, "store_hash": None, "customer_id": None, "channel_id": "x",
              "request_ip": 1, "redirect_to": 1, "enable_persistent_cart": 1, "aud": 1, "exp": 1, "nbf": "x",
              "operation": "x"}  # fmt: skip
    found = {one.rule for one, _ in breaches(issued(wrong.claim(**claims).wire(), order()))}
    assert set(Rule) - found == {
        Rule.SERIALIZATION, Rule.ENCODING, Rule.JSON, Rule.SIGNATURE, Rule.APPLICATION, Rule.VERSION, Rule.REPLAY,
        Rule.SCOPE, Rule.VARIANT,
    }  # fmt: skip


def test_a_secret_that_is_blank_is_no_secret() -> None:
    for secret in ("", " \n"):
        app = App(MIXED.client_id, secret)
        assert broken(draft(app).wire(), order(app)) == ["signature.no-blank-key"]


def test_what_cannot_be_read_says_why_and_is_asked_no_further() -> None:
    token = issued("nonsense", order())
    assert not token.readable
    assert "1 segment" in token.problem
    assert [one.id for one, _ in breaches(token)] == ["serialization.compact"]
    assert not [one.id for one in checks().values() if not one.raw and one.look(token)]


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner, max_size=2) | st.dictionaries(st.text(), inner, max_size=2),
    max_leaves=4,
)
NAMES = st.sampled_from([row.name for row in load().claims[Kind.LOGIN]] + ["exp", "nbf", "aud", "customer"])
HEADS = st.sampled_from(["alg", "typ", "kid", "jwk", "crit", "cty"])


@settings(max_examples=300)
@given(claims=st.dictionaries(NAMES, VALUES), head=st.dictionaries(HEADS, VALUES), path=st.text())
def test_no_claim_whatsoever_breaks_the_reading(claims: dict[str, Any], head: dict[str, Any], path: str) -> None:
    wire = draft().claim(**claims).head(**head).wire()
    for one, said in breaches(issued(wire, order(return_to=path, peer="127.0.0.1", channel_id=2))):
        assert said, one.id


@given(wire=st.text(max_size=200) | st.from_regex(r"[A-Za-z0-9_=-]{0,9}\.[A-Za-z0-9_-]{0,9}\.[A-Za-z0-9_-]{0,9}"))
def test_no_text_whatsoever_breaks_the_reading(wire: str) -> None:
    assert breaches(issued(wire, order()))


def telling(wire: str, wanted: Order) -> Iterator[str]:
    for one, said in breaches(issued(wire, wanted)):
        assert "\n" not in said, one.id
        assert len(said) < 330, (one.id, said)
        yield said


@pytest.mark.parametrize("name", [*ROWS])
def test_no_message_tells_the_secret_or_the_mac(name: str) -> None:
    wire, wanted = made(name)
    for said in telling(wire, wanted):
        assert MIXED.client_secret not in said
        assert not (mac := wire.rpartition(".")[2][:20]) or mac not in said


@pytest.mark.parametrize(
    "form", [str, str.upper, str.lower, lambda text: f"x{text}y", lambda text: text.encode().hex()]
)
def test_a_secret_in_the_claims_is_not_told(form: Callable[[str], str]) -> None:
    text = form(MIXED.client_secret)
    claims = {"iss": text, "jti": [text], "store_hash": {"a": text}, "customer_id": text, "redirect_to": f"/\\{text}"}
    for said in telling(draft().claim(**claims).wire(), order()):
        assert text[:20] not in said


FOLD = {
    Rule.SERIALIZATION: "delivery", Rule.ENCODING: "delivery", Rule.JSON: "delivery", Rule.TYPE: "header",
    Rule.HEADER_KEY: "header", Rule.CRIT: "header", Rule.KEY: "signature", Rule.AUDIENCE: "issuer",
    Rule.EXPIRY: "issued-at", Rule.NOT_BEFORE: "issued-at", Rule.REPLAY: "jti", Rule.CART: "channel",
    Rule.VARIANT: "delivery",
}  # fmt: skip


def folded(rule: Rule) -> str:
    return FOLD.get(rule, rule.value)


def wires(one: Deviation) -> Iterator[tuple[App, str]]:
    for app in (HEX, MIXED, SPACED):
        try:
            yield app, one.change(one.base(login(scene(app)))).wire()
        except Inapplicable:
            continue


def wanted_of(app: App) -> Order:
    return order(app, earliest=float(NOW), latest=float(NOW), channel_id=1, peer="127.0.0.1")


OF_LOGIN = [one for one in deviations().values() if Kind.LOGIN in one.kinds]
NO_TOKEN = "what is no token has no MAC to judge; the text itself is told of"
CARRIED = "the header's addition is there to be seen, and comes before the MAC"
ELSEWHERE = {
    "algorithm.attackers-rsa-key": ("header", CARRIED),
    "signature.header-changed-after-signing.kid": ("header", CARRIED),
    "signature.header-changed-after-signing.cty": ("header", CARRIED),
    **{one.id: ("delivery", NO_TOKEN) for one in OF_LOGIN if one.family == "garbage.no-token"},
}
"""Deviations that are told under another rule first, and why."""


@pytest.mark.parametrize("family", dict.fromkeys(one.family for one in OF_LOGIN if one.expect is not Expect.ACCEPTED))
def test_whatever_a_store_refuses_is_told_under_the_same_rule(family: str) -> None:
    for one in OF_LOGIN:
        if one.family != family or one.expect is Expect.ACCEPTED:
            continue
        rule, _ = ELSEWHERE.get(one.id, (folded(one.rule), ""))
        for app, wire in wires(one):
            found = breaches(issued(wire, wanted_of(app)))
            assert found, one.id
            assert folded(found[0][0].rule) == rule, (one.id, found[0])


ADVISED = {
    "channel.numeric-string": "channel.no-text",
    "customer.numeric-string": "customer.no-text",
    **{f"issued-at.young-enough.{seconds}-s": "issued-at.fresh" for seconds in (10, 15, 20, 24)},
    "variants.unknown-header.kid": "header.no-key",
    "variants.unknown-header.cty": "header.no-content-type",
    "variants.jti-format.short": "jti.long-enough",
}
"""What a store has to take and an app had better not make: its kindness is not documented, or saves nothing."""


@pytest.mark.parametrize("one", [one for one in OF_LOGIN if one.expect is Expect.ACCEPTED], ids=lambda one: one.id)
def test_a_valid_token_in_another_form_is_at_most_advised_about(one: Deviation) -> None:
    for app, wire in wires(one):
        found = breaches(issued(wire, wanted_of(app)))
        advised = [check for check, _ in found if check.level is not Level.MAY]
        assert [check.id for check in advised] == list(filter(None, [ADVISED.get(one.id)])), found
        assert not [check.id for check in advised if check.level is Level.MUST]
