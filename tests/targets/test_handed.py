"""Taking tokens out of answers: wherever [token] says that one stands, in whatever form, and nothing else for one."""

import html
import json
from base64 import urlsafe_b64encode
from typing import Any
from urllib.parse import quote

import pytest

from harness.contract.words import Answer
from harness.targets.handed import Handed, Taker
from harness.targets.http import Exchange
from harness.targets.issuer_target import IssuerTarget
from harness.targets.said import Said
from harness.verdict.issuer.asker import is_login

ACCEPTED, REFUSED, UNCLEAN, UNCLEAR = Answer.ACCEPTED, Answer.REFUSED, Answer.UNCLEAN, Answer.UNCLEAR
STORE = "https://store-abc123.mybigcommerce.com"


def b64(value: bytes) -> str:
    return urlsafe_b64encode(value).decode().rstrip("=")


def jwt(**claims: Any) -> str:
    return ".".join(
        [b64(b'{"alg":"HS256","typ":"JWT"}'), b64(json.dumps(claims).encode()), b64(b"0123456789abcdef" * 2)]
    )


TOKEN = jwt(iss="r3client", iat=1_789_000_000, jti="x" * 32, operation="customer_login", customer_id=4927)
OTHER = jwt(iss="r3client", iat=1_789_000_000, jti="y" * 32, operation="customer_login", customer_id=4928)
SESSION = jwt(sub="4927", exp=1_789_003_600, iat=1_789_000_000)
URL = f"{STORE}/login/token/{TOKEN}"
PAGE = "<!doctype html><title>SSO</title><p>One moment…</p>\n{}\n"


def taker(place: str = "redirect", **tables: Any) -> Taker:
    data = {"role": "issuer", "app": {"client_id": "c", "client_secret": "s", "store_hash": "abc123"}, **tables}
    return Taker(IssuerTarget.model_validate({**data, "token": {"in": place}}), is_login)


def heard(status: int = 200, body: str = "", location: str = "", error: str = "", **headers: str) -> Said:
    told = [(name.replace("_", "-"), value) for name, value in headers.items()]
    told += [("Location", location)] if location else []
    return Said(Exchange("GET", "http://127.0.0.1/", status, tuple(told), body, error))


def found(said: Said, place: str = "redirect", **tables: Any) -> tuple[str, str]:
    handed = taker(place, **tables).take(said)
    assert handed.answer is ACCEPTED, handed
    return handed.token, handed.link


PAGES = {
    "link": f'<a href="{URL}">To the store</a>',
    "single-quotes": f"<a href='{URL}'>To the store</a>",
    "no-quotes": f"<a href={URL}>To the store</a>",
    "form": f'<form method="get" action="{URL}"></form>',
    "iframe": f'<iframe src="{URL}"></iframe>',
    "meta": f'<meta http-equiv="refresh" content="0; url={URL}">',
    "meta-in-quotes": f"<META HTTP-EQUIV=REFRESH CONTENT=\"0;URL='{URL}'\"/>",
    "script": f'<script>location.href = "{URL}"</script>',
    "script-in-json": f"<script>go({json.dumps({'a': 1, 'url': URL})})</script>",
    "script-slashes-escaped": "<script>go('{}')</script>".format(URL.replace("/", "\\/")),
    "script-behind-another-address": f'<script>var home = "{STORE}/"; location = "{URL}"</script>',
    "entities": f'<a href="{html.escape(URL).replace("/", "&#x2F;").replace(":", "&#58;")}">x</a>',
    "text": f"<pre>{URL}</pre>",
    "data-attribute": f'<div data-url="{URL}"></div>',
}


@pytest.mark.parametrize("name", PAGES)
def test_an_address_is_found_in_a_page(name: str) -> None:
    assert found(heard(body=PAGE.format(PAGES[name])), "html") == (TOKEN, URL)


def test_a_token_by_itself_is_found_in_a_page() -> None:
    for piece in (f'<input value="{TOKEN}">', f"<script>go('{TOKEN}')</script>", f"<p>{TOKEN}.</p>"):
        assert found(heard(body=PAGE.format(piece)), "html") == (TOKEN, "")


