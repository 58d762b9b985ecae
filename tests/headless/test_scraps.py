"""Candidates and sightings, as properties: what is there is found, whatever stands around it, and quickly."""

import json
import time

import pytest
from hypothesis import given
from hypothesis import strategies as st

from harness.targets.browser.log import Log, Sent
from harness.verdict.headless.candidates import MOST, candidates
from harness.verdict.headless.door import BEARER, ways_in
from harness.verdict.headless.scraps import Place, Scrap, Sighting, logged, sightings
from harness.verdict.headless.token import Way

SEGMENT = st.text("abcdefghijklmnopqrstuvwxyzABCDEFGHIJ0123456789_-", min_size=16, max_size=60)
JWTS = st.builds("eyJ{}.{}.{}".format, SEGMENT, SEGMENT, SEGMENT)
OPAQUE = st.text("abcdefghijklmnopqrstuvwxyz0123456789", min_size=16, max_size=60).filter(lambda one: len(set(one)) > 8)
TEXTS = st.text(max_size=40)
AROUND = st.recursive(
    st.just("HERE"), lambda inner: st.dictionaries(TEXTS, inner, min_size=1) | st.lists(inner, min_size=1)
)


@given(JWTS, TEXTS, TEXTS, st.sampled_from(Place))
def test_a_jwt_is_a_candidate_wherever_it_stands(jwt: str, before: str, after: str, place: Place) -> None:
    assert jwt in candidates([Scrap(place, "", f"{before} {jwt} {after}")])


@given(OPAQUE, AROUND, st.sampled_from([Place.ANSWER, Place.LOCAL_STORAGE, Place.SESSION_STORAGE, Place.GLOBAL]))
def test_an_opaque_token_is_a_candidate_in_any_json(token: str, around: object, place: Place) -> None:
    text = json.dumps(around).replace('"HERE"', json.dumps(token))
    assert token in candidates([Scrap(place, "", text)]) or text.count("[") + text.count("{") > 8


@given(OPAQUE)
def test_an_opaque_token_is_a_candidate_in_headers_addresses_and_cookies(token: str) -> None:
    for place, text in (
        (Place.HEADER, f"authorization: Bearer {token}"),
        (Place.HEADER, f"x-session: {token}"),
        (Place.ADDRESS, f"http://shop.example/account?sid={token}"),
        (Place.ADDRESS, f"http://shop.example/account#access_token={token}"),
        (Place.COOKIE, token),
    ):
        assert candidates([Scrap(place, "", text)]) == [token], text


@given(st.lists(st.builds(Scrap, st.sampled_from(Place), TEXTS, TEXTS | JWTS | OPAQUE), max_size=60))
def test_each_candidate_comes_once_and_jwts_first(scraps: list[Scrap]) -> None:
    found = candidates(scraps)
    assert len(found) == len(set(found))
    assert sorted(found, key=lambda one: not one.startswith("eyJ") or one.count(".") != 2) == found


@given(st.sampled_from([Place.LOCAL_STORAGE, Place.SESSION_STORAGE, Place.COOKIE, Place.ANSWER]), OPAQUE)
def test_no_place_that_is_full_hides_what_another_holds(place: Place, token: str) -> None:
    products = [{"id": f"{number:032x}-organic"} for number in range(0x12345678, 0x12345678 + 500)]
    full = Scrap(Place.HEADER if place is Place.ANSWER else Place.ANSWER, "", json.dumps(products))
    found = candidates([full, Scrap(place, "", token)])
    assert token in found[:MOST]
    assert len(found) > MOST or full.place is Place.HEADER, "all are kept out of reports"


@given(OPAQUE)
def test_a_token_in_an_answer_that_was_cut_short_is_a_candidate(token: str) -> None:
    assert token in candidates([Scrap(Place.ANSWER, "", f'{{"token": "{token}", "products": [{{"na')])


@pytest.mark.parametrize("text", ["/images/tea/sencha-of-spring.jpg", "app-0123456789abcdef.js", "/api/v1/products"])
def test_paths_and_files_are_no_candidates(text: str) -> None:
    assert not candidates([Scrap(Place.ANSWER, "", json.dumps({"image": text}))])


def test_hostile_texts_take_no_time() -> None:
    scraps = [Scrap(place, "", text * 60_000) for place in Place for text in ("eyJ", "eyJ-", "a.", "[", "eyJa.b.")]
    started = time.perf_counter()
    candidates(scraps)
    assert time.perf_counter() - started < 5


@given(SEGMENT, TEXTS, TEXTS, st.sampled_from(Place))
def test_a_secret_is_seen_as_it_is(token: str, before: str, after: str, place: Place) -> None:
    scraps = [Scrap(place, "there", before + token + after), Scrap(place, "elsewhere", "nothing")]
    assert sightings(scraps, [("the token", token)]) == [Sighting("the token", place, "there")]


@pytest.mark.parametrize("text", ["t=a+b%2F%22c", 't="a b/\\"c"', "<p>a b/&quot;c</p>", "t=a%20b%2F%22c"])
def test_a_secret_is_seen_however_it_is_written(text: str) -> None:
    assert sightings([Scrap(Place.OTHERS, "there", text)], [("the password", 'a b/"c')])


def test_a_secret_is_seen_percent_encoded() -> None:
    scrap = Scrap(Place.ADDRESS, "there", "http://shop.example/?t=a%2Fb%3D%3D")
    assert sightings([scrap], [("the token", "a/b==")])
    assert not sightings([scrap], [("the token", "c/d==")])


def test_requests_are_told_apart_by_whose_server_they_go_to() -> None:
    headers = {"Referer": "http://shop.example/?t=SECRET", "x-own": "SECRET"}
    log = Log(network=[
        Sent("GET", "http://shop.example/a?t=SECRET", "document", headers),
        Sent("GET", "http://shop.example/b?t=SECRET", "fetch", headers),
        Sent("POST", "http://tracker.example/c?t=SECRET", "ping", headers, "SECRET"),
    ])  # fmt: skip
    found = sightings(logged(log, ["http://shop.example"]), [("the token", "SECRET")])
    places = [one.place for one in found]
    assert sorted(places) == sorted([
        Place.ADDRESS, Place.REQUEST, Place.OWN_REFERER, Place.OTHERS_REFERER, *[Place.OTHERS] * 3,
    ])  # fmt: skip


def test_ways_are_learnt_from_what_scripts_send() -> None:
    scraps = [
        Scrap(Place.HEADER, "", "accept: application/json"),
        Scrap(Place.HEADER, "", "authorization: JWT abc"),
        Scrap(Place.HEADER, "", "x-session: abc"),
        Scrap(Place.REQUEST, "", "http://shop.example/me?token=0123456789abcdef&page=1"),
    ]
    assert set(ways_in(scraps)) == {
        BEARER, Way("header", "Authorization", "JWT "), Way("header", "X-Session"), Way("query", "token"),
    }  # fmt: skip


def test_headers_of_guests_do_not_push_out_the_one_that_shows_a_token() -> None:
    guests = [Scrap(Place.HEADER, "", f"x-guest-{number}: {'v' * (number * 3)}") for number in range(12)]
    own = Scrap(Place.HEADER, "", "x-session: 0123456789abcdef")
    assert ways_in([*guests, own])[1] == Way("header", "X-Session")
