"""Target files of issuers: how one is asked for a login is read, and what is wrong is told by the key as typed."""

from pathlib import Path

import pytest

from harness.targets.errors import TargetError
from harness.targets.issuer_target import ACCEPTED, REFUSED, IssuerTarget
from harness.targets.target_file import load_target

SECRET = "not-a-real-secret"
APP = f"""
role = "issuer"
[app]
client_id = "r3client"
client_secret = "{SECRET}"
store_hash = "abc123"
"""
SEND = '[send]\nurl = "http://127.0.0.1:8000/sso?customer_id={customer_id}"\n'
COOKIE = '[session]\ncookies = { session = "customer-{customer_id}" }\n'
GOOD = APP + SEND + COOKIE
STORE = "https://store-abc123.mybigcommerce.com"


def read(tmp_path: Path, text: str) -> IssuerTarget:
    path = tmp_path / "my-sso.toml"
    path.write_text(text, "utf-8")
    found = load_target(path)
    assert isinstance(found, IssuerTarget)
    return found


def complaint(tmp_path: Path, text: str) -> str:
    with pytest.raises(TargetError) as caught:
        read(tmp_path, text)
    said = str(caught.value)
    assert SECRET not in said
    assert all(line.startswith(f"{tmp_path / 'my-sso.toml'}: ") for line in said.splitlines())
    return said.replace(f"{tmp_path / 'my-sso.toml'}: ", "")


def test_a_short_file_has_sensible_defaults(tmp_path: Path) -> None:
    target = read(tmp_path, GOOD)
    assert target.send
    assert (target.name, target.role, target.send.method, target.send.timeout) == ("my-sso", "issuer", "GET", 10.0)
    assert (target.where, target.address) == (target.send.url, "http://127.0.0.1:8000/")
    assert (target.token.in_, target.accepted.status, target.refused.status) == ("redirect", ACCEPTED, REFUSED)
    assert (target.told_store, target.channel_id, target.peer) == ("", None, "")
    assert {name: (one.id, one.email) for name, one in target.customers.items()} == {
        "alice": (4927, "alice@example.com"),
        "bob": (4928, "bob@example.com"),
    }
    assert (target.ended, target.pages.urls, target.start, target.local) == ({}, (), None, True)
    assert SECRET not in repr(target)


def test_accepted_and_refused_share_what_the_token_tells_apart() -> None:
    assert {200, 302, 303} <= set(ACCEPTED)
    assert {301, 302, 400, 401, 403, 404, 405, 409, 410, 413, 414, 415, 422, 429, 431} <= set(REFUSED)
    assert 200 not in REFUSED, "a page of 200 without a token is nothing that anybody described"
    assert not any(status >= 500 for status in (*ACCEPTED, *REFUSED))


def test_everything_that_can_be_said_is_read(tmp_path: Path) -> None:
    text = GOOD.replace('role = "issuer"', f'role = "issuer"\nname = "sso"\nstore_url = "{STORE}"\nchannel_id = 2\n')
    text = text.replace("[app]", 'peer = "127.0.0.9"\n[app]') + (
        '[ended.expired]\ncookies = { session = "{customer_id}-expired" }\n[ended.revoked]\nheaders = { X = "y" }\n'
        "[accepted]\nstatus = [200]\n[refused]\nstatus = [403]\n"
        '[token]\nin = "json:$.login.url"\n[pages]\nurls = ["http://127.0.0.1:8000/"]\n'
        '[customers]\nann = { id = 1, session = "s1" }\nben = { id = 2, email = "ben@example.com" }\n'
    )
    target = read(tmp_path, text)
    assert (target.name, target.told_store, target.channel_id, target.peer) == ("sso", STORE, 2, "127.0.0.9")
    assert (target.token.in_, target.accepted.status, target.refused.status) == ("json:$.login.url", (200,), (403,))
    assert list(target.ended) == ["expired", "revoked"]
    assert [one.id for one in target.customers.values()] == [1, 2]
    assert "s1" not in repr(target)


@pytest.mark.parametrize("place", ["top", "app", "both"])
def test_the_store_may_stand_in_either_place(tmp_path: Path, place: str) -> None:
    line = f'store_url = "{STORE}/"\n'
    text = GOOD
    if place in ("top", "both"):
        text = text.replace("[app]", f"{line}[app]")
    if place in ("app", "both"):
        text = text.replace("[app]", f"[app]\n{line}")
    assert read(tmp_path, text).told_store == STORE


def test_two_different_stores_are_one_too_many(tmp_path: Path) -> None:
    text = GOOD.replace("[app]", f'store_url = "{STORE}"\n[app]\nstore_url = "https://other.example"')
    assert complaint(tmp_path, text) == "store_url and app.store_url differ; give one of them"