@pytest.mark.parametrize(
    ("place", "said", "link"),
    [
        ("redirect", heard(302, location=URL), URL),
        ("redirect", heard(302, location=f"  {URL} "), URL),
        ("redirect", heard(302, location=f"/login/token/{TOKEN}"), f"/login/token/{TOKEN}"),
        ("redirect", heard(302, location=f"//a.example/login/token/{TOKEN}"), f"//a.example/login/token/{TOKEN}"),
        ("redirect", heard(302, location=f"{STORE}/sso?token={TOKEN}"), f"{STORE}/sso?token={TOKEN}"),
        ("redirect", heard(302, location=f"{URL}?a=b#c"), f"{URL}?a=b#c"),
        ("body", heard(body=TOKEN), ""),
        ("body", heard(body=f'"{TOKEN}"\n'), ""),
        ("body", heard(body=f"\n{URL}\r\n"), URL),
        ("body", heard(body=json.dumps(URL).replace("/", "\\/")), URL),
        ("json:$.token", heard(body=json.dumps({"token": TOKEN})), ""),
        ("json:$.data.url", heard(body=json.dumps({"data": {"url": URL}})), URL),
        ("json:$.data.url", heard(body=json.dumps({"data": {"url": URL}}).replace("/", "\\/")), URL),
        ("json:$..url", heard(body=json.dumps([{"url": None}, {"url": URL}])), URL),
        ("json:$", heard(body=json.dumps(TOKEN)), ""),
    ],
)  # fmt: skip
def test_a_token_or_its_address_is_found_where_it_is_said_to_be(place: str, said: Said, link: str) -> None:
    assert found(said, place) == (TOKEN, link)


def test_a_percent_encoded_token_is_decoded() -> None:
    odd = f"{TOKEN}=="
    assert found(heard(302, location=f"{STORE}/login/token/{quote(odd, safe='')}"))[0] == odd
    assert found(heard(302, location=f"{STORE}/login/token/{TOKEN.replace('.', '%2E')}"))[0] == TOKEN
    assert found(heard(302, location=f"{STORE}/x?t={TOKEN.replace('.', '%2e')}"))[0] == TOKEN


@pytest.mark.parametrize("status", [302, 401, 403, 404, 299])
def test_a_token_counts_whatever_the_status_says(status: int) -> None:
    handed = taker().take(heard(status, location=URL))
    assert (handed.answer, handed.token, handed.minted) == (ACCEPTED, TOKEN, True)


@pytest.mark.parametrize("said", [heard(403, f"sorry {TOKEN}"), heard(401, x_debug=URL), heard(404, f"{quote(URL)}")])
def test_a_token_in_a_refusal_was_made_wherever_it_stands(said: Said) -> None:
    handed = taker().take(said)
    assert (handed.answer, handed.token, handed.stray, handed.minted) == (ACCEPTED, "", (TOKEN,), True)


def test_a_second_token_beside_the_first_is_a_stray() -> None:
    handed = taker().take(heard(302, f"<!-- {OTHER} {TOKEN} -->", URL, set_cookie=f"last={OTHER}; Path=/"))
    assert (handed.token, handed.stray) == (TOKEN, (OTHER,))


def test_a_broken_answer_may_hold_a_token_all_the_same() -> None:
    handed = taker().take(heard(500, f"Error: cannot send {TOKEN}"))
    assert (handed.answer, handed.token, handed.stray) == (UNCLEAN, "", (TOKEN,))
    assert handed.minted


@pytest.mark.parametrize("status", [302, 403])
def test_a_session_of_the_app_s_own_is_no_login_token(status: int) -> None:
    said = heard(status, f"token={SESSION}", "/signin" if status == 302 else "", set_cookie=f"sid={SESSION}; HttpOnly")
    handed = taker().take(said)
    assert (handed.answer, handed.minted, handed.stray) == (REFUSED, False, ())


@pytest.mark.parametrize(
    "location",
    [
        "/signin", "/signin?next=%2Fsso", "signin", "signin.php?next=/sso", "?error=denied", "https://sso.example/signin",
        "..", f"https://idp.example/authorize?state={SESSION}", f"/signin?session={SESSION}", "login/token", "",
        f"{STORE}/login/token/", f"{STORE}/login.php?from=/login/token/",
    ],
)  # fmt: skip
def test_a_redirect_to_another_page_is_a_refusal(location: str) -> None:
    handed = taker().take(heard(302, location=location))
    assert (handed.answer, handed.token, handed.minted) == (REFUSED, "", False)


@pytest.mark.parametrize(
    "body", ["", "Forbidden", "no", "null", '{"error":"denied"}', "<p>no</p>", '"denied"', "Not signed in.", "0"]
)
def test_words_in_a_refusal_are_no_token(body: str) -> None:
    for place in ("body", "html", "json:$.token", "json:$.error", "json:$", "redirect"):
        handed = taker(place).take(heard(403, body))
        assert (handed.answer, handed.minted) == (REFUSED, False), place


