"""Any token in any form of answer comes back unchanged, and no answer, however odd or long, breaks the reading."""

import html
import json
import time
from urllib.parse import quote

import pytest
from hypothesis import example, given
from hypothesis import strategies as st

from harness.targets.handed import in_html, in_json, taken, tokens_in
from harness.verdict.issuer.asker import is_login
from tests.targets.test_handed import PAGE, STORE, TOKEN, URL, b64, found, heard, taker

SEGMENT = st.binary(min_size=1, max_size=60).map(b64)
HEAD = b64(b'{"alg":"HS256","typ":"JWT"}')
LOGIN = {"iss": "r3client", "operation": "customer_login", "customer_id": 4927, "store_hash": "abc123", "jti": "x"}
TOKENS = st.builds(
    lambda header, payload, mac: f"{b64(json.dumps({'alg': 'HS256', **header}).encode())}.{payload}.{mac}",
    st.dictionaries(st.text(max_size=5), st.text(max_size=9)),
    SEGMENT,
    SEGMENT,
)
FORMS = {
    "redirect": ("redirect", lambda url: heard(302, location=url)),
    "body": ("body", lambda url: heard(body=f"\n{url}\n")),
    "json": ("json:$.a[1]", lambda url: heard(body=json.dumps({"a": [1, url]}).replace("/", "\\/"))),
    "link": ("html", lambda url: heard(body=PAGE.format(f'<p><a class="x" href="{html.escape(url)}">go</a>'))),
    "script": ("html", lambda url: heard(body=PAGE.format(f"<script>go({json.dumps(url)})</script>"))),
    "meta": ("html", lambda url: heard(body=PAGE.format(f'<meta content="0;url={html.escape(url)}">'))),
}


@given(token=TOKENS, form=st.sampled_from(list(FORMS)), encoded=st.booleans())
def test_any_token_in_any_form_comes_back_unchanged(token: str, form: str, encoded: bool) -> None:
    place, say = FORMS[form]
    shown = quote(token, safe="").replace(".", "%2E") if encoded else token
    assert found(say(f"{STORE}/login/token/{shown}"), place)[0] == token


LOGINS = st.builds(
    lambda claims, mac: f"{HEAD}.{b64(json.dumps({**claims, **LOGIN}).encode())}.{mac}",
    st.dictionaries(st.text(max_size=5), st.text(max_size=9) | st.integers()),
    SEGMENT,
)


@given(token=LOGINS, place=st.sampled_from(["body", "json:$", "html"]))
def test_any_token_by_itself_comes_back_unchanged(token: str, place: str) -> None:
    body = json.dumps(token) if place == "json:$" else f"<p>{token}</p>" if place == "html" else token
    assert found(heard(body=body), place) == (token, "")


PIECES = st.sampled_from(
    ["<", ">", "<!", "<![", "]]>", "<!--", "-->", "</", "<?", "&#", "&#x110000;", "&", '"', "'", "=", "/login/token/",
     "eyJ", ".", "%", "%zz", "://", "http://[", "\\", "\ud800", "\0", "{", "[", "<a href=", "<script>", "</script", " ",
     "<![CDATA[", "<![if", TOKEN, URL]
)  # fmt: skip


@example("<![1> signed in", 403)
@example("<![odd[ ", 200)
@given(
    text=st.one_of(st.text(), st.lists(PIECES, max_size=12).map("".join)), status=st.sampled_from([200, 302, 403, 500])
)
def test_garbage_never_raises(text: str, status: int) -> None:
    for place in ("redirect", "body", "html", "json:$..x", "json:$"):
        handed = taker(place).take(heard(status, text, text, set_cookie=text))
        assert str(handed)
        if TOKEN not in text and "eyJ" not in text and status == 403 and "/login/token/" not in text:
            assert not handed.minted
    for function in (
        lambda one: taken(one, is_login),
        in_html,
        lambda one: in_json("$..a", one),
        lambda one: tokens_in(heard(body=one).exchange),
    ):
        function(text)


ENDLESS = {
    "lists": "[" * 100_000,
    "objects": '{"a":' * 5_000,
    "tags": "<a " * 8_000,
    "signs": "<" * 100_000,
    "token-heads": "eyJ" * 100_000,
    "token-heads-and-bars": "eyJ-" * 8_000,
    "letters-of-a-scheme": "a" * 30_000 + "/login/token/",
}


@pytest.mark.parametrize("name", ENDLESS)
def test_an_answer_without_end_takes_no_time_without_end(name: str) -> None:
    begun = time.process_time()
    for place in ("body", "html", "json:$..x"):
        assert str(taker(place).take(heard(403, ENDLESS[name])))
    assert time.process_time() - begun < 3