@pytest.mark.parametrize("place", ["redirect", "body", "html", "json:$.token", "json:$..url", "json:$['a b'][0]"])
def test_the_token_may_stand_in_any_of_these_places(tmp_path: Path, place: str) -> None:
    assert read(tmp_path, f'{GOOD}[token]\nin = "{place}"\n').token.in_ == place


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ('[token]\nin = "cookie"\n', 'token.in: \'cookie\' must be "redirect", "body", "html" or "json:" with'),
        ('[token]\nin = "Redirect"\n', "token.in: 'Redirect' must be"),
        ('[token]\nin = "json"\n', "token.in: 'json' must be"),
        ('[token]\nin = "json:token"\n', "token.in: 'token' is not a JSONPath (RFC 9535) such as"),
        ('[token]\nin = "json:"\n', "token.in: '' is not a JSONPath"),
        ('[token]\nin_ = "body"\n', "token.in_ is unknown; did you mean in?"),
        ('[token]\nat = "body"\n', "token.at is unknown; known here: in"),
        ("[accepted]\nstatus = []\n", "accepted.status needs at least 1 entries"),
        ("[refused]\nstatus = []\n", "refused.status needs at least 1 entries"),
        ("[refused]\nstatus = [403, 500]\n", "refused.status.1: 500 is no status of an answer: there are 100 to 499"),
        ('[accepted]\njson = "$.token"\n', "accepted.json is unknown; known here: status"),
        ("[pages]\nurls = 3\n", "pages.urls must be a list"),
        ('[pages]\nurls = ["/index"]\n', "pages.urls.0: must be an http:// or https:// address"),
        ('[pages]\nurl = "http://127.0.0.1/"\n', "pages.url is unknown; did you mean urls?"),
        ("[ended.expired]\n", "ended.expired is empty; give the cookies or headers of somebody who is signed in"),
        ('[ended.old]\ncookie = { a = "b" }\n', "ended.old.cookie is unknown"),
        ('[ended.old]\ncookies = { "a b" = "c" }\n', "ended.old.cookies: 'a b' cannot be the name of a cookie"),
        ("[customers]\nalice = { id = 1 }\n", "customers needs at least 2 entries"),
        ("[customers]\na = { id = 1 }\nb = { id = 1 }\n", "customers.b.id is the same as customers.a.id"),
        ("[customers]\na = { id = 0 }\nb = { id = 1 }\n", "customers.a.id: input should be greater than 0"),
        ('[customers]\na = { id = 1, session = "" }\nb = { id = 2 }\n', "customers.a.session: is empty"),
        ('[customers]\na = { id = 1, session = "env:NO_SUCH" }\nb = { id = 2 }\n', "variable NO_SUCH is not set"),
        ('[customers]\na = { id = 1, sesion = "x" }\nb = { id = 2 }\n', "customers.a.sesion is unknown"),
        ('[inprocess]\ncallable = "a:b"\n', "send has no use beside inprocess.callable"),
        ('[inprocess]\nasgi = "a:b"\nwsgi = "a:b"\n', "inprocess needs exactly one of asgi, wsgi, callable"),
        ('[inprocess]\nwsgi = "a:b"\n[start]\ncommand = ["x"]\n', "start has no use beside [inprocess]; take it out"),
        ('[shim]\ncommand = ["x"]\n', "shim stands beside another way to reach the app; give one of"),
        ("[start]\ncommand = []\n", "start.command needs at least 1 entries"),
        ('[resource]\nurl = "http://127.0.0.1/{customer_id}"\n', "resource is unknown"),
    ],
)
def test_what_is_wrong_in_a_table_is_told_by_its_key(tmp_path: Path, more: str, said: str) -> None:
    assert said in complaint(tmp_path, GOOD + more)


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('"issuer"', '"isuer"', 'did you mean "issuer"?'),
        ("abc123", "stores/abc123", "app.store_hash is 'stores/abc123'; give the bare hash"),
        ('store_hash = "abc123"', "", "app.store_hash is missing; give the bare hash of the store that the app signs"),
        ('role = "issuer"', 'role = "issuer"\nstore_url = "store.example"', "store_url: must be an http:// or https"),
        ('role = "issuer"', 'role = "issuer"\nstore = "x"', "store is unknown; did you mean store_url?"),
        ('role = "issuer"', 'role = "issuer"\nchannel_id = 0', "channel_id: input should be greater than 0"),
        ('role = "issuer"', 'role = "issuer"\nchannel_id = "2"', "channel_id: input should be a valid integer"),
        ('role = "issuer"', 'role = "issuer"\nchanel_id = 2', "chanel_id is unknown; did you mean channel_id?"),
        ("[app]", '[app]\nstore_url = "store.example"', "app.store_url: must be an http:// or https:// address"),
        ("[send]", "[sned]", "sned is unknown; did you mean send?"),
        ("[session]", "[sesion]", "sesion is unknown; did you mean session?"),
        ("cookies =", "cookie =", "session.cookie is unknown; did you mean cookies?"),
        ("session = ", '"a b" = ', "session.cookies: 'a b' cannot be the name of a cookie"),
        ("customer-{customer_id}", "fixed", "session: say whose session it is, by {customer_id}, {email} or {session}"),
        ('cookies = { session = "customer-{customer_id}" }', "", "session is empty; give the cookies or headers of"),
        ("customer-{customer_id}", "{session}", "customers.alice.session is missing; it is what {session} stands for"),
        ("127.0.0.1:8000", "127.0.0.1:{port}", "send.url holds {port}, a free port for what [start] starts"),
        ("http://127.0.0.1:8000", "https://sso.example", "send.url is not on this machine; say sandbox = true"),
        ("[send]", "[send]\nform = {}\njson = {}", "send.form and send.json exclude each other"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    assert said in complaint(tmp_path, GOOD.replace(old, new, 1))


def test_somebody_has_to_be_named_by_the_session_or_by_the_request(tmp_path: Path) -> None:
    nobody = APP + '[send]\nurl = "http://127.0.0.1:8000/sso"\n'
    said = "send: {customer_id} stands nowhere, and there is no [session]: nothing says whom to sign in"
    assert complaint(tmp_path, nobody) == said
    read(tmp_path, nobody + COOKIE)
    read(tmp_path, APP + SEND)


@pytest.mark.parametrize("value", ["{session}", "x-{email}", "{customer_id}"])
def test_a_session_may_be_told_in_three_ways(tmp_path: Path, value: str) -> None:
    people = '[customers]\na = { id = 1, session = "s1" }\nb = { id = 2, session = "s2" }\n'
    read(tmp_path, APP + SEND + f'[session]\nheaders = {{ Authorization = "Bearer {value}" }}\n' + people)
    with_one = people.replace(', session = "s2"', "")
    if value == "{session}":
        said = complaint(tmp_path, APP + SEND + f'[session]\ncookies = {{ s = "{value}" }}\n' + with_one)
        assert said.startswith("customers.b.session is missing")


@pytest.mark.parametrize("way", ['[shim]\ncommand = ["x"]\n', '[inprocess]\ncallable = "a:b"\n'])
@pytest.mark.parametrize("table", ["session", "ended.old"])
def test_without_http_nobody_carries_a_session(tmp_path: Path, way: str, table: str) -> None:
    target = read(tmp_path, APP + way)
    assert (target.speaks_http, target.local) == (False, True)
    assert target.holds("customer_id"), "a shim and a function are asked for all there is"
    text = APP + way + f'[{table}]\ncookies = {{ s = "{{customer_id}}" }}\n'
    assert complaint(tmp_path, text).startswith(f"{table} has no use beside a shim or a function, which is told who")


def test_an_app_in_this_process_has_a_session_whatever_its_host(tmp_path: Path) -> None:
    text = GOOD.replace("127.0.0.1:8000", "sso.example") + '[inprocess]\nasgi = "shop.web:app"\n'
    target = read(tmp_path, text)
    assert (target.local, target.speaks_http, target.where) == (True, True, "asgi shop.web:app")


def test_one_elsewhere_is_tried_where_it_says_sandbox(tmp_path: Path) -> None:
    target = read(tmp_path, "sandbox = true\n" + GOOD.replace("http://127.0.0.1:8000", "https://sso.example"))
    assert not target.local


def test_a_placeholder_is_found_wherever_it_stands_and_as_a_number_too(tmp_path: Path) -> None:
    body = '[send]\nurl = "http://127.0.0.1:8000/"\nmethod = "POST"\njson = { a = [{ id = "{customer_id:int}" }] }\n'
    target = read(tmp_path, APP + body)
    assert target.holds("customer_id")
    assert not target.holds("return_to")
    assert read(tmp_path, APP + SEND + 'query = { next = "{return_to}" }\n').holds("return_to")


def test_what_is_handed_on_is_found_in_whatever_starts_the_app(tmp_path: Path) -> None:
    env = 'env = { A = "{api_url}/x", B = "{ca_file}" }\n'
    for way in (f'{SEND}{COOKIE}[start]\ncommand = ["x", "{{store_url}}"]\n', '[shim]\ncommand = ["{store_url}"]\n'):
        target = read(tmp_path, APP + way + env)
        found = [target.started_with(name) for name in ("store_url", "api_url", "ca_file", "access_token")]
        assert found == [True, True, True, False]
    assert read(tmp_path, APP + f'[inprocess]\ncallable = "a:b"\n{env}').started_with("api_url")
    assert not read(tmp_path, GOOD).started_with("store_url")