@pytest.mark.parametrize("place", ["redirect", "body", "html", "json:$.token"])
@pytest.mark.parametrize(
    "body", ["<title>Sign in</title><form></form>", '{"url":"https://sso.example/signin"}', "", "[]", "{}"]
)
def test_a_page_without_a_token_is_unclear_and_names_the_keys(place: str, body: str) -> None:
    handed = taker(place).take(heard(200, body))
    assert (handed.answer, handed.minted) == (UNCLEAR, False)
    assert handed.why == f"status 200, but no token in {place} (token.in, refused.also)"


@pytest.mark.parametrize(
    ("place", "said"),
    [
        ("redirect", heard(200, json.dumps({"token": TOKEN}))),
        ("html", heard(302, location=URL)),
        ("json:$.token", heard(200, json.dumps({"url": URL}))),
        ("json:$.token", heard(200, PAGE.format(PAGES["link"]))),
        ("body", heard(200, PAGE.format(PAGES["link"]))),
        ("body", heard(200, json.dumps({"token": TOKEN}, separators=(",", ":")))),
    ],
)
def test_a_token_in_another_place_names_the_key_to_correct(place: str, said: Said) -> None:
    handed = taker(place).take(said)
    assert (handed.answer, handed.token, handed.stray) == (UNCLEAR, "", (TOKEN,))
    assert handed.why == f"the token stands elsewhere than in {place} (token.in)"


def test_a_status_that_nobody_described_is_unclear() -> None:
    for status in (204, 206, 299, 402):
        handed = taker().take(heard(status))
        assert handed.why == f"status {status} is neither in accepted.status nor in refused.status"
    assert taker(refused={"status": [402]}).take(heard(402)).answer is REFUSED
    assert taker(refused={"status": [402]}).take(heard(403)).answer is UNCLEAR


@pytest.mark.parametrize(
    ("said", "answer", "why"),
    [
        (heard(0, error="down"), UNCLEAR, "the app does not answer"),
        (heard(0, error="tls (x)"), UNCLEAR, "no TLS connection: tls (x)"),
        (heard(0, error="hang"), UNCLEAN, ""),
        (heard(200, error="cut (9 bytes short)"), UNCLEAN, ""),
        (heard(500), UNCLEAN, ""),
        (heard(429), UNCLEAR, "the app asks to wait"),
        (heard(503, Retry_After="3"), UNCLEAR, "the app asks to wait"),
        (heard(503), UNCLEAN, ""),
        (Said(Exchange("shim", "x", 0), problem="printed nonsense"), UNCLEAR, "printed nonsense"),
    ],
)
def test_what_cannot_be_read_is_told(said: Said, answer: Answer, why: str) -> None:
    handed = taker().take(said)
    assert (handed.answer, handed.why, handed.minted) == (answer, why, False)


def test_what_a_shim_or_a_function_said_needs_no_place() -> None:
    exchange = Exchange("call", "x", 0)
    for told, expected in (
        (TOKEN, (TOKEN, "")),
        (URL, (TOKEN, URL)),
        (f" {URL}\n", (TOKEN, URL)),
        ("odd", ("odd", "")),
    ):
        handed = taker("json:$.x").take(Said(exchange, accepted=True, told=told))
        assert (handed.answer, handed.token, handed.link) == (ACCEPTED, *expected)
    for said in (
        Said(exchange, accepted=False),
        Said(exchange, accepted=True, told=3),
        Said(exchange, True, f"{STORE}/"),
    ):
        assert taker().take(said).answer is REFUSED


@pytest.mark.parametrize(
    ("handed", "words"),
    [
        (Handed(ACCEPTED, Exchange("GET", "", 302), TOKEN), "handed over a token (302)"),
        (Handed(ACCEPTED, Exchange("call", "", 0), TOKEN), "handed over a token"),
        (Handed(REFUSED, Exchange("GET", "", 403)), "refused (403)"),
        (Handed(UNCLEAN, Exchange("GET", "", 0, error="hang")), "broke (hang)"),
        (Handed(UNCLEAR, Exchange("GET", "", 302), why="because"), "unclear (302): because"),
    ],
)
def test_an_answer_in_a_few_words(handed: Handed, words: str) -> None:
    assert str(handed) == words
