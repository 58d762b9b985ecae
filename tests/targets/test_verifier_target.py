"""Target files of app's servers: every way to reach one is read, and what is wrong is told by the key as typed."""

from pathlib import Path

import pytest

from harness.targets.errors import TargetError
from harness.targets.target_file import load_target
from harness.targets.verifier_target import REFUSED, VerifierTarget
from tests.cli.command import tokenassay

SECRET = "not-a-real-secret"
APP = f"""
role = "verifier"
[app]
client_id = "r3client"
client_secret = "{SECRET}"
store_hash = "abc123"
"""
SEND = """
[send]
url = "http://127.0.0.1:8000/me"
headers = { Authorization = "Bearer {token}" }
"""
GOOD = APP + SEND


def read(tmp_path: Path, text: str) -> VerifierTarget:
    path = tmp_path / "my-app.toml"
    path.write_text(text, "utf-8")
    found = load_target(path)
    assert isinstance(found, VerifierTarget)
    return found


def complaint(tmp_path: Path, text: str) -> str:
    with pytest.raises(TargetError) as caught:
        read(tmp_path, text)
    said = str(caught.value)
    assert SECRET not in said
    assert all(line.startswith(f"{tmp_path / 'my-app.toml'}: ") for line in said.splitlines())
    return said.replace(f"{tmp_path / 'my-app.toml'}: ", "")


def test_a_short_file_has_sensible_defaults(tmp_path: Path) -> None:
    target = read(tmp_path, GOOD)
    assert target.send
    assert (target.name, target.role, target.where) == ("my-app", "verifier", "http://127.0.0.1:8000/me")
    assert (target.send.method, target.send.timeout) == ("GET", 10.0)
    assert (target.accepted.status, target.refused.status) == ((200,), REFUSED)
    assert [one.id for one in target.customers.values()] == [4927, 4928]
    assert (target.local, target.speaks_http, target.address) == (True, True, "http://127.0.0.1:8000/")
    assert SECRET not in repr(target)


@pytest.mark.parametrize(
    "send",
    [
        'url = "http://127.0.0.1:8000/me/{token}"',
        'url = "http://127.0.0.1:8000?t={token}"',
        'url = "http://[::1]:8000/{token}"',
        'url = "http://localhost/{token}"',
        'url = "http://127.0.0.1/"\nquery = { t = "{token}" }',
        'url = "http://127.0.0.1/"\ncookies = { bc_token = "{token}" }',
        'url = "http://127.0.0.1/"\nmethod = "POST"\nform = { token = "{token}" }',
        'url = "http://127.0.0.1/"\nmethod = "POST"\njson = { a = [{ token = "x {token}" }, 1, true] }',
        'url = "http://127.0.0.1/"\nmethod = "POST"\njson = "{token}"',
        'url = "http://127.0.0.1/"\nmethod = "POST"\njson = { "{token}" = 1 }',
        'url = "http://127.0.0.1/"\nheaders = { X-Any = "{token}" }\ntimeout = 1',
    ],
)
def test_the_token_may_stand_anywhere(tmp_path: Path, send: str) -> None:
    assert read(tmp_path, f"{APP}[send]\n{send}\n").speaks_http


def test_other_ways_to_reach_an_app(tmp_path: Path) -> None:
    shim = read(tmp_path, APP + '[shim]\ncommand = ["./judge", "x"]\ntimeout = 2\n')
    assert (shim.where, shim.speaks_http, shim.local) == ("./judge x", False, True)
    called = read(tmp_path, APP + '[inprocess]\ncallable = "shop.auth:verify"\n')
    assert (called.where, called.speaks_http, called.local) == ("callable shop.auth:verify", False, True)
    for kind in ("asgi", "wsgi"):
        app = read(tmp_path, GOOD + f'[inprocess]\n{kind} = "shop.web:app"\n')
        assert (app.where, app.speaks_http, app.local) == (f"{kind} shop.web:app", True, True)


def test_an_app_in_this_process_is_local_whatever_its_host(tmp_path: Path) -> None:
    text = GOOD.replace("127.0.0.1:8000", "shop.example") + '[inprocess]\nasgi = "shop.web:app"\n'
    assert read(tmp_path, text).local


def test_one_elsewhere_is_tried_where_it_says_sandbox(tmp_path: Path) -> None:
    target = read(tmp_path, "sandbox = true\n" + GOOD.replace("http://127.0.0.1:8000", "https://shop.example"))
    assert not target.local


@pytest.mark.parametrize(
    ("old", "new", "said"),
    [
        ('role = "verifier"', 'role = "verifyer"', "role is 'verifyer'; did you mean \"verifier\"?"),
        ('role = "verifier"', 'role = "shopper"', 'this version tests "storefront" or "verifier"'),
        ('role = "verifier"', "role = 3", "role is 3; this version tests"),
        ("abc123", "stores/abc123", "app.store_hash is 'stores/abc123'; give the bare hash"),
        ('store_hash = "abc123"', "", "app.store_hash is missing; give the bare hash"),
        ("[send]", "[sned]", "sned is unknown; did you mean send?"),
        ("headers", "header", "send.header is unknown; did you mean headers?"),
        ("headers = {", "jsn = {", "send.jsn is unknown; did you mean json?"),
        ("headers = {", "json_ = {", "send.json_ is unknown; did you mean json?"),
        ("headers", "zzz", "send.zzz is unknown; known here: method, url, headers, query, cookies, json,"),
        ("Bearer {token}", "Bearer", "send: {token} stands nowhere; put it into url, headers, query, cookies, json"),
        ("headers =", 'query = { "{token}" = "x" }\nheaders =', ""),
        ('{ Authorization = "Bearer {token}" }', '{ "A b" = "{token}" }', "send.headers: 'A b' cannot be the name"),
        ('{ Authorization = "Bearer {token}" }', '{ "A:" = "{token}" }', "send.headers: 'A:' cannot be the name"),
        ("Bearer {token}", "Bearer\\n{token}", "send.headers: 'Authorization' holds line breaks"),
        ("Bearer {token}", "Träger {token}", "send.headers: 'Authorization' holds line breaks or other letters"),
        ('"Bearer {token}"', "3", "send.headers.Authorization: input should be a valid string"),
        ("[send]", '[send]\ncookies = { "a b" = "x" }', "send.cookies: 'a b' cannot be the name of a cookie"),
        ("[send]", '[send]\nmethod = "get"', "send.method: 'get' is not a method such as GET or POST, in capitals"),
        ("[send]", '[send]\nmethod = "GET /"', "send.method: 'GET /' is not a method"),
        ("[send]", "[send]\nform = {}\njson = {}", "send.form and send.json exclude each other"),
        ("[send]", "[send]\njson = { day = 2027-01-31 }", "send.json: cannot be sent: Object of type date"),
        ("[send]", "[send]\njson = { x = nan }", "send.json: cannot be sent"),
        ("[send]", "[send]\ntimeout = 0", "send.timeout: input should be greater than 0"),
        ("[send]", "[send]\ntimeout = 301", "send.timeout: input should be less than or equal to 300"),
        ("[send]", "[send]\ntimeout = nan", "send.timeout: input should be"),
        ("http://127.0.0.1:8000/me", "127.0.0.1:8000/me", "send.url: must be an http:// or https:// address"),
        ("http://127.0.0.1:8000/me", "http:///me", "send.url: must be an http:// or https:// address with a host"),
        ("http://127.0.0.1:8000/me", "ftp://127.0.0.1/me", "send.url: must be an http:// or https:// address"),
        ("http://127.0.0.1:8000/me", "http://127.0.0.1:abc/me", "send.url: 'abc' is not a port"),
        ("http://127.0.0.1:8000/me", "http://[::1]:99999/me", "send.url: '99999' is not a port"),
        ("http://127.0.0.1:8000/me", "http://127.0.0.1:{port}/me", "send.url holds {port}, a free port for what"),
        ("http://127.0.0.1:8000/me", "http://u:p@127.0.0.1/me", "send.url: holds a user's name"),
        ("http://127.0.0.1:8000/me", "http://127.0.0.1/#{token}", "send.url: #{token} is never sent"),
        ("http://127.0.0.1:8000", "https://shop.example", "send.url is not on this machine; say sandbox = true"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_by_its_key(tmp_path: Path, old: str, new: str, said: str) -> None:
    assert old in GOOD
    if said:
        assert said in complaint(tmp_path, GOOD.replace(old, new, 1))
    else:
        read(tmp_path, GOOD.replace(old, new, 1))


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("[accepted]\nstatus = []\n", "accepted.status needs at least 1 entries"),
        ("[refused]\nstatus = []\n", "refused.status needs at least 1 entries"),
        ("[accepted]\nstatus = 200\n", "accepted.status must be a list"),
        ('[accepted]\nstatus = ["200"]\n', "accepted.status.0: input should be a valid integer"),
        ("[accepted]\nstatus = [0]\n", "accepted.status.0: 0 is no status"),
        ("[refused]\nstatus = [401, 500]\n", "refused.status.1: 500 is no status of an answer: there are 100 to 499"),
        ("[refused]\nstatus = [200, 401]\n", "accepted.status and refused.status both hold 200; tell the two apart"),
        ('[accepted]\njsn = "$.a"\n', "accepted.jsn is unknown; did you mean json?"),
        ('[accepted]\njson = "customer.id"\n', "accepted.json: 'customer.id' is not a JSONPath (RFC 9535) such as"),
        ('[accepted]\ncustomer_id = "$["\n', "accepted.customer_id: '$[' is not a JSONPath"),
        ('[accepted]\ncustomer_id = "$[?foo(@)]"\n', "function 'foo' is not defined"),
        ('[resource]\nurl = "http://127.0.0.1:8000/orders"\n', "resource.url must hold {customer_id}"),
        ('[resource]\nurl = "http://127.0.0.1/{customer_id}"\n', "resource.url must be on the origin of send.url"),
        ('[resource]\nurl = "https://127.0.0.1:8000/{customer_id}"\n', "resource.url must be on the origin of"),
        ('[shim]\ncommand = ["x"]\n', "shim stands beside another way to reach the app; give one of"),
        ('[inprocess]\nasgi = "a:b"\nwsgi = "a:b"\n', "inprocess needs exactly one of asgi, wsgi, callable"),
        ("[inprocess]\n", "inprocess needs exactly one of asgi, wsgi, callable"),
        ('[inprocess]\nasgi = "ab"\n', "inprocess.asgi: 'ab' must be module:name"),
        ('[inprocess]\nasgi = "a:b"\ntimout = 3\n', "inprocess.timout is unknown; did you mean timeout?"),
        ('[inprocess]\ncallable = "a:b"\n', "send has no use beside inprocess.callable"),
        ('[inprocess]\nwsgi = "a:b"\n[start]\ncommand = ["x"]\n', "start has no use beside [inprocess]; take it out"),
        ("[customers]\nalice = { id = 1 }\n", "customers needs at least 2 entries"),
        ("[customers]\na = { id = 1 }\nb = { id = 1 }\n", "customers.b.id is the same as customers.a.id"),
        ("[customers]\na = { id = 0 }\nb = { id = 1 }\n", "customers.a.id: input should be greater than 0"),
        ('[others.ap]\nclient_id = "x"\n', "others.ap is unknown; did you mean app?"),
        ('[others.app]\nclient_id = "x"\n', "others.app.client_secret is missing"),
        ('[start]\ncommand = ["x"]\nready = "x"\n', "start.ready: must be an http:// or https:// address"),
        ("[start]\ncommand = []\n", "start.command needs at least 1 entries"),
    ],
)
def test_what_is_wrong_in_other_tables_is_told_by_its_key(tmp_path: Path, more: str, said: str) -> None:
    assert said in complaint(tmp_path, GOOD + more)


@pytest.mark.parametrize(
    ("more", "said"),
    [
        ("", "send is missing; say how the app is reached: [send], [shim] or [inprocess]"),
        ("[shim]\ncommand = []\n", "shim.command needs at least 1 entries"),
        ('[shim]\ncommand = "./judge"\n', "shim.command must be a list"),
        ('[shim]\ncommand = ["x"]\ntimeout = 0\n', "shim.timeout: input should be greater than 0"),
        ('[shim]\ncommand = ["x"]\n[start]\ncommand = ["y"]\n', "start has no use beside [shim]"),
        ('[shim]\ncommand = ["x"]\n[inprocess]\ncallable = "a:b"\n', "shim stands beside another way"),
        ('[shim]\ncommand = ["x"]\n[resource]\nurl = "http://127.0.0.1/{customer_id}"\n', "resource needs an app"),
        ('[inprocess]\nasgi = "a:b"\n', "send is missing; inprocess.asgi needs the request to send"),
        ('[inprocess]\ncallable = "a:b"\n[resource]\nurl = "http://127.0.0.1/{customer_id}"\n', "resource needs an"),
    ],
)
def test_what_is_wrong_without_send_is_told_by_its_key(tmp_path: Path, more: str, said: str) -> None:
    assert said in complaint(tmp_path, APP + more)


def test_a_status_in_both_lists_is_well_where_the_body_decides(tmp_path: Path) -> None:
    read(tmp_path, GOOD + '[accepted]\njson = "$.data.me"\n[refused]\nstatus = [200, 401]\n')


def test_one_mistake_is_told_once(tmp_path: Path) -> None:
    assert len(complaint(tmp_path, GOOD + '[accepted]\nstatus = ["200"]\n').splitlines()) == 1


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (GOOD.replace("Bearer {token}", "x"), "{token} stands nowhere"),
        (GOOD.replace("headers", "header"), "did you mean headers?"),
        (APP + '[inprocess]\ncallable = "nowhere:verify"\n', "there is no module nowhere"),
    ],
)
def test_the_command_tells_it_in_a_line_and_gives_no_verdict(tmp_path: Path, text: str, said: str) -> None:
    (tmp_path / "my-app.toml").write_text(text, "utf-8")
    done = tokenassay("run", "my-app.toml", cwd=tmp_path)
    assert done.code == 2, done.said
    assert said in done.err
    assert not any(word in done.out for word in ("conforms", "violates", "pass", "fail", "exit code"))
    assert not (tmp_path / "reports" / "results.json").exists()
